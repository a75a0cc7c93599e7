//! Builder methods that concern clients: how they are told apart, and which proxies are trusted.

use super::LoginManagerBuilder;
use crate::session::{SessionIdentifier, SessionProtection};
#[cfg(feature = "throttle")]
use crate::throttle::LoginThrottle;

impl LoginManagerBuilder {
    /// Sets what happens to a session that comes from another client (Flask-Login's
    /// `SESSION_PROTECTION`); [`SessionProtection::Basic`] by default.
    pub fn session_protection(mut self, protection: SessionProtection) -> Self {
        self.protection = protection;
        self
    }

    /// Sets how clients are told apart (Flask-Login's `_session_identifier_generator`);
    /// [`SessionIdentifier::Address`] by default. Changing this setting makes every existing login
    /// count as one from another client, until the user confirms it or logs in again.
    pub fn session_identifier(mut self, identifier: SessionIdentifier) -> Self {
        self.identifier = identifier;
        self
    }

    /// Limits failed logins, per account and per address; no limit by default. Needs the feature
    /// `throttle`, and a call of [`login_attempt`](crate::AuthSession::login_attempt) in the
    /// handler that logs users in.
    #[cfg(feature = "throttle")]
    pub fn login_throttle(mut self, throttle: LoginThrottle) -> Self {
        self.throttle = Some(throttle);
        self
    }

    /// Names the application's own proxies, as addresses and networks (`127.0.0.1`, `10.0.0.0/8`,
    /// `fd00::/8`). For requests from these, the client address is taken from the header
    /// `X-Forwarded-For`. None by default; replaces the networks of an earlier call.
    ///
    /// The client address is the last address in `X-Forwarded-For` that does not belong to a
    /// trusted proxy: each proxy appends the address of its own client, and entries before that may
    /// have been written by the client. An entry that is not an address ends the list. For all
    /// other connections the header is ignored (ASVS 4.1.3). `Forwarded` (RFC 7239) is never read,
    /// because a proxy that writes `X-Forwarded-For` passes on `Forwarded` as it came. Name every
    /// proxy between the internet and the application, and no network from which others can
    /// connect.
    ///
    /// Behind proxies that are not named, all visitors have the proxy's address. Session protection
    /// then cannot tell them apart, and a throttle refuses all visitors because of one.
    ///
    /// # Examples
    ///
    /// ```
    /// use login::{LoginManager, SecretKey, UserMixin};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// let manager = LoginManager::builder(SecretKey::generate()?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .trusted_proxies(["127.0.0.1", "::1", "10.20.0.0/16"])
    ///     .build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn trusted_proxies<N: Into<String>>(
        mut self,
        networks: impl IntoIterator<Item = N>,
    ) -> Self {
        self.trusted_proxies = networks.into_iter().map(Into::into).collect();
        self
    }
}
