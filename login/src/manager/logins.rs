//! Settings of the login itself: cookies, how long everything lasts, what ends it.

use std::time::Duration;

use actix_web::dev::ResourceDef;

use super::LoginManagerBuilder;
#[cfg(feature = "flask-compat")]
use crate::flask::FlaskCompat;
use crate::{config::CookieConfig, secret::SecretKey};

impl LoginManagerBuilder {
    /// Secrets from before the one given to [`builder`](crate::LoginManager::builder) (Flask's
    /// `SECRET_KEY_FALLBACKS`); none by default. Replaces those of an earlier call.
    ///
    /// What they sealed is still opened, and then sealed anew: a session cookie with the next
    /// request that reads the session, a remember cookie when it logs its user in again, each
    /// with its times as they were. They seal nothing. Whoever knows one of them can log in as
    /// anybody for as long as it is here: leave out a secret that has leaked. Without it, all
    /// that was not sealed anew has ended.
    ///
    /// The guide `login::guide::keys` says how to change the secret of running processes without
    /// logging anybody out.
    ///
    /// # Examples
    ///
    /// ```
    /// use login::{LoginManager, SecretKey, UserMixin};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let secret = SecretKey::generate()?;
    /// # /*
    /// let secret = SecretKey::from_env("LOGIN_SECRET")?;
    /// # */
    /// let manager = LoginManager::builder(secret)
    ///     .secret_key_fallbacks(SecretKey::list_from_env("LOGIN_SECRET_FALLBACKS")?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn secret_key_fallbacks(mut self, secrets: impl IntoIterator<Item = SecretKey>) -> Self {
        self.secret_fallbacks = secrets.into_iter().collect();
        self
    }

    /// The session cookie; by default `__Host-session`, ending with the browser.
    pub fn session_cookie(mut self, cookie: CookieConfig) -> Self {
        self.session_cookie = cookie;
        self
    }

    /// The remember cookie; by default `__Host-remember_token`.
    pub fn remember_cookie(mut self, cookie: CookieConfig) -> Self {
        self.remember_cookie = cookie;
        self
    }

    /// Sends cookies over plain http too, for development: no `Secure`, and names without
    /// `__Host-`, which needs it. Logs a warning.
    ///
    /// In production everybody on the way could then read the cookies and be the user.
    pub fn allow_insecure_http(mut self) -> Self {
        self.allow_insecure_http = true;
        self
    }

    /// Ties cookies to this application: two with one secret and different names do not
    /// accept each other's. Empty by default. A new name ends every login.
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = name.into();
        self
    }

    /// Ends a session that was not used for so long, in whole seconds; 2 hours by default.
    ///
    /// NIST SP 800-63B asks for at most 1 hour at AAL2; sites that hold little can do with
    /// days. The time of the last visit is written down at most 20 times in this span, so
    /// that a session may end up to a twentieth of it early.
    pub fn session_idle_timeout(mut self, timeout: Duration) -> Self {
        self.lifetimes.session_idle = timeout;
        self
    }

    /// Names a path to which requests come by themselves, of a page that polls or reconnects, in
    /// actix-web's syntax for routes, such as `/notifications` or `/feeds/{name}`: they use a session
    /// and do not keep it from timing out. None by default; may be called for several.
    ///
    /// Without it a page that asks every minute keeps its session for as long as the browser is open,
    /// also when nobody sits there any more, up to the
    /// [absolute timeout](Self::session_absolute_timeout) (ASVS 7.3.1). The whole path counts, with
    /// the prefixes of all scopes. A session that has timed out is restored by a remember cookie here
    /// as everywhere, and nothing moves the end of that cookie.
    ///
    /// # Panics
    ///
    /// As a route does, if the pattern is malformed.
    pub fn unattended_path(mut self, pattern: &str) -> Self {
        self.unattended.push(ResourceDef::new(pattern));
        self
    }

    /// Ends a session so long after the login, however busy it is; 30 days by default, which
    /// NIST SP 800-63B asks for at AAL1 (AAL2: 24 hours). Logging in or confirming starts it
    /// anew. What is set here binds [permanent sessions](Self::permanent_session_lifetime) as well;
    /// where nothing is, they end after these 30 days, or their own lifetime if that is longer.
    pub fn session_absolute_timeout(mut self, timeout: Duration) -> Self {
        self.lifetimes.session_absolute = Some(timeout);
        self
    }

    /// How long a permanent session lasts, cookie and all, from its last use
    /// (Flask's `PERMANENT_SESSION_LIFETIME`); 31 days by default. Unlike in Flask there is an end to
    /// it: the [`session_absolute_timeout`](Self::session_absolute_timeout). See
    /// [`Session::set_permanent`](crate::Session::set_permanent).
    pub fn permanent_session_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.permanent_session = lifetime;
        self
    }

    /// How long after typing the password a login counts as fresh; 3 hours by default. In
    /// Flask-Login it does for as long as the session lives, a copied cookie's included.
    pub fn fresh_login_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.fresh = lifetime;
        self
    }

    /// How long a remembered login lasts (Flask-Login's `REMEMBER_COOKIE_DURATION`), in
    /// whole seconds; 365 days by default; more than the 400 days
    /// that browsers keep a cookie counts as 400.
    /// This side ends it, whatever the browser goes on sending.
    pub fn remember_cookie_duration(mut self, duration: Duration) -> Self {
        self.lifetimes.remember = duration;
        self
    }

    /// Sets the remember cookie anew with every answer to a user who has one (Flask-Login's
    /// `REMEMBER_COOKIE_REFRESH_EACH_REQUEST`), so that its duration counts from the last
    /// visit; `false` by default. The session is then looked at in every request.
    pub fn remember_cookie_refresh_each_request(mut self, refresh: bool) -> Self {
        self.refresh_remember = refresh;
        self
    }

    /// Keeps the application's values in the session at logout and when another user logs
    /// in, as Flask-Login does; `false` by default, so that nobody finds another's values
    /// (ASVS 14.3.1).
    pub fn keep_session_data(mut self, keep: bool) -> Self {
        self.keep_session_data = keep;
        self
    }

    /// Only refuses a user who became inactive, as Flask-Login does, instead of ending the
    /// login as well; `false` by default (ASVS 7.4.2). With `true` the login is there again
    /// once the account is active again, a thief's included.
    pub fn keep_inactive_logins(mut self, keep: bool) -> Self {
        self.keep_inactive_logins = keep;
        self
    }

    /// How many logouts this process remembers, of sessions and of remember cookies each;
    /// 200,000 by default, about 35 MB when both are full.
    ///
    /// An entry is needed until the last copy of its cookie has died by itself: 2 hours for a
    /// session with the default timeouts, more than a year for a remember cookie. When there
    /// is no room left, the oldest is forgotten, and all logins that are as old as that end
    /// with it: a copied cookie is never accepted again.
    pub fn revocation_capacity(mut self, capacity: usize) -> Self {
        self.revocation_capacity = capacity;
        self
    }

    /// Takes over the logins of a Flask application that this one replaces; see
    /// [`FlaskCompat`](crate::FlaskCompat), which also says what it costs. None are by default.
    #[cfg(feature = "flask-compat")]
    pub fn flask_compat(mut self, flask: FlaskCompat) -> Self {
        self.flask = Some(flask);
        self
    }
}
