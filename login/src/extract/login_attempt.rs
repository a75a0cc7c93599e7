//! An attempt to log in, from a handler.

use super::AuthSession;
use crate::{attempts, error::LoginError};

impl AuthSession {
    /// Says that somebody tries to log in to `account`, which is what was typed: a name, an
    /// address. Call it before the password is looked at, whether or not there is such an account.
    ///
    /// Where the password is asked for again, give it the name with which this user logs in, so that
    /// both pages share one limit, and the networks in which the account is known. What is not typed
    /// at the login form, such as an id, is one more name of the account, with a limit of its own:
    /// strangers who type that fill it, and its owner is refused.
    ///
    /// If this request does not log in or confirm a login afterwards, the attempt has failed:
    /// [`Event::UserLoginFailed`](crate::Event::UserLoginFailed) is told at its end (ASVS 16.3.1).
    /// There is nothing to call for that, and whoever breaks off the connection to hide it is told
    /// of all the same.
    ///
    /// With a `login_throttle` (feature `throttle`) it is an error once too many have failed. Pass it on with `?`, before the costly hash of a password is computed:
    /// it is answered with 429, the same for accounts that exist and those that do not (ASVS
    /// 6.3.8).
    ///
    /// # Errors
    ///
    /// [`LoginError::TooManyAttempts`]; [`LoginError::Store`] if the throttle's Redis cannot be
    /// asked: nobody is let through then.
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{HttpResponse, post, web};
    /// use login::{AuthSession, LoginError, UserMixin};
    /// # use serde::Deserialize;
    /// #
    /// # #[derive(Clone, UserMixin)]
    /// # struct User { id: i64 }
    /// #
    /// # #[derive(Deserialize)]
    /// # struct Credentials { email: String, password: String }
    /// #
    /// # async fn check(form: &Credentials) -> Option<User> { None }
    ///
    /// #[post("/login")]
    /// async fn log_in(
    ///     auth: AuthSession,
    ///     form: web::Form<Credentials>,
    /// ) -> Result<HttpResponse, LoginError> {
    ///     auth.login_attempt(&form.email).await?;
    ///     // Takes as long for an account that does not exist.
    ///     let user = check(&form).await;
    ///     let bad_login = || HttpResponse::Unauthorized().body("Bad login");
    ///     let Some(user) = user else { return Ok(bad_login()) };
    ///     match auth.login_user(&user).await {
    ///         Ok(()) => Ok(HttpResponse::Ok().body("Logged in")),
    ///         // Nobody learns that the password was right.
    ///         Err(LoginError::InactiveUser) => Ok(bad_login()),
    ///         Err(error) => Err(error),
    ///     }
    /// }
    /// ```
    pub async fn login_attempt(&self, account: &str) -> Result<LoginAttempt<'_>, LoginError> {
        attempts::begin(&self.request, &self.context, account).await?;
        Ok(LoginAttempt(self))
    }
}

impl Drop for AuthSession {
    fn drop(&mut self) {
        // Otherwise the end of the request tells.
        if self.context.is_broken_off() {
            attempts::fail(Some(&self.request), &self.context);
        }
    }
}

/// An attempt that has begun; see [`AuthSession::login_attempt`]. Most handlers need not keep it.
#[derive(Debug)]
pub struct LoginAttempt<'a>(&'a AuthSession);

impl LoginAttempt<'_> {
    /// The credentials were right, though nobody is logged in yet: the first of two factors, say.
    /// The attempt has not failed, and costs nothing.
    ///
    /// Begin another for the second factor, or it can be guessed at without limit.
    pub async fn passed(self) {
        attempts::succeed(&self.0.context, false).await;
    }
}
