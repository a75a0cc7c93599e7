//! The flow of a request, in one place:
//!
//! request facts → session record → identity → policy → (handler) → response effects
//!
//! This is the only file that sees all stages; what changes a login is in
//! [`transitions`](crate::transitions).

use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, HeaderValue},
};

use crate::{
    clock::Timestamp,
    context::{LoginContext, RememberChange},
    error::LoginError,
    identity::{Claims, Identity, Outcome, resolve},
    policy::{Decision, Requirement, decide},
    request::LoginRequest,
    response::{Caching, Expiry, Refusal, RefusalKind, apply, removal, setting},
    session::{CookieChange, Login},
};

/// Lets the visitor pass, or says why not.
pub(crate) async fn authorize(
    request: &HttpRequest,
    requirement: Requirement,
) -> Result<(), actix_web::Error> {
    let context = LoginContext::of(request)?;
    context.state(request).caching = Caching::Private;
    let identity = identify(request, &context).await?;
    admit(request, &context, &identity, requirement)
}

/// Who the visitor is: asked of the loaders at most once in a request.
pub(crate) async fn identify(
    request: &HttpRequest,
    context: &LoginContext,
) -> Result<Identity, LoginError> {
    if let Some(identity) = context.identity() {
        return Ok(identity);
    }
    let _turn = context.loading.lock().await;
    if let Some(identity) = context.identity() {
        return Ok(identity);
    }
    let settings = context.settings();
    let now = settings.now();
    let claims = Claims {
        login: context
            .state(request)
            .session
            .as_ref()
            .and_then(|session| session.login().cloned()),
        credential: || context.carried_credential(request, now),
    };
    let asking = LoginRequest::new(request.clone(), context.body());
    let outcome = resolve(
        claims,
        &settings.loaders,
        &settings.keys.fingerprint,
        asking,
    )
    .await
    .map_err(|error| {
        tracing::error!(error = %error, "the user could not be loaded");
        LoginError::Loader(error)
    })?;
    Ok(settle(request, context, outcome, now))
}

/// Applies the policy to a known identity.
pub(crate) fn admit(
    request: &HttpRequest,
    context: &LoginContext,
    identity: &Identity,
    requirement: Requirement,
) -> Result<(), actix_web::Error> {
    let settings = context.settings();
    let fresh_for = settings.lifetimes.fresh;
    let kind = match decide(identity.standing(), requirement, fresh_for, settings.now()) {
        Decision::Allow => return Ok(()),
        Decision::Unauthorized => RefusalKind::Unauthorized,
        Decision::NeedsRefresh => RefusalKind::NeedsRefresh,
    };
    tracing::debug!(path = request.path(), ?kind, "request refused");
    Err(Refusal::new(kind, request.clone(), settings.answers.clone()).into())
}

/// Writes down what became of the cookies' claims.
fn settle(
    request: &HttpRequest,
    context: &LoginContext,
    outcome: Outcome,
    now: Timestamp,
) -> Identity {
    let settings = context.settings();
    let mut state = context.state(request);
    let state = &mut *state;
    if let Some(session) = &mut state.session {
        let ends = session.ends(&settings.lifetimes);
        if outcome.login_ended {
            tracing::info!("login ended: the user is gone, not active, or has a new password");
            if let Some(id) = session.log_out(now) {
                settings.revoked.revoke(id, ends, now);
            }
        }
        if let Some(credential) = outcome.restored {
            let login = Login {
                user_id: credential.user_id,
                fresh_at: None,
                forced: false,
                fingerprint: credential.fingerprint,
            };
            match session.log_in(login, now) {
                Ok(Some(id)) => settings.revoked.revoke(id, ends, now),
                Ok(None) => {}
                // The user is known all the same, by the remember cookie, request by request.
                Err(too_large) => tracing::warn!(
                    bytes = too_large.bytes,
                    "no room for the restored login beside the session's data"
                ),
            }
            tracing::info!("login restored from the remember cookie");
        }
    }
    if outcome.credential_refused {
        tracing::info!("remember cookie refused");
        state.remember = RememberChange::Remove;
    }
    if outcome.identity.user().is_some() {
        state.caching = Caching::Private;
    }
    state.identity = Some(outcome.identity.clone());
    outcome.identity
}

/// What the answer to a request must carry.
#[derive(Clone, Debug)]
pub(crate) struct Effects {
    caching: Caching,
    cookies: Vec<HeaderValue>,
}

impl Effects {
    pub(crate) fn apply(self, headers: &mut HeaderMap) {
        apply(headers, self.caching, self.cookies);
    }

    pub(crate) fn are_none(&self) -> bool {
        self.caching == Caching::Untouched
    }
}

/// Ends the request: seals what changed.
pub(crate) fn finish(context: &LoginContext) -> Result<Effects, LoginError> {
    let state = context.close();
    let mut cookies = Vec::new();
    let settings = context.settings();
    if let Some(mut session) = state.session {
        let spec = &settings.session_cookie;
        match session.cookie_change(&settings.keys.session, settings.randomness)? {
            CookieChange::Keep => {}
            CookieChange::Set(token) => cookies.extend(setting(spec, &token, None)),
            CookieChange::Remove => cookies.extend(removal(spec)),
        }
    }
    let spec = &settings.remember_cookie;
    match state.remember {
        RememberChange::Keep => {}
        RememberChange::Set(credential) => {
            let token = credential.seal(&settings.keys.remember, settings.randomness)?;
            let expiry = Expiry {
                now: settings.now(),
                at: credential.expires,
            };
            cookies.extend(setting(spec, &token, Some(expiry)));
        }
        RememberChange::Remove => cookies.extend(removal(spec)),
    }
    Ok(Effects {
        caching: state.caching,
        cookies,
    })
}
