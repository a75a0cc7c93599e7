//! Announcing an attempt to log in, from a handler.

use super::AuthSession;
use crate::{attempts, error::LoginError};

impl AuthSession {
    /// Begins an attempt to log in to `account`, which is the name or address that the visitor
    /// typed. Call it before the password is checked, whether or not the account exists.
    ///
    /// A page that asks a known user for the password again should pass the name that the user
    /// types at the login form. Both pages then share one limit and the networks in which the
    /// account is known. Anything else, such as an id, counts as a separate account with a limit of
    /// its own. A stranger can exhaust that limit by typing the id at the login form, and the owner
    /// is then refused.
    ///
    /// If the request does not log in or confirm a login afterwards, the attempt has failed, and
    /// [`Event::UserLoginFailed`](crate::Event::UserLoginFailed) is emitted at the end of the
    /// request (ASVS 16.3.1). The handler need not call anything for that. The event is also
    /// emitted if the client closes the connection early to hide the failure. A second call in the
    /// same request counts the first attempt as failed.
    ///
    /// With a `login_throttle` (feature `throttle`) this returns an error once too many attempts
    /// have failed. Pass the error on with `?`, before the expensive password hash is computed. The
    /// response is 429 and the same for accounts that exist and those that do not (ASVS 6.3.8).
    ///
    /// # Errors
    ///
    /// [`LoginError::TooManyAttempts`]; [`LoginError::Store`] if the throttle's Redis cannot be
    /// reached, so that nobody can guess passwords meanwhile; [`LoginError::ResponseSent`].
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
    ///     // Takes the same time if the account does not exist.
    ///     let user = check(&form).await;
    ///     let bad_login = || HttpResponse::Unauthorized().body("Bad login");
    ///     let Some(user) = user else { return Ok(bad_login()) };
    ///     match auth.login_user(&user).await {
    ///         Ok(()) => Ok(HttpResponse::Ok().body("Logged in")),
    ///         // Does not reveal that the password was right.
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
        // If the connection is still open, the end of the request reports the failed attempt.
        if self.context.is_broken_off() {
            attempts::report_failed(Some(&self.request), &self.context);
        }
    }
}

/// An attempt that has begun; see [`AuthSession::login_attempt`]. Most handlers need not keep it.
#[derive(Debug)]
pub struct LoginAttempt<'a>(&'a AuthSession);

impl LoginAttempt<'_> {
    /// Records that the credentials were right although nobody is logged in yet, for example after
    /// the first of two factors. The attempt then does not count as failed, and does not count
    /// against any limit.
    ///
    /// Begin another attempt for the second factor; otherwise it can be guessed without limit.
    pub async fn passed(self) {
        attempts::refund(&self.0.context, false).await;
    }
}
