//! The application's own values in the session.

use std::{fmt, rc::Rc};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};
use serde::{Serialize, de::DeserializeOwned};

use super::opening::Opening;
use crate::{
    context::LoginContext,
    error::SessionError,
    session::{Flash, OpenSession, is_too_deep},
    transitions::set_permanent,
};

/// Values that follow a browser from request to request, as Flask's `session`.
///
/// With a [`session_store`](crate::LoginManagerBuilder::session_store) they are in the store, up to
/// 32 KiB, and what two requests put there at one time both counts. Else the following holds.
///
/// They travel in the session cookie, sealed: the browser can neither read nor change them.
/// It can send an older cookie of the same session again, though: what must not be turned
/// back (attempts left, one-time codes) belongs into a database. The whole cookie may have
/// 4096 bytes, so keep ids here and things in a database as well. Of two requests that
/// change the session at the same time, the answer that comes last wins.
///
/// The values end with the session: at logout, when another user logs in, when it times
/// out. Logging in keeps what an anonymous visitor had.
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, get};
/// use login::Session;
///
/// #[get("/visits")]
/// async fn visits(session: Session) -> actix_web::Result<impl Responder> {
///     let visits = session.get::<u32>("visits")?.unwrap_or(0) + 1;
///     session.insert("visits", visits)?;
///     Ok(format!("visit number {visits}"))
/// }
/// ```
#[derive(Clone)]
pub struct Session(Rc<LoginContext>);

impl Session {
    /// The value under `key`, if there is one.
    ///
    /// # Errors
    ///
    /// [`SessionError::Type`] if it is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, SessionError> {
        // A copy: what reads it may ask the session for more.
        let value = self
            .0
            .session(|session| session.get(key))
            .ok_or(SessionError::ResponseSent)?;
        value
            .map(T::deserialize)
            .transpose()
            .map_err(|source| SessionError::Type {
                key: key.to_owned(),
                source,
            })
    }

    /// Puts `value` under `key`, in place of what was there.
    ///
    /// # Errors
    ///
    /// [`SessionError::TooLarge`] if the cookie would be longer than browsers keep, with the
    /// number of bytes; nothing is changed then. [`SessionError::Serialize`] for what JSON
    /// cannot hold.
    pub fn insert(&self, key: &str, value: impl Serialize) -> Result<(), SessionError> {
        let not_json = |source| SessionError::Serialize {
            key: key.to_owned(),
            source,
        };
        let value = serde_json::to_value(value).map_err(not_json)?;
        if is_too_deep(&value) {
            return Err(not_json(serde::ser::Error::custom("nested too deeply")));
        }
        let inserted = self.0.session(|session| session.insert(key, value));
        Ok(inserted.ok_or(SessionError::ResponseSent)??)
    }

    /// Removes the value under `key`; answers whether there was one.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`].
    pub fn remove(&self, key: &str) -> Result<bool, SessionError> {
        self.0
            .session(|session| session.remove(key))
            .ok_or(SessionError::ResponseSent)
    }

    /// Removes all values; the login stays.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`].
    pub fn clear(&self) -> Result<(), SessionError> {
        self.0
            .session(OpenSession::clear)
            .ok_or(SessionError::ResponseSent)
    }

    /// Adds a message for the next page that shows messages (Flask's `flash`): it survives
    /// a redirect. Of more than ten the oldest are forgotten.
    ///
    /// # Errors
    ///
    /// As for [`insert`](Self::insert).
    pub fn flash(
        &self,
        message: impl Into<String>,
        category: impl Into<String>,
    ) -> Result<(), SessionError> {
        let flash = Flash {
            category: category.into(),
            message: message.into(),
        };
        let flashed = self.0.session(|session| session.flash(flash));
        Ok(flashed.ok_or(SessionError::ResponseSent)??)
    }

    /// The messages, oldest first, which are then gone (Flask's `get_flashed_messages`).
    #[must_use]
    pub fn take_flashes(&self) -> Vec<Flash> {
        self.0
            .session(OpenSession::take_flashes)
            .unwrap_or_default()
    }

    /// Whether the session outlives the browser.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.0
            .session(|session| session.is_permanent())
            .unwrap_or_default()
    }

    /// Makes the session outlive the browser, or not (Flask's `session.permanent`): its
    /// cookie, and the session itself when left alone, then lasts for
    /// [`permanent_session_lifetime`](crate::LoginManagerBuilder::permanent_session_lifetime), 31 days
    /// unless you set it, in place of the idle timeout; also for whoever finds the browser, or has a
    /// copy of its cookie. The
    /// [`session_absolute_timeout`](crate::LoginManagerBuilder::session_absolute_timeout) ends it all the
    /// same.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`], and [`SessionError::NoRandomness`]: the session gets a new id.
    pub fn set_permanent(&self, permanent: bool) -> Result<(), SessionError> {
        set_permanent(&self.0, permanent)
    }

    /// The keys, in alphabetical order.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        self.0.session(OpenSession::keys).unwrap_or_default()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

impl FromRequest for Session {
    type Error = Error;
    type Future = Opening<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Opening::of(request, |_, context| Self(context))
    }
}
