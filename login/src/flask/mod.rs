//! Flask's and Flask-Login's formats: what they sign and how they write it.
//!
//! Pure: text, keys and times come in as values. The feature `flask-compat` reads these cookies
//! and, where asked to, writes them; what becomes of a login that came with them is decided
//! elsewhere, in [`import`](crate::import).

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

/// Which of Flask's cookies a login came with.
#[cfg(feature = "flask-compat")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlaskCookie {
    /// Flask's signed session.
    Session,
    /// Flask-Login's remember cookie, and no session of anybody's beside it.
    Remember,
}
