//! Flask's and Flask-Login's formats: signatures and encodings.
//!
//! Pure: text, keys and times are passed in as values. The feature `flask-compat` reads these
//! cookies and, if configured, writes them. [`import`](crate::import) decides what happens to a
//! login that came with them.

#[cfg(feature = "flask-compat")]
mod compat;
mod identifier;
#[cfg(feature = "flask-compat")]
mod octets;
mod remember_cookie;
#[cfg(feature = "flask-compat")]
mod secret;
#[cfg(feature = "flask-compat")]
mod session_cookie;
#[cfg(feature = "flask-compat")]
mod session_values;

#[cfg(feature = "flask-compat")]
pub use self::{
    compat::FlaskCompat,
    secret::{FlaskSecret, FlaskSecretError},
};
#[cfg(feature = "flask-compat")]
pub(crate) use self::{
    compat::FlaskSettings, session_cookie::FlaskSession, session_values::SessionValues,
};
pub use self::{
    identifier::session_identifier,
    remember_cookie::{cookie_key, decode_cookie, encode_cookie},
};

/// The Flask cookie that a login came with.
#[cfg(feature = "flask-compat")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlaskCookie {
    /// Flask's signed session.
    Session,
    /// Flask-Login's remember cookie, without a valid Flask session that names a user.
    Remember,
}
