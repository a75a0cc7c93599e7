//! Checks that a guard makes on the user beyond the login. A user who does not pass gets 403,
//! before anything else of the request is read.

use std::{any::type_name, borrow::Borrow};

use actix_web::Error;

use super::LoggedIn;
use crate::{
    authorities::{HasPermissions, HasRoles},
    error::LoginError,
    extract::CurrentUser,
    user::{AnyUser, UserMixin},
};

/// Admits only users who pass the application's own test.
///
/// # Errors
///
/// 403 if the user does not pass, 500 if the loaders return another type of user than the test
/// takes.
pub fn test<U: UserMixin>(
    test: impl FnOnce(&U) -> bool,
    logged_in: &LoggedIn,
) -> Result<(), Error> {
    if logged_in.is_exempt() {
        return Ok(());
    }
    let user = CurrentUser::<U>::of(logged_in.identity())?;
    only_if(user.is_some_and(|user| test(&user)), logged_in)
}

/// Admits the user only if `passes` is true.
///
/// # Errors
///
/// 403.
pub fn only_if(passes: bool, logged_in: &LoggedIn) -> Result<(), Error> {
    if passes {
        Ok(())
    } else {
        Err(logged_in.forbid())
    }
}

/// What can be required of a `U` as a role.
///
/// There is nothing to implement. The trait exists so that the compiler reports an error on the
/// role itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role of `{U}`",
    label = "not one of this user's roles",
    note = "name a role of the type that the field of `{U}` marked `#[user(role)]` has, or `#[user(roles)]` for a collection; \
            without such a field `{U}` has no roles"
)]
pub trait RoleOf<U>: 'static {}

#[diagnostic::do_not_recommend]
impl<U: HasRoles, R: Borrow<U::Role> + 'static> RoleOf<U> for R {}

/// What can be required of a `U` as a permission. There is nothing to implement.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a permission of `{U}`",
    label = "not one of this user's permissions",
    note = "name a permission of the type that the field of `{U}` marked `#[user(permissions)]` holds; \
            without such a field `{U}` has no permissions"
)]
pub trait PermissionOf<U>: 'static {}

#[diagnostic::do_not_recommend]
impl<U: HasPermissions, P: Borrow<U::Permission> + 'static> PermissionOf<U> for P {}

/// Returns whether the user has a role.
///
/// # Errors
///
/// 500 if users have no roles of that type.
#[allow(clippy::needless_pass_by_value)] // As written in the attribute: `Role::Admin`, `"text"`.
pub fn role<R: 'static>(role: R, logged_in: &LoggedIn) -> Result<bool, LoginError> {
    has::<R>(logged_in, |user| user.roles()?.has_any(&role))
}

/// Does the same as [`role`] for a user whose type the handler names.
///
/// # Errors
///
/// Same as [`role`].
pub fn role_of<U, R: RoleOf<U>>(asked: R, logged_in: &LoggedIn) -> Result<bool, LoginError> {
    role(asked, logged_in)
}

/// Returns whether the user has a permission.
///
/// # Errors
///
/// 500 if users have no permissions of that type.
#[allow(clippy::needless_pass_by_value)] // As in `role`.
pub fn permission<P: 'static>(permission: P, logged_in: &LoggedIn) -> Result<bool, LoginError> {
    has::<P>(logged_in, |user| user.permissions()?.has_any(&permission))
}

/// Does the same as [`permission`] for a user whose type the handler names.
///
/// # Errors
///
/// Same as [`permission`].
pub fn permission_of<U, P: PermissionOf<U>>(
    asked: P,
    logged_in: &LoggedIn,
) -> Result<bool, LoginError> {
    permission(asked, logged_in)
}

fn has<A>(
    logged_in: &LoggedIn,
    ask: impl FnOnce(&dyn AnyUser) -> Option<bool>,
) -> Result<bool, LoginError> {
    if logged_in.is_exempt() {
        return Ok(true);
    }
    // The guard has already checked that there is a user.
    let user = logged_in.identity().user().ok_or(LoginError::NotLoggedIn)?;
    ask(&**user).ok_or_else(|| {
        let error = LoginError::WrongRoleType {
            asked: type_name::<A>(),
        };
        tracing::error!(path = logged_in.path(), "{error}");
        error
    })
}
