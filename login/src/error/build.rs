//! Errors in the settings of a manager.

use std::{error::Error, fmt};

/// Why [`LoginManagerBuilder::build`](crate::LoginManagerBuilder::build) refused the settings. The
/// message states what to write instead.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// Neither a user loader nor a request loader was given.
    NoLoader,
    /// The loaders return different types of users. The same id could then belong to two users.
    UserTypes {
        /// The type that the user loader returns.
        user_loader: &'static str,
        /// The type that the request loader returns.
        request_loader: &'static str,
    },
    /// The name of a cookie is empty or contains characters that a cookie name cannot contain.
    CookieName {
        /// The name as given.
        cookie: String,
    },
    /// The path of a cookie does not begin with `/`, or contains characters that would break the
    /// header.
    CookiePath {
        /// The cookie's name.
        cookie: String,
        /// The path as given.
        path: String,
    },
    /// The domain of a cookie is not a host name.
    CookieDomain {
        /// The cookie's name.
        cookie: String,
        /// The domain as given.
        domain: String,
    },
    /// The prefix of a cookie's name requires attributes that the cookie does not have.
    CookiePrefix {
        /// The cookie's name.
        cookie: String,
        /// The prefix.
        prefix: &'static str,
        /// The attributes that the prefix requires.
        needs: &'static str,
    },
    /// A cookie without `Secure`, and `allow_insecure_http` was not called.
    InsecureCookie {
        /// The cookie's name.
        cookie: String,
    },
    /// `SameSite=None` without `Secure`, which browsers reject.
    SameSiteNone {
        /// The cookie's name.
        cookie: String,
    },
    /// The session cookie and the remember cookie have the same name.
    SameCookieName {
        /// The name.
        cookie: String,
    },
    /// A secret is given twice: in `secret_key_fallbacks`, or there and as the current secret. The
    /// intended change of secrets was not made.
    SameSecret,
    /// The timeout of the session store is zero.
    ZeroTimeout,
    /// A duration is under one second.
    ZeroDuration {
        /// The builder's method.
        setting: &'static str,
    },
    /// A trusted proxy is not a network, or is the network of all addresses.
    TrustedProxy {
        /// The network as given.
        network: String,
    },
    /// The host for redirects is not a host.
    Host {
        /// The host as given.
        host: String,
    },
    /// A trusted origin that no browser would send.
    Origin {
        /// The origin as given, in lower case.
        origin: String,
    },
    /// A view is empty or contains characters that a header cannot contain, such as control
    /// characters.
    View {
        /// The builder's method.
        setting: &'static str,
        /// The view as given.
        view: String,
    },
    /// A setting for sessions in a store without a `session_store`. It would have no effect.
    NeedsStore {
        /// The builder's method.
        setting: &'static str,
    },
    /// Both `session_store` and `actix_session` were called.
    #[cfg(feature = "actix-session")]
    TwoStorages,
    /// A limit is 0, with which nobody could log in.
    ZeroLogins {
        /// The builder's method.
        setting: &'static str,
    },
    /// The settings given to [`flask_compat`](crate::LoginManagerBuilder) cannot work.
    FlaskCompat {
        /// What is wrong, and what to write instead.
        problem: String,
    },
    /// The keys could not be derived.
    Keys,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLoader => f.write_str(
                "there is no loader for users; add `.user_loader(…)` (or `.request_loader(…)`) to the builder",
            ),
            Self::UserTypes {
                user_loader,
                request_loader,
            } => write!(
                f,
                "`user_loader` returns `{user_loader}`, but `request_loader` returns `{request_loader}`; \
                 return the same type from both, such as an enum of users"
            ),
            Self::CookieName { cookie } => write!(
                f,
                "`{cookie}` cannot be the name of a cookie; use letters, digits, `-` and `_`"
            ),
            Self::CookiePath { cookie, path } => write!(
                f,
                "cookie `{cookie}`: the path `{path}` must begin with `/` and be printable ASCII without `;`"
            ),
            Self::CookieDomain { cookie, domain } => write!(
                f,
                "cookie `{cookie}`: the domain `{domain}` must be a host name like `example.com`"
            ),
            Self::CookiePrefix {
                cookie,
                prefix,
                needs,
            } => write!(
                f,
                "cookie `{cookie}`: the prefix `{prefix}` needs {needs}; \
                 change the attributes or choose a name without the prefix"
            ),
            Self::InsecureCookie { cookie } => write!(
                f,
                "cookie `{cookie}`: without `Secure` anybody on the network can take the login; \
                 remove `.secure(false)`, or call `.allow_insecure_http()` on the builder during development"
            ),
            Self::SameSiteNone { cookie } => write!(
                f,
                "cookie `{cookie}`: `SameSite=None` needs `Secure`, browsers drop it otherwise; \
                 write `.secure(true)` or choose `SameSite::Lax`"
            ),
            Self::SameCookieName { cookie } => write!(
                f,
                "the session cookie and the remember cookie are both named `{cookie}`; rename one of them"
            ),
            Self::SameSecret => f.write_str(
                "`secret_key_fallbacks`: a secret is given twice; pass the current secret to `builder` \
                 and each previous one to `secret_key_fallbacks` once",
            ),
            Self::ZeroTimeout => f.write_str("`session_store_timeout` must be more than zero"),
            Self::ZeroDuration { setting } => {
                write!(f, "`{setting}` must be at least one second")
            }
            Self::TrustedProxy { network } => write!(
                f,
                "`trusted_proxies`: {network:?} is not a network of proxies; write an address like \
                 `127.0.0.1`, or a network like `10.0.0.0/8` with no bits set after its prefix, but \
                 never all addresses: any client could then claim any address"
            ),
            Self::Host { host } => write!(
                f,
                "`force_host_for_redirects`: {host:?} is not a host; write one like `example.com:8080`"
            ),
            Self::Origin { origin } => write!(
                f,
                "`trusted_origin`: {origin:?} is not an origin as browsers send it; write one like \
                 `https://app.example.com`, without a path, and with a port only if it is not the default one"
            ),
            Self::View { setting, view } => write!(
                f,
                "`{setting}`: {view:?} is not a view; write a path like `/login`, an address, or the name of a route"
            ),
            Self::NeedsStore { setting } => write!(
                f,
                "`{setting}` needs sessions in a store; add `.session_store(…)`, or remove it"
            ),
            Self::ZeroLogins { setting } => write!(f, "`{setting}` must be at least 1"),
            #[cfg(feature = "actix-session")]
            Self::TwoStorages => f.write_str(
                "sessions cannot be kept in two places; remove `.session_store(…)` or `.actix_session()`",
            ),
            Self::FlaskCompat { problem } => write!(f, "`flask_compat`: {problem}"),
            Self::Keys => f.write_str("the keys could not be derived from the secret"),
        }
    }
}

/// Prints the same as `Display`, because a `main` that returns the error prints it with `Debug`.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for BuildError {}
