//! The flow of a request in one place:
//!
//! request facts → session record → identity → policy → (handler) → response effects
//!
//! Its longest step, from the record to the identity, is in [`identify`](crate::identify). Changes
//! to a login are in [`transitions`](crate::transitions), and what the response carries is in
//! [`effects`](crate::effects).

use std::{rc::Rc, time::Duration};

use actix_web::{HttpRequest, dev::ServiceRequest, http::Method};

use crate::{
    context::LoginContext,
    events::Event,
    identify::identify,
    identity::Identity,
    policy::{Decision, Requirement, decide, is_cross_site},
    refusal::Refusal,
    request::{Audience, Provenance, is_preflight},
    response::{Caching, CrossSite, Preflight, Refused},
    settings::Settings,
};

/// Refuses a request that a page of another site has sent, before any other code sees it. Safe
/// methods change nothing and are accepted from everywhere.
// Split in two, so that only the cheap check of the method is inlined into the middleware: most
// requests are safe.
#[inline]
pub(crate) fn refuse_cross_site(
    request: &ServiceRequest,
    settings: &Settings,
) -> Option<CrossSite> {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_safe {
        None
    } else {
        refuse_unsafe_cross_site(request, settings)
    }
}

fn refuse_unsafe_cross_site(request: &ServiceRequest, settings: &Settings) -> Option<CrossSite> {
    let from = Provenance::of(request.request());
    let rules = &settings.cross_site;
    let path = request.match_info().unprocessed();
    if !is_cross_site(from, &rules.trusted)
        || rules.open.iter().any(|pattern| pattern.is_match(path))
    {
        return None;
    }
    let origin = from.origin.map(String::from_utf8_lossy);
    tracing::warn!(
        origin = origin.as_deref(),
        host = from.host.map(String::from_utf8_lossy).as_deref(),
        "a request from a page of another site was refused; to allow that site, add `.trusted_origin(…)`"
    );
    settings
        .listeners
        .emit(Event::CrossSiteRefused, request.request());
    Some(CrossSite {
        audience: Audience::of(request.headers()),
    })
}

/// Establishes the identity of a request at a guard. [`refuse`] decides whether it is sufficient.
pub(crate) async fn enter(
    request: &HttpRequest,
) -> Result<(Rc<LoginContext>, Identity), actix_web::Error> {
    let context = LoginContext::of(request)?;
    if context.is_exempt(request) {
        let known = context.identity().unwrap_or_default();
        return Ok((context, known));
    }
    if is_preflight(request) {
        return Err(Preflight.into());
    }
    context.state_mut().caching = Caching::Private;
    let identity = identify(request, &context).await?;
    Ok((context, identity))
}

/// Applies the policy to an identity. Returns `None` if the request may pass.
pub(crate) fn refuse(
    request: &HttpRequest,
    context: &Rc<LoginContext>,
    identity: &Identity,
    requirement: Requirement,
    within: Option<Duration>,
) -> Option<Refusal> {
    let settings = context.settings();
    let fresh_for = within.unwrap_or(settings.lifetimes.fresh);
    let refused = match decide(identity.standing(), requirement, fresh_for, || {
        settings.now()
    }) {
        Decision::Allow => return None,
        Decision::Unauthorized => Refused::Unauthorized,
        Decision::NeedsRefresh => Refused::NeedsRefresh,
    };
    Some(Refusal::new(refused, request.clone(), Rc::clone(context)))
}
