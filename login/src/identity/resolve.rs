//! Verifies what the cookies claim: first the session, then the remember cookie, then the request
//! itself.

use std::rc::Rc;

use super::{
    auth_hash::{auth_hash, still_stands},
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

/// Who the visitor is, and what became of the claims.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) identity: Identity,
    /// The login of the session no longer stands.
    pub(crate) login_ended: bool,
    /// `Some` if the login of the session stands, but is tied to the user by an outdated key. This
    /// is the auth hash under the key in use.
    pub(crate) new_auth_hash: Option<[u8; 32]>,
    /// The remember cookie is unusable, or its credential no longer stands.
    pub(crate) credential_refused: bool,
    /// The credential that logged the user in. Boxed, because few requests have one and all carry
    /// this struct.
    pub(crate) restored: Option<Box<Credential>>,
    /// The request loader returned the user.
    pub(crate) by_request: bool,
}

/// The conditions under which a claim stands once its user is loaded.
#[derive(Clone, Copy)]
pub(crate) struct Conditions<'a> {
    pub(crate) auth_hashes: &'a Mac,
    /// The login of a user who became inactive is refused but not ended.
    pub(crate) keep_inactive: bool,
}

impl Conditions<'_> {
    fn met(self, user: &dyn AnyUser, auth_hash: Option<&[u8; 32]>, is_forced: bool) -> Option<Age> {
        let may_be_in = user.is_active() || is_forced || self.keep_inactive;
        still_stands(self.auth_hashes, user, auth_hash).filter(|_| may_be_in)
    }

    /// Returns the auth hash under the key in use, if the login is tied to its user by another.
    fn new_auth_hash(self, user: &dyn AnyUser, age: Age) -> Option<[u8; 32]> {
        match age {
            Age::Current => None,
            Age::Outdated => auth_hash(self.auth_hashes, user),
        }
    }

    /// Returns the outcome of the session's login, `None` if the login does not stand.
    pub(crate) fn of_session(self, login: &Login, user: Rc<dyn AnyUser>) -> Option<Outcome> {
        let age = self.met(&*user, login.auth_hash.as_ref(), login.forced)?;
        let standing = Standing::of_login(login.fresh_at);
        Some(Outcome {
            new_auth_hash: self.new_auth_hash(&*user, age),
            identity: Identity::User { user, standing },
            ..Outcome::default()
        })
    }
}

/// What a request claims if the user loader has not confirmed the login of its session.
pub(crate) struct Claims {
    pub(crate) credential: Received<Credential>,
    /// The login of the session, if only the request loader can confirm it.
    pub(crate) unconfirmed: Option<Login>,
    /// The request for the request loader, `None` if there is no request loader.
    pub(crate) request: Option<LoginRequest>,
}

/// Asks the loaders, each at most once per claim. A claim that does not stand never keeps the
/// next one from being tried.
pub(crate) async fn resolve(
    claims: Claims,
    loaders: &Loaders,
    conditions: Conditions<'_>,
) -> Result<Outcome, BoxError> {
    let mut outcome = Outcome {
        credential_refused: claims.credential == Received::Unusable,
        ..Outcome::default()
    };
    if let Received::One(credential) = claims.credential {
        let user = loaders.by_id(&credential.user_id).await?;
        let found = user.and_then(|user| {
            let age = conditions.met(&*user, credential.auth_hash.as_ref(), false)?;
            Some((user, age))
        });
        match found {
            Some((user, age)) => {
                let new_auth_hash = conditions.new_auth_hash(&*user, age);
                outcome.identity = Identity::User {
                    user,
                    standing: Standing::NotFresh,
                };
                outcome.restored = Some(Box::new(match new_auth_hash {
                    Some(_) => credential.under(new_auth_hash),
                    None => credential,
                }));
                return Ok(outcome);
            }
            None => outcome.credential_refused = true,
        }
    }
    if let Some(user) = loaders.by_request(claims.request).await? {
        // The session states how well its own user is known. That does not apply to another user.
        let confirmed = claims
            .unconfirmed
            .filter(|login| login.user_id == user.id_text())
            .and_then(|login| {
                let age = conditions.met(&*user, login.auth_hash.as_ref(), login.forced)?;
                Some((login, age))
            });
        let standing = confirmed.map_or(Standing::ByRequest, |(login, age)| {
            outcome.new_auth_hash = conditions.new_auth_hash(&*user, age);
            Standing::of_login(login.fresh_at)
        });
        outcome.identity = Identity::User { user, standing };
        outcome.by_request = true;
    }
    Ok(outcome)
}
