/// Allows a request through only if its user's login is fresh: made or confirmed in this session,
/// less than [`fresh_login_lifetime`](crate::LoginManagerBuilder::fresh_login_lifetime) ago.
///
/// Use it where a stolen cookie must not be enough: for changing the password, the address or the
/// payment. It includes [`login_required`](macro@crate::login_required). If a user is logged in but
/// the login is not fresh (restored from the remember cookie, too old, or made by the request
/// loader), the request is answered by the
/// [`needs_refresh_handler`](crate::LoginManagerBuilder::needs_refresh_handler), by a redirect to
/// the [`refresh_view`](crate::LoginManagerBuilder::refresh_view), or with 401. That view asks for
/// the password and calls [`AuthSession::confirm_login`](crate::AuthSession::confirm_login).
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
///
/// # What it expands to
///
/// The same as [`login_required`](macro@crate::login_required), with one additional check. It comes
/// last, so that no user types a password only to be refused by a role or a test. The attribute is
/// allowed wherever `login_required` is, including modules and `impl` blocks, and next to other
/// guards in any order.
///
/// # Options
///
/// | | |
/// |---|---|
/// | `within = "15m"` | how long a login is fresh here, instead of `fresh_login_lifetime`, shorter or longer: a number and `s`, `m`, `h` or `d` (ASVS 7.5.1) |
/// | `refresh_view = "/x"` | where requests whose login is not fresh are sent |
/// | `login_view`, `unauthorized`, `test`, `crate` | as for [`login_required`](macro@crate::login_required) |
///
/// ```
/// use actix_web::{HttpRequest, Responder, http::StatusCode, post};
/// use login::{CurrentUser, UserMixin, fresh_login_required};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64, owner: bool }
///
/// #[post("/account/owner")]
/// #[fresh_login_required(
///     within = "5m",
///     refresh_view = "/account/confirm",
///     login_view = "/account/login",
///     test = |user: &User| user.owner,
/// )]
/// async fn hand_over(user: CurrentUser<User>) -> impl Responder {
///     format!("{} hands it over", user.id)
/// }
///
/// fn only_json(_: HttpRequest) -> impl Responder {
///     ("{}", StatusCode::UNAUTHORIZED)
/// }
///
/// # mod facade { pub extern crate login; }
/// #[post("/api/keys")]
/// #[fresh_login_required(unauthorized = only_json, crate = facade::login)]
/// async fn new_key() -> impl Responder {
///     "{}"
/// }
/// # fn main() {}
/// ```
///
/// If several ages apply, the shortest is used. An attribute without `within` stands for
/// `fresh_login_lifetime`:
///
/// ```
/// use login::fresh_login_required;
///
/// #[fresh_login_required(within = "1h")]
/// mod settings {
///     use actix_web::{Responder, post};
///     use login::fresh_login_required;
///
///     /// Within an hour.
///     #[post("/settings/name")]
///     pub async fn name() -> impl Responder {
///         "changed"
///     }
///
///     /// Within five minutes.
///     #[post("/settings/password")]
///     #[fresh_login_required(within = "5m")]
///     pub async fn password() -> impl Responder {
///         "changed"
///     }
///
///     /// Within an hour, and no longer than the manager's `fresh_login_lifetime`.
///     #[post("/settings/email")]
///     #[fresh_login_required]
///     pub async fn email() -> impl Responder {
///         "changed"
///     }
/// }
/// ```
///
/// # What it refuses
///
/// Everything that [`login_required`](macro@crate::login_required) refuses, and a `within` that is
/// not a duration: without a unit, with two units, not in quotes, too large, or zero, with which no
/// login would be fresh.
///
/// ```compile_fail
/// # use login::fresh_login_required;
/// #[fresh_login_required(within = "15")] // seconds, minutes?
/// async fn delete_account() -> &'static str { "gone" }
/// ```
///
/// ```compile_fail
/// # use login::fresh_login_required;
/// #[fresh_login_required]
/// struct NotAHandler;
/// ```
pub use login_macros::fresh_login_required;
