/// Lets only requests through whose login is fresh: made or confirmed in this session, not
/// longer ago than [`fresh_login_lifetime`](crate::LoginManagerBuilder::fresh_login_lifetime).
///
/// For what a stolen cookie shall not be enough for: changing the password, the address,
/// the payment. It is [`login_required`](macro@crate::login_required) and more; a login that is known but not fresh
/// (restored from the remember cookie, too old, by the request loader) is answered by the
/// [`needs_refresh_handler`](crate::LoginManagerBuilder::needs_refresh_handler), by a redirect to
/// the [`refresh_view`](crate::LoginManagerBuilder::refresh_view), or with 401. That view asks for
/// the password and calls [`AuthSession::confirm_login`](crate::AuthSession::confirm_login).
///
/// It expands as [`login_required`](macro@crate::login_required) does, has its options, and refuses what that refuses. Two
/// options more:
///
/// | | |
/// |---|---|
/// | `within = "15m"` | how long a login is fresh here, in place of `fresh_login_lifetime`: a number and `s`, `m`, `h` or `d` (ASVS 7.5.1) |
/// | `refresh_view = "/x"` | where requests are sent whose login is not fresh |
///
/// ```compile_fail
/// # use login::fresh_login_required;
/// #[fresh_login_required]
/// struct NotAHandler;
/// ```
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, post};
/// use login::fresh_login_required;
///
/// #[post("/account/delete")]
/// #[fresh_login_required(within = "15m")]
/// async fn delete_account() -> impl Responder {
///     "gone"
/// }
/// ```
pub use login_macros::fresh_login_required;
