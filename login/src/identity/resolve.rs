//! Makes sure of what the cookies claim: the session first, then the remember cookie, then
//! the request itself.

use std::rc::Rc;

use super::{
    fingerprint::{fingerprint, still_stands},
    loader::Loaders,
    standing::{Identity, Standing},
};
use crate::{
    error::BoxError,
    remember::Credential,
    request::{LoginRequest, Received},
    seal::{Age, Mac},
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
    /// The session's login stands, and is tied to the user by a key that is to go: this is
    /// what ties it from now on.
    pub(crate) new_fingerprint: Option<[u8; 32]>,
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
    fingerprints: &Mac,
    keep_inactive: bool,
    request: Option<LoginRequest>,
) -> Result<Outcome, BoxError> {
    let stands = |user: &Rc<dyn AnyUser>, fingerprint: Option<&[u8; 32]>, forced: bool| {
        let may_be_in = user.is_active() || forced || keep_inactive;
        still_stands(fingerprints, &**user, fingerprint).filter(|_| may_be_in)
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
        let found = user.and_then(|user| {
            let age = stands(&user, login.fingerprint.as_ref(), login.forced)?;
            Some((user, age))
        });
        match found {
            Some((user, age)) => {
                let standing = Standing::of_login(login.fresh_at);
                return Ok(Outcome {
                    new_fingerprint: new_fingerprint(fingerprints, &*user, age),
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
    let asked = Asked {
        unconfirmed,
        loaders,
        fingerprints,
        stands,
    };
    Box::pin(asked.further(outcome, received, request)).await
}

/// Ties the login to its user by the key in use, if another did.
fn new_fingerprint(fingerprints: &Mac, user: &dyn AnyUser, age: Age) -> Option<[u8; 32]> {
    match age {
        Age::Current => None,
        Age::Outdated => fingerprint(fingerprints, user),
    }
}

/// Who may be asked beside the user loader, and about what.
struct Asked<'a, F> {
    unconfirmed: Option<&'a Login>,
    loaders: &'a Loaders,
    fingerprints: &'a Mac,
    stands: F,
}

impl<F> Asked<'_, F>
where
    F: Fn(&Rc<dyn AnyUser>, Option<&[u8; 32]>, bool) -> Option<Age>,
{
    /// Goes on where the session's claim does not stand, or there is none.
    async fn further(
        self,
        mut outcome: Outcome,
        received: Received<Credential>,
        request: Option<LoginRequest>,
    ) -> Result<Outcome, BoxError> {
        let Self {
            unconfirmed,
            loaders,
            fingerprints,
            stands,
        } = self;
        outcome.credential_refused = received == Received::Unusable;
        if let Received::One(credential) = received {
            let user = loaders.by_id(&credential.user_id).await?;
            let found = user.and_then(|user| {
                let age = stands(&user, credential.fingerprint.as_ref(), false)?;
                Some((user, age))
            });
            match found {
                Some((user, age)) => {
                    let new_fingerprint = new_fingerprint(fingerprints, &*user, age);
                    outcome.identity = Identity::User {
                        user,
                        standing: Standing::NotFresh,
                    };
                    outcome.restored = Some(match new_fingerprint {
                        Some(_) => credential.under(new_fingerprint),
                        None => credential,
                    });
                    return Ok(outcome);
                }
                None => outcome.credential_refused = true,
            }
        }
        if let Some(user) = loaders.by_request(request).await? {
            // The session says how well its own user is known, and of no other.
            let confirmed = unconfirmed
                .filter(|login| login.user_id == user.id_text())
                .and_then(|login| {
                    let age = stands(&user, login.fingerprint.as_ref(), login.forced)?;
                    Some((login, age))
                });
            let standing = confirmed.map_or(Standing::ByRequest, |(login, age)| {
                outcome.new_fingerprint = new_fingerprint(fingerprints, &*user, age);
                Standing::of_login(login.fresh_at)
            });
            outcome.identity = Identity::User { user, standing };
            outcome.by_request = true;
        }
        Ok(outcome)
    }
}
