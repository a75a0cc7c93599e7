//! Builder methods for the login itself: secrets, cookies, lifetimes, what ends a login.

use std::time::Duration;

use actix_web::dev::ResourceDef;

use super::LoginManagerBuilder;
#[cfg(feature = "flask-compat")]
use crate::flask::FlaskCompat;
use crate::{config::CookieConfig, secret::SecretKey};

impl LoginManagerBuilder {
    /// Sets the secrets that preceded the one given to [`builder`](crate::LoginManager::builder)
    /// (Flask's `SECRET_KEY_FALLBACKS`); none by default. Replaces those of an earlier call.
    ///
    /// Cookies that were sealed with one of them are still accepted, and are sealed again with the
    /// current secret: a session cookie at the next request that reads the session, a remember
    /// cookie when it logs its user in again. Their expiry does not change. New cookies are never
    /// sealed with these secrets. Anyone who knows one of them can log in as any user while it is
    /// listed, so leave out a secret that has leaked. Once a secret is removed, all cookies that
    /// were not sealed again are invalid.
    ///
    /// The guide `login::guide::keys` explains how to change the secret of running processes
    /// without logging anybody out.
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

    /// Configures the session cookie; by default `__Host-session`, which ends with the browser.
    pub fn session_cookie(mut self, cookie: CookieConfig) -> Self {
        self.session_cookie = cookie;
        self
    }

    /// Configures the remember cookie; by default `__Host-remember_token`.
    pub fn remember_cookie(mut self, cookie: CookieConfig) -> Self {
        self.remember_cookie = cookie;
        self
    }

    /// Sends cookies over plain http too, for development: without `Secure`, and with names without
    /// `__Host-`, which requires it. Logs a warning.
    ///
    /// In production this would allow anyone on the network to read the cookies and act as the
    /// user.
    pub fn allow_insecure_http(mut self) -> Self {
        self.allow_insecure_http = true;
        self
    }

    /// Binds cookies to this application: two applications that share a secret but have different
    /// names do not accept each other's cookies. Empty by default. Changing the name ends every
    /// login.
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = name.into();
        self
    }

    /// Sets after how long without use a session ends, in whole seconds; 2 hours by default.
    ///
    /// NIST SP 800-63B recommends at most 1 hour at AAL2; sites with little at stake can use days.
    /// The time of the last visit is recorded at most 20 times in this span, so a session may end
    /// up to a twentieth of it early.
    pub fn session_idle_timeout(mut self, timeout: Duration) -> Self {
        self.lifetimes.session_idle = timeout;
        self
    }

    /// Names a path to which pages send requests on their own, for example by polling or
    /// reconnecting. Such requests use the session but do not keep it from timing out. The path is
    /// given in actix-web's syntax for routes, such as `/notifications` or `/feeds/{name}`. None by
    /// default; may be called several times.
    ///
    /// Otherwise a page that polls every minute keeps its session for as long as the browser is
    /// open, even if the user has left, up to the [absolute
    /// timeout](Self::session_absolute_timeout) (ASVS 7.3.1). The pattern is matched against the
    /// whole path, including the prefixes of all scopes. A remember cookie still restores a session
    /// that has timed out, but its own expiry is not extended.
    ///
    /// # Panics
    ///
    /// Panics if the pattern is malformed, as a route does.
    pub fn unattended_path(mut self, pattern: &str) -> Self {
        self.unattended.push(ResourceDef::new(pattern));
        self
    }

    /// Sets how long after the login a session ends even if it is in use, in whole seconds; 30 days
    /// by default, as NIST SP 800-63B recommends at AAL1 (AAL2: 24 hours). Logging in or confirming
    /// starts the span anew. A timeout set here also limits [permanent
    /// sessions](Self::permanent_session_lifetime). If none is set, they end after these 30 days,
    /// or after their own lifetime if that is longer.
    pub fn session_absolute_timeout(mut self, timeout: Duration) -> Self {
        self.lifetimes.session_absolute = Some(timeout);
        self
    }

    /// Sets how long a permanent session and its cookie last after the last use, in whole seconds
    /// (Flask's `PERMANENT_SESSION_LIFETIME`); 31 days by default. Unlike in Flask, such a session
    /// ends at the latest at the [`session_absolute_timeout`](Self::session_absolute_timeout). See
    /// [`Session::set_permanent`](crate::Session::set_permanent).
    pub fn permanent_session_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.permanent_session = lifetime;
        self
    }

    /// Sets how long a login counts as fresh after the user has typed the password, in whole
    /// seconds; 3 hours by default. In Flask-Login it stays fresh for as long as the session lives,
    /// and so does a copied cookie.
    pub fn fresh_login_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.fresh = lifetime;
        self
    }

    /// Sets how long a remembered login lasts (Flask-Login's `REMEMBER_COOKIE_DURATION`), in whole
    /// seconds; 365 days by default. Longer durations are cut to the 400 days that browsers keep a
    /// cookie. The server enforces the end, whatever the browser sends.
    pub fn remember_cookie_duration(mut self, duration: Duration) -> Self {
        self.lifetimes.remember = duration;
        self
    }

    /// Sets the remember cookie again with every response to a user who has one (Flask-Login's
    /// `REMEMBER_COOKIE_REFRESH_EACH_REQUEST`), so that its duration counts from the last visit;
    /// `false` by default. Every request then reads the session.
    pub fn remember_cookie_refresh_each_request(mut self, refresh: bool) -> Self {
        self.refresh_remember = refresh;
        self
    }

    /// Keeps the application's values in the session at logout and when another user logs in, as
    /// Flask-Login does; `false` by default, so that no user sees the values of another
    /// (ASVS 14.3.1).
    pub fn keep_session_data(mut self, keep: bool) -> Self {
        self.keep_session_data = keep;
        self
    }

    /// Only refuses a user who has become inactive, as Flask-Login does, instead of also ending the
    /// login; `false` by default (ASVS 7.4.2). With `true` the login works again once the account
    /// is active again, including one made by a thief.
    pub fn keep_inactive_logins(mut self, keep: bool) -> Self {
        self.keep_inactive_logins = keep;
        self
    }

    /// Sets how many ended or renewed sessions, and how many ended remember cookies, this process
    /// remembers; 200,000 by default, about 35 MB when both lists are full.
    ///
    /// An entry is needed until all copies of its cookie have expired: 2 hours for a session with
    /// the default timeouts, more than a year for a remember cookie. When a list is full, its
    /// oldest entry is dropped, and all logins that are as old or older end. A copied cookie is
    /// therefore never accepted again.
    pub fn revocation_capacity(mut self, capacity: usize) -> Self {
        self.revocation_capacity = capacity;
        self
    }

    /// Takes over the logins of a Flask application that this one replaces; off by default. See
    /// [`FlaskCompat`](crate::FlaskCompat), which also names the costs.
    #[cfg(feature = "flask-compat")]
    pub fn flask_compat(mut self, flask: FlaskCompat) -> Self {
        self.flask = Some(flask);
        self
    }
}
