/// Lets only requests through whose user has a role.
///
/// It is [`login_required`](macro@crate::login_required) and more: requests without a login go to the
/// login flow, a user without the role gets 403 (`{"error":"forbidden"}` for programs), before
/// anything else of the request is looked at. The user type says where its roles are, by
/// `#[user(roles)]`, `#[user(role)]` or [`HasRoles`](crate::HasRoles).
///
/// Several roles are grouped by `any(…)` and `all(…)`, nested as needed; a list without either
/// is refused, and so are operators. It has the options `login_view`, `unauthorized` and
/// `crate` of [`login_required`](macro@crate::login_required), expands as that does and stands where
/// that stands. Guards on one handler ask for the same in any order: the login first, then
/// roles, permissions and tests, freshness last.
///
/// A role that is not there does not compile. Where the handler takes `CurrentUser<User>`, a
/// role of another type than the user's does not compile either; elsewhere asking for it
/// answers 500 and says why in the log. The roles of a module's guard are looked up in it.
///
/// ```compile_fail
/// # use login::role_required;
/// #[role_required] // which one?
/// async fn nobody_knows() -> &'static str { "x" }
/// ```
///
/// # Examples
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
/// #[role_required(any(all(Role::Editor, Role::Reviewer), Role::Admin), login_view = "/staff")]
/// async fn publish(user: CurrentUser<User>) -> impl Responder {
///     format!("{} may publish", user.id)
/// }
/// ```
pub use login_macros::role_required;
