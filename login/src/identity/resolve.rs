//! Makes sure of what the cookies claim: the session first, then the remember cookie, then
//! the request itself.

use std::rc::Rc;

use ring::hmac;

use super::{
    fingerprint::still_stands,
    loader::Loaders,
    standing::{Identity, Standing},
};
use crate::{
    error::BoxError,
    remember::Credential,
    request::{LoginRequest, Received},
    session::Login,
    user::AnyUser,
};

/// What a request's cookies claim.
pub(crate) struct Claims<F> {
    pub(crate) login: Option<Login>,
    /// Opened only if the session says nothing.
    pub(crate) credential: F,
}

/// Who is there, and what became of the claims.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) identity: Identity,
    /// The session's login does not stand any more.
    pub(crate) login_ended: bool,
    /// The remember credential does not stand any more.
    pub(crate) credential_refused: bool,
    /// The credential that logged the user in.
    pub(crate) restored: Option<Credential>,
    /// The request loader knew the user.
    pub(crate) by_request: bool,
}

/// Asks the loaders, each at most once for each claim. A claim that does not stand never
/// keeps the next one from being heard.
pub(crate) async fn resolve(
    claims: &Claims<impl Fn() -> Received<Credential>>,
    loaders: &Loaders,
    fingerprint_key: &hmac::Key,
    keep_inactive: bool,
    request: Option<LoginRequest>,
) -> Result<Outcome, BoxError> {
    let stands = |user: &Rc<dyn AnyUser>, fingerprint: Option<&[u8; 32]>, forced: bool| {
        (user.is_active() || forced || keep_inactive)
            && still_stands(fingerprint_key, &**user, fingerprint)
    };
    // Without a user loader a session's claim is the request loader's business.
    let (by_id, unconfirmed) = if loaders.can_load_by_id() {
        (claims.login.as_ref(), None)
    } else {
        (None, claims.login.as_ref())
    };
    let mut login_ended = false;
    if let Some(login) = by_id {
        let user = loaders.by_id(&login.user_id).await?;
        match user.filter(|user| stands(user, login.fingerprint.as_ref(), login.forced)) {
            Some(user) => {
                let standing = Standing::of_login(login.fresh_at);
                return Ok(Outcome {
                    identity: Identity::User { user, standing },
                    ..Outcome::default()
                });
            }
            None => login_ended = true,
        }
    }
    let outcome = Outcome {
        login_ended,
        ..Outcome::default()
    };
    let received = (claims.credential)();
    if received == Received::Nothing && request.is_none() {
        return Ok(outcome);
    }
    // Boxed, so that requests with a session do not carry what others need.
    let asking = ask_further(outcome, received, unconfirmed, loaders, stands, request);
    Box::pin(asking).await
}

/// Goes on where the session's claim does not stand, or there is none.
async fn ask_further(
    mut outcome: Outcome,
    received: Received<Credential>,
    unconfirmed: Option<&Login>,
    loaders: &Loaders,
    stands: impl Fn(&Rc<dyn AnyUser>, Option<&[u8; 32]>, bool) -> bool,
    request: Option<LoginRequest>,
) -> Result<Outcome, BoxError> {
    outcome.credential_refused = received == Received::Unusable;
    if let Received::One(credential) = received {
        let user = loaders.by_id(&credential.user_id).await?;
        match user.filter(|user| stands(user, credential.fingerprint.as_ref(), false)) {
            Some(user) => {
                outcome.identity = Identity::User {
                    user,
                    standing: Standing::NotFresh,
                };
                outcome.restored = Some(credential);
                return Ok(outcome);
            }
            None => outcome.credential_refused = true,
        }
    }
    if let Some(user) = loaders.by_request(request).await? {
        // The session says how well its own user is known, and of no other.
        let confirmed = unconfirmed.filter(|login| {
            login.user_id == user.id_text()
                && stands(&user, login.fingerprint.as_ref(), login.forced)
        });
        let standing = confirmed.map_or(Standing::ByRequest, |login| {
            Standing::of_login(login.fresh_at)
        });
        outcome.identity = Identity::User { user, standing };
        outcome.by_request = true;
    }
    Ok(outcome)
}
