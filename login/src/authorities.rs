//! Roles and permissions of users, in types of the application's own.

use std::{
    any::Any,
    borrow::{Borrow, Cow},
};

/// A user with roles, as `#[role_required]` requires.
///
/// `#[derive(UserMixin)]` implements it for a struct with a field marked `#[user(roles)]` (a
/// collection) or `#[user(role)]` (a single one). Implement it by hand if roles are computed, as in
/// a hierarchy, and mark the struct itself with `#[user(roles)]`. Without that mark guards do not
/// find the implementation: they respond with 500 and log the reason.
///
/// # Examples
///
/// ```
/// use login::{HasRoles, UserMixin};
///
/// #[derive(Clone, Copy, PartialEq, PartialOrd)]
/// enum Role { Reader, Editor, Admin }
///
/// #[derive(Clone, UserMixin)]
/// #[user(roles)]
/// struct User { id: i64, rank: Role }
///
/// impl HasRoles for User {
///     type Role = Role;
///
///     fn has_role(&self, role: &Role) -> bool {
///         self.rank >= *role
///     }
/// }
///
/// let editor = User { id: 7, rank: Role::Editor };
/// assert!(editor.has_role(&Role::Reader) && !editor.has_role(&Role::Admin));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no roles",
    label = "a user without roles",
    note = "mark the field that holds them `#[user(roles)]`, or implement `HasRoles` and mark the type `#[user(roles)]`"
)]
pub trait HasRoles {
    /// The type of a role, preferably an `enum`, so that a misspelled role does not compile. For
    /// roles that are text it is `str`.
    type Role: ?Sized + Authority;

    /// Returns whether the user has this role.
    fn has_role(&self, role: &Self::Role) -> bool;
}

/// A user with permissions, as `#[permission_required]` requires.
///
/// The equivalent of [`HasRoles`] for permissions: derived for a field marked
/// `#[user(permissions)]`, or implemented by hand on a struct with that mark.
///
/// # Examples
///
/// ```
/// use login::{HasPermissions, UserMixin};
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     id: i64,
///     #[user(permissions)]
///     may: Vec<String>,
/// }
///
/// let user = User { id: 7, may: vec!["posts.edit".to_owned()] };
/// assert!(user.has_permission("posts.edit") && !user.has_permission("posts.delete"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no permissions",
    label = "a user without permissions",
    note = "mark the field that holds them `#[user(permissions)]`, or implement `HasPermissions` and mark the type `#[user(permissions)]`"
)]
pub trait HasPermissions {
    /// The type of a permission. For permissions that are text it is `str`.
    type Permission: ?Sized + Authority;

    /// Returns whether the user has this permission.
    fn has_permission(&self, permission: &Self::Permission) -> bool;
}

#[diagnostic::do_not_recommend]
impl<U: HasRoles> HasRoles for Box<U> {
    type Role = U::Role;

    fn has_role(&self, role: &U::Role) -> bool {
        U::has_role(self, role)
    }
}

#[diagnostic::do_not_recommend]
impl<U: HasPermissions> HasPermissions for Box<U> {
    type Permission = U::Permission;

    fn has_permission(&self, permission: &U::Permission) -> bool {
        U::has_permission(self, permission)
    }
}

/// A type that can be a role or permission: `str`, or any `'static` type of the application that
/// implements `PartialEq`. There is nothing to implement.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a role or permission: it does not implement `PartialEq`",
    label = "cannot be compared",
    note = "add `#[derive(PartialEq)]` to `{Self}`"
)]
pub trait Authority: 'static {
    #[doc(hidden)]
    fn of(asked: &dyn Any) -> Option<&Self>;

    #[doc(hidden)]
    fn is(&self, asked: &Self) -> bool;
}

impl Authority for str {
    fn of(asked: &dyn Any) -> Option<&Self> {
        let text = asked.downcast_ref::<&'static str>().copied();
        text.or_else(|| asked.downcast_ref::<String>().map(String::as_str))
            .or_else(|| asked.downcast_ref::<Cow<'static, str>>().map(AsRef::as_ref))
    }

    fn is(&self, asked: &Self) -> bool {
        self == asked
    }
}

#[diagnostic::do_not_recommend]
impl<T: PartialEq + 'static> Authority for T {
    fn of(asked: &dyn Any) -> Option<&Self> {
        asked
            .downcast_ref()
            .or_else(|| asked.downcast_ref::<&'static T>().copied())
    }

    fn is(&self, asked: &Self) -> bool {
        self == asked
    }
}

/// A user with roles of any type. Every [`HasRoles`] implements it.
pub trait AnyRoles {
    #[doc(hidden)]
    fn has_any(&self, role: &dyn Any) -> Option<bool>;
}

impl<U: HasRoles> AnyRoles for U {
    /// Returns `None` if `role` has another type than the user's roles.
    fn has_any(&self, role: &dyn Any) -> Option<bool> {
        U::Role::of(role).map(|role| self.has_role(role))
    }
}

/// A user with permissions of any type. Every [`HasPermissions`] implements it.
pub trait AnyPermissions {
    #[doc(hidden)]
    fn has_any(&self, permission: &dyn Any) -> Option<bool>;
}

impl<U: HasPermissions> AnyPermissions for U {
    fn has_any(&self, permission: &dyn Any) -> Option<bool> {
        U::Permission::of(permission).map(|permission| self.has_permission(permission))
    }
}

/// Converts a user with roles to a trait object.
pub fn with_roles<U: HasRoles>(user: &U) -> &dyn AnyRoles {
    user
}

/// Converts a user with permissions to a trait object.
pub fn with_permissions<U: HasPermissions>(user: &U) -> &dyn AnyPermissions {
    user
}

/// Returns whether `asked` is among the roles that a user holds. The bound names only `HasRoles`
/// and not what it requires of roles, so that the compiler reports such an error once, on the type
/// of the roles.
pub fn is_among_roles<'a, U, T>(
    _: &U,
    mut held: impl Iterator<Item = &'a T>,
    asked: &U::Role,
) -> bool
where
    U: HasRoles,
    T: Borrow<U::Role> + ?Sized + 'a,
{
    held.any(|held| held.borrow().is(asked))
}

/// Returns whether `asked` is among the permissions that a user holds, with bounds as in
/// [`is_among_roles`].
pub fn is_among_permissions<'a, U, T>(
    _: &U,
    mut held: impl Iterator<Item = &'a T>,
    asked: &U::Permission,
) -> bool
where
    U: HasPermissions,
    T: Borrow<U::Permission> + ?Sized + 'a,
{
    held.any(|held| held.borrow().is(asked))
}

/// A role that all kinds of users in an enum can be checked for.
///
/// There is nothing to implement. The trait exists so that the compiler reports an error on the
/// kind of user that is wrong.
#[diagnostic::on_unimplemented(
    message = "the roles of `{U}` have another type than those of the first variant, `{Self}`",
    label = "has roles of another type",
    note = "all variants of a user enum must have roles of one type; if they differ, mark the enum itself \
            `#[user(roles)]` instead of its variants, and implement `HasRoles` for it"
)]
pub trait SharedRole<U: HasRoles> {
    #[doc(hidden)]
    fn of_kind(&self) -> &U::Role;
}

#[diagnostic::do_not_recommend]
impl<U: HasRoles, R: Borrow<U::Role> + ?Sized> SharedRole<U> for R {
    fn of_kind(&self) -> &U::Role {
        self.borrow()
    }
}

/// A permission that all kinds of users in an enum can be checked for. There is nothing to
/// implement.
#[diagnostic::on_unimplemented(
    message = "the permissions of `{U}` have another type than those of the first variant, `{Self}`",
    label = "has permissions of another type",
    note = "all variants of a user enum must have permissions of one type; if they differ, mark the enum \
            itself `#[user(permissions)]` instead of its variants, and implement `HasPermissions` for it"
)]
pub trait SharedPermission<U: HasPermissions> {
    #[doc(hidden)]
    fn of_kind(&self) -> &U::Permission;
}

#[diagnostic::do_not_recommend]
impl<U: HasPermissions, P: Borrow<U::Permission> + ?Sized> SharedPermission<U> for P {
    fn of_kind(&self) -> &U::Permission {
        self.borrow()
    }
}

/// Returns whether a user has a role that an enum of users is checked for.
pub fn kind_has_role<U: HasRoles, R: SharedRole<U> + ?Sized>(user: &U, asked: &R) -> bool {
    user.has_role(asked.of_kind())
}

/// Returns whether a user has a permission that an enum of users is checked for.
pub fn kind_has_permission<U: HasPermissions, P: SharedPermission<U> + ?Sized>(
    user: &U,
    asked: &P,
) -> bool {
    user.has_permission(asked.of_kind())
}
