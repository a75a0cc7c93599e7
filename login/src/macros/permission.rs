/// Lets only requests through whose user has a permission.
///
/// It is to permissions what [`role_required`](macro@crate::role_required) is to roles: the user type says where they are
/// by `#[user(permissions)]` or [`HasPermissions`](crate::HasPermissions), and they are text or of a type of yours.
///
/// ```compile_fail
/// # use login::permission_required;
/// #[permission_required(any())] // nobody would pass
/// async fn closed() -> &'static str { "x" }
/// ```
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, post};
/// use login::permission_required;
///
/// #[post("/posts/{id}")]
/// #[permission_required(any("posts.edit", "posts.own"))]
/// async fn edit() -> impl Responder {
///     "saved"
/// }
/// ```
pub use login_macros::permission_required;
