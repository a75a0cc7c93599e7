//! Attempts to log in. An attempt begins before the password is checked, and fails unless a login
//! follows.

use std::net::IpAddr;
#[cfg(feature = "throttle")]
use std::time::Duration;

use actix_web::HttpRequest;

use crate::{
    context::{LoginContext, OpenAttempt, client_address},
    error::LoginError,
    events::Event,
};
#[cfg(feature = "throttle")]
use crate::{
    request::is_forwarded,
    throttle::{Charge, Verdict},
};

/// Begins an attempt. An earlier one of the same request counts as failed.
#[cfg_attr(not(feature = "throttle"), allow(clippy::unused_async))]
pub(crate) async fn begin(
    request: &HttpRequest,
    context: &LoginContext,
    account: &str,
) -> Result<(), LoginError> {
    if context.is_sent() {
        return Err(LoginError::ResponseSent);
    }
    report_failed(Some(request), context);
    #[cfg(feature = "throttle")]
    let charge = admit(request, context, account).await?;
    context.state_mut().attempt = Some(OpenAttempt {
        account: account.to_owned(),
        #[cfg(feature = "throttle")]
        charge,
    });
    Ok(())
}

#[cfg(feature = "throttle")]
async fn admit(
    request: &HttpRequest,
    context: &LoginContext,
    account: &str,
) -> Result<Option<Charge>, LoginError> {
    let settings = context.settings();
    let Some(throttle) = &settings.throttle else {
        return Ok(None);
    };
    let address = client_address(request);
    match throttle.admit(account, address, settings.now()).await? {
        Verdict::Admitted(charge) => Ok(Some(charge)),
        Verdict::Refused(wait) => {
            if settings.proxies.are_none() && is_forwarded(request) {
                tracing::warn!(
                    "a login attempt was refused to an address that may be a proxy: name your \
                     proxies in `trusted_proxies`, or all visitors share one address"
                );
            }
            let event = Event::UserLoginThrottled { account, address };
            settings.listeners.emit(event, request);
            Err(LoginError::TooManyAttempts {
                retry_after: whole_seconds(wait),
            })
        }
    }
}

#[cfg(feature = "throttle")]
fn whole_seconds(wait: Duration) -> Duration {
    let begun = u64::from(wait.subsec_nanos() > 0);
    Duration::from_secs(wait.as_secs().saturating_add(begun).max(1))
}

/// Marks the attempt as not being a guess, so that it costs nothing. After a login, the account is
/// known in its network.
pub(crate) async fn refund(context: &LoginContext, is_login: bool) {
    let attempt = context.state_mut().attempt.take();
    #[cfg(feature = "throttle")]
    if let Some(charge) = attempt.and_then(|attempt| attempt.charge)
        && let Some(throttle) = &context.settings().throttle
    {
        let now = context.settings().now();
        // The error has been logged. An attempt that stays charged is no reason to fail a login.
        drop(throttle.give_back(&charge, is_login, now).await);
    }
    #[cfg(not(feature = "throttle"))]
    drop((attempt, is_login));
}

/// Emits the event of an attempt that no login has followed. The request is missing only if an
/// inner middleware failed.
pub(crate) fn report_failed(request: Option<&HttpRequest>, context: &LoginContext) {
    let attempt = context.state_mut().attempt.take();
    if let (Some(attempt), Some(request)) = (attempt, request) {
        let address: Option<IpAddr> = client_address(request);
        let account = &attempt.account;
        let event = Event::UserLoginFailed { account, address };
        context.settings().listeners.emit(event, request);
    }
}
