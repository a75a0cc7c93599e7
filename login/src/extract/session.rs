//! The application's own values in the session.

use std::{fmt, rc::Rc};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};
use serde::{Serialize, de::DeserializeOwned};

use super::opening::Opening;
use crate::{
    context::LoginContext,
    error::SessionError,
    session::{Flash, OpenSession, is_too_deep},
    transitions::{renew_session, set_permanent},
};

/// The application's values that follow a browser from request to request, like Flask's `session`.
///
/// By default the values are stored in the session cookie, sealed: the browser can neither read nor
/// change them. The whole cookie is limited to 4096 bytes, so keep ids here and the data itself in
/// a database. Two restrictions follow:
///
/// - A browser can send an older cookie of the same session again. Values that must not be reset
///   (remaining attempts, one-time codes) belong in a database.
/// - If two concurrent requests change the session, the response that arrives last wins.
///
/// With a [`session_store`](crate::LoginManagerBuilder::session_store) the values are kept in the
/// store, up to 32 KiB, and neither restriction applies: changes that concurrent requests make to
/// different keys are merged.
///
/// The values end with the session: at logout, when another user logs in and when it times out.
/// Logging in keeps the values of an anonymous visitor.
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
    /// Returns the value under `key`, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`SessionError::Type`] if the value is not a `T`; [`SessionError::ResponseSent`].
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, SessionError> {
        // A copy, because `T::deserialize` may itself use the session.
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

    /// Stores `value` under `key`, replacing any previous value.
    ///
    /// # Errors
    ///
    /// [`SessionError::TooLarge`] if the session would exceed its limit (see [`Session`]), with
    /// both numbers of bytes; nothing is changed then. [`SessionError::Serialize`] if `value`
    /// cannot be represented as JSON. [`SessionError::ResponseSent`].
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

    /// Removes the value under `key`. Returns whether there was one.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`].
    pub fn remove(&self, key: &str) -> Result<bool, SessionError> {
        self.0
            .session(|session| session.remove(key))
            .ok_or(SessionError::ResponseSent)
    }

    /// Removes all values. The user stays logged in.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`].
    pub fn clear(&self) -> Result<(), SessionError> {
        self.0
            .session(OpenSession::clear)
            .ok_or(SessionError::ResponseSent)
    }

    /// Adds a message for the next page that shows messages (Flask's `flash`). It survives a
    /// redirect. Only the ten newest messages are kept.
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

    /// Removes and returns the messages, oldest first (Flask's `get_flashed_messages`).
    #[must_use]
    pub fn take_flashes(&self) -> Vec<Flash> {
        self.0
            .session(OpenSession::take_flashes)
            .unwrap_or_default()
    }

    /// Returns whether the session outlives the browser.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.0
            .session(|session| session.is_permanent())
            .unwrap_or_default()
    }

    /// Sets whether the session outlives the browser (Flask's `session.permanent`). If it does,
    /// [`permanent_session_lifetime`](crate::LoginManagerBuilder::permanent_session_lifetime), 31
    /// days by default, replaces the idle timeout, and the cookie lasts as long. Anyone who finds
    /// the browser open or has a copy of its cookie benefits as well. The
    /// [`session_absolute_timeout`](crate::LoginManagerBuilder::session_absolute_timeout) still
    /// ends the session. Like [`renew`](Self::renew), a change gives way to another request that has
    /// renewed or ended the login meanwhile.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`], and [`SessionError::NoRandomness`] because a change gives
    /// the session a new id.
    pub fn set_permanent(&self, permanent: bool) -> Result<(), SessionError> {
        set_permanent(&self.0, permanent)
    }

    /// Gives the session a new id and a new cookie, with the same values and the same login
    /// (actix-session's `Session::renew`, Django's `cycle_key`). Values that are stored from now on
    /// are out of reach for anyone who planted or copied the old cookie (ASVS 7.2.4).
    ///
    /// Logging in, logging out and confirming a login do the same, so this is only needed where a
    /// visitor gains a right without a login, for example before the session notes that the first of
    /// two factors has been checked. If somebody is logged in, the old cookie ends.
    ///
    /// As after a login, the browser gets this session even if another request had renewed or ended
    /// the one that it sent before this request read it; the values of that one are then gone. If the
    /// login ends or is renewed while this request runs, this request leaves the browser's cookie as it
    /// is, and what it stores is lost.
    ///
    /// # Errors
    ///
    /// [`SessionError::ResponseSent`], and [`SessionError::NoRandomness`].
    pub fn renew(&self) -> Result<(), SessionError> {
        renew_session(&self.0)
    }

    /// Returns the keys of all values, in alphabetical order.
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
