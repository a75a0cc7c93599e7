//! Settings of clients: who is another one, and whose word for that is believed.

use super::LoginManagerBuilder;
use crate::session::{SessionIdentifier, SessionProtection};
#[cfg(feature = "throttle")]
use crate::throttle::LoginThrottle;

impl LoginManagerBuilder {
    /// What to do with a session that comes from another client (Flask-Login's
    /// `SESSION_PROTECTION`); [`SessionProtection::Basic`] by default.
    pub fn session_protection(mut self, protection: SessionProtection) -> Self {
        self.protection = protection;
        self
    }

    /// What tells one client from another (Flask-Login's `_session_identifier_generator`);
    /// [`SessionIdentifier::Address`] by default. Another setting makes all logins those of
    /// another client, once.
    pub fn session_identifier(mut self, identifier: SessionIdentifier) -> Self {
        self.identifier = identifier;
        self
    }

    /// Limits logins that fail, for one account and from one address; none by default. Needs the
    /// feature `throttle`, and [`login_attempt`](crate::AuthSession::login_attempt) in the handler
    /// that logs in.
    #[cfg(feature = "throttle")]
    pub fn login_throttle(mut self, throttle: LoginThrottle) -> Self {
        self.throttle = Some(throttle);
        self
    }

    /// The application's own proxies, as addresses and networks (`127.0.0.1`, `10.0.0.0/8`,
    /// `fd00::/8`): their connections may say for whom they speak. None by default; replaces
    /// those of an earlier call.
    ///
    /// A request from one of them comes from the last address in its `X-Forwarded-For` that is
    /// not one of them: each proxy adds whom it was asked by to the end of that list, and what
    /// stands before, the client may have written. An entry that is no address ends the list.
    /// From all others the header is not read (ASVS 4.1.3), and `Forwarded` (RFC 7239) never: a
    /// proxy that writes the one passes on the other as it came. Name every proxy
    /// between the internet and the application, and no network that others can connect from.
    ///
    /// Behind proxies that are not named, all visitors have the proxy's address: session
    /// protection does not tell them apart, and a throttle refuses all for what one does.
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
