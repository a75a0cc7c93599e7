/// Lets only requests through whose user has a role.
///
/// It is [`login_required`](macro@crate::login_required) and more: requests without a login go
/// to the login flow, a user without the role gets 403 (`{"error":"forbidden"}` for programs),
/// before anything else of the request is looked at. The user type says where its roles are,
/// by `#[user(roles)]` or `#[user(role)]` on a field, or by
/// [`HasRoles`](crate::HasRoles) written by hand and `#[user(roles)]` on the type.
///
/// ```
/// use actix_web::{Responder, get};
/// use login::{CurrentUser, UserMixin, role_required};
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum Role { Editor, Reviewer, Admin }
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     id: i64,
///     #[user(roles)]
///     roles: Vec<Role>,
/// }
///
/// #[get("/publish")]
/// #[role_required(any(all(Role::Editor, Role::Reviewer), Role::Admin))]
/// async fn publish(user: CurrentUser<User>) -> impl Responder {
///     format!("{} may publish", user.id)
/// }
/// ```
///
/// # Roles
///
/// A role is a path, a text, or a call or the like that makes one, best a variant of an `enum`
/// of the application's: one that is not there does not compile. Roles that are text are those
/// of a user whose field holds `String` or `&'static str`.
///
/// Several roles are grouped by `any(…)` and `all(…)`, nested as needed. Two guards on one
/// handler, and one around it, are all to be passed.
///
/// ```
/// use login::{UserMixin, role_required};
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     id: i64,
///     #[user(roles)]
///     roles: Vec<String>,
/// }
///
/// const AUDITOR: &str = "auditor";
///
/// #[role_required(any("accountant", AUDITOR))]
/// mod accounts {
///     use actix_web::{Responder, get, post};
///     use login::{fresh_login_required, role_required};
///
///     // The roles of a module's guard are looked up in it.
///     use super::AUDITOR;
///
///     #[get("/accounts")]
///     pub async fn list() -> impl Responder {
///         "for accountants and auditors"
///     }
///
///     #[post("/accounts/close")]
///     #[role_required("chief")]
///     #[fresh_login_required]
///     pub async fn close() -> impl Responder {
///         "for a chief who is one of the two, freshly logged in"
///     }
/// }
/// # fn main() {}
/// ```
///
/// Where the handler takes `CurrentUser<User>`, a role of another type than the user's does not
/// compile. Where it does not name the user, asking for such a role answers 500 and says why in
/// the log; so does asking a user whose type has no roles.
///
/// # What it expands to
///
/// The same as [`login_required`](macro@crate::login_required), with a call for each role that
/// asks [`HasRoles::has_role`](crate::HasRoles::has_role), joined by `||` and `&&`. It stands
/// where that stands, on modules and `impl` blocks as well, and beside other guards in any
/// order.
///
/// # Options
///
/// | | |
/// |---|---|
/// | `login_view`, `unauthorized`, `crate` | as those of [`login_required`](macro@crate::login_required) |
///
/// ```
/// use actix_web::{HttpRequest, Responder, get, http::StatusCode};
/// use login::{UserMixin, login_required, role_required};
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum Role { Editor, Admin }
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64, #[user(role)] role: Role }
///
/// #[get("/staff")]
/// #[role_required(any(Role::Editor, Role::Admin), login_view = "/staff/login")]
/// async fn staff() -> impl Responder {
///     "for the staff"
/// }
///
/// fn only_json(_: HttpRequest) -> impl Responder {
///     ("{}", StatusCode::UNAUTHORIZED)
/// }
///
/// # mod facade { pub extern crate login; }
/// #[get("/api/staff")]
/// #[role_required(Role::Admin, unauthorized = only_json, crate = facade::login)]
/// async fn api() -> impl Responder {
///     "{}"
/// }
///
/// // A test stands on a guard of its own; both are to be passed.
/// #[get("/staff/first")]
/// #[role_required(Role::Admin)]
/// #[login_required(test = |user: &User| user.id == 1)]
/// async fn first() -> impl Responder {
///     "for the first of them"
/// }
/// # fn main() {}
/// ```
///
/// # What it refuses
///
/// It may stand on a function twice. Else it refuses what
/// [`login_required`](macro@crate::login_required) refuses, and
///
/// | | because |
/// |---|---|
/// | no role, `any()` and `all()` of nothing | everybody would pass, or nobody |
/// | a list of roles without `any(…)` or `all(…)` | whether one is enough is not said |
/// | operators: `Role::A \| Role::B`, `!Role::A` | roles are types of the application's, which may give them a meaning of their own; for what a user has not there is `#[login_required(test = …)]` |
/// | numbers, closures | they are no roles |
/// | `test` | it would seem to be about the role |
/// | a role that the handler's user cannot have | nobody would pass |
///
/// ```compile_fail
/// # use login::role_required;
/// #[role_required] // which one?
/// async fn nobody_knows() -> &'static str { "x" }
/// ```
///
/// ```compile_fail
/// # use login::role_required;
/// # #[derive(Clone, Copy, PartialEq)] enum Role { Editor, Admin }
/// #[role_required(Role::Editor, Role::Admin)] // one of them, or both?
/// async fn nobody_knows() -> &'static str { "x" }
/// ```
///
/// ```compile_fail
/// # use login::{CurrentUser, UserMixin, role_required};
/// # #[derive(Clone, Copy, PartialEq)] enum Role { Editor, Admin }
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64, #[user(role)] role: Role }
///
/// #[role_required("admin")] // no `Role`
/// async fn nobody_passes(_: CurrentUser<User>) -> &'static str { "x" }
/// ```
pub use login_macros::role_required;
