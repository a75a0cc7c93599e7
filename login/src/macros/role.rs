/// Allows a request through only if its user has a role.
///
/// It includes [`login_required`](macro@crate::login_required): requests without a login are
/// answered as there, and a user without the role gets 403 (`{"error":"forbidden"}` for programs),
/// before any other part of the request is processed. The user type declares its roles by
/// `#[user(roles)]` or `#[user(role)]` on a field, or by implementing [`HasRoles`](crate::HasRoles)
/// by hand and `#[user(roles)]` on the type.
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
/// A role is a path, a text, or an expression such as a call that creates one. Ideally it is a
/// variant of an `enum` of the application, so that a role that does not exist is a compiler error.
/// Roles written as text are for users whose field holds `String` or `&'static str`.
///
/// Group several roles with `any(…)` and `all(…)`, nested as needed. If a handler has two guards,
/// or a guard around it, all of them must accept the user.
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
///     // The roles in a module's guard are resolved inside the module.
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
/// If the handler takes `CurrentUser<User>`, a role of another type than the user's is a compiler
/// error. If it does not name the user type, such a role is detected at run time: the response is
/// 500, and the log states the reason. The same happens if the user type has no roles.
///
/// # What it expands to
///
/// The same as [`login_required`](macro@crate::login_required), with a call of
/// [`HasRoles::has_role`](crate::HasRoles::has_role) for each role, joined by `||` and `&&`. The
/// attribute is allowed wherever `login_required` is, including modules and `impl` blocks, and next
/// to other guards in any order.
///
/// # Options
///
/// | | |
/// |---|---|
/// | `login_view`, `unauthorized`, `crate` | as for [`login_required`](macro@crate::login_required) |
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
/// // A test needs a guard of its own; both must accept the user.
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
/// It may be written twice on a function. Otherwise it refuses everything that
/// [`login_required`](macro@crate::login_required) refuses, and
///
/// | | because |
/// |---|---|
/// | no role, an empty `any()` or `all()` | nobody would be accepted, or everybody |
/// | a list of roles without `any(…)` or `all(…)` | it does not state whether one role is enough |
/// | operators: `Role::A \| Role::B`, `!Role::A` | roles are types of the application, which may define operators of their own; to refuse users with a role, use `#[login_required(test = …)]` |
/// | numbers, closures | they are not roles |
/// | `test` | it would seem to concern the role |
/// | a role that the handler's user cannot have | nobody would be accepted |
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
