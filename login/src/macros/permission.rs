/// Allows a request through only if its user has a permission.
///
/// It is the counterpart of [`role_required`](macro@crate::role_required) for permissions. The user
/// type declares its permissions by `#[user(permissions)]` on a field, or by implementing
/// [`HasPermissions`](crate::HasPermissions) by hand and `#[user(permissions)]` on the type.
/// Permissions are text or of a type of the application, and are grouped by `any(…)` and `all(…)`.
///
/// ```
/// use actix_web::{Responder, post};
/// use login::{UserMixin, permission_required};
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     id: i64,
///     #[user(permissions)]
///     may: Vec<String>,
/// }
///
/// #[post("/posts/{id}")]
/// #[permission_required(any("posts.edit", all("posts.own", "posts.write")))]
/// async fn edit() -> impl Responder {
///     "saved"
/// }
/// ```
///
/// Text is compared literally: a misspelled permission compiles, and no user has it. A permission
/// of an application's own type is checked by the compiler:
///
/// ```
/// use actix_web::{Responder, post};
/// use login::{CurrentUser, HasPermissions, UserMixin, permission_required};
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum May { Read, Write }
///
/// #[derive(Clone, UserMixin)]
/// #[user(permissions)]
/// struct User { id: i64, paid: bool }
///
/// impl HasPermissions for User {
///     type Permission = May;
///
///     fn has_permission(&self, permission: &May) -> bool {
///         match permission {
///             May::Read => true,
///             May::Write => self.paid,
///         }
///     }
/// }
///
/// #[post("/notes")]
/// #[permission_required(May::Write)]
/// async fn write(user: CurrentUser<User>) -> impl Responder {
///     format!("{} may write", user.id)
/// }
/// ```
///
/// # What it expands to
///
/// The same as [`role_required`](macro@crate::role_required), with
/// [`HasPermissions::has_permission`](crate::HasPermissions::has_permission) in place of
/// `has_role`.
///
/// # Options
///
/// | | |
/// |---|---|
/// | `login_view`, `unauthorized`, `crate` | as for [`login_required`](macro@crate::login_required) |
///
/// ```
/// use actix_web::{HttpRequest, Responder, get, http::StatusCode};
/// use login::permission_required;
///
/// #[get("/reports")]
/// #[permission_required("reports.read", login_view = "/staff/login")]
/// async fn reports() -> impl Responder {
///     "reports"
/// }
///
/// fn only_json(_: HttpRequest) -> impl Responder {
///     ("{}", StatusCode::UNAUTHORIZED)
/// }
///
/// # mod facade { pub extern crate login; }
/// #[get("/api/reports")]
/// #[permission_required("reports.read", unauthorized = only_json, crate = facade::login)]
/// async fn api() -> impl Responder {
///     "{}"
/// }
/// # fn main() {}
/// ```
///
/// # What it refuses
///
/// Everything that [`role_required`](macro@crate::role_required) refuses, for the same reasons.
///
/// ```compile_fail
/// # use login::permission_required;
/// #[permission_required(any())] // nobody would pass
/// async fn closed() -> &'static str { "x" }
/// ```
///
/// ```compile_fail
/// # use login::{CurrentUser, UserMixin, permission_required};
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 } // without permissions
///
/// #[permission_required("posts.edit")]
/// async fn closed(_: CurrentUser<User>) -> &'static str { "x" }
/// ```
pub use login_macros::permission_required;
