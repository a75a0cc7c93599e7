//! What this crate needs to know about the application's users.

use std::{
    any::Any,
    borrow::Cow,
    error::Error,
    fmt::{self, Display},
    str::FromStr,
};

use crate::authorities::{AnyPermissions, AnyRoles};

/// A user of the application (Flask-Login's `UserMixin`).
///
/// Derive it: `#[derive(UserMixin)]` uses the field `id`, or the one marked `#[user(id)]`.
/// Implement it by hand if the results are computed.
///
/// # Examples
///
/// ```
/// use login::UserMixin;
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     #[user(id)]
///     id: i64,
///     #[user(active)]
///     enabled: bool,
///     #[user(session_hash)]
///     password: String,
/// }
///
/// let user = User { id: 7, enabled: false, password: "$argon2id$v=19$…".into() };
/// assert_eq!(user.get_id(), 7);
/// assert!(!user.is_active() && !user.is_authenticated() && !user.is_anonymous());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a user type: it does not implement `UserMixin`",
    label = "not a user type",
    note = "add `#[derive(login::UserMixin)]` to a type of yours that has a field named `id` or marked `#[user(id)]`",
    note = "pass a `CurrentUser<User>` on as `&*user`, and the user inside of an `Option`; \
            to allow visitors, write `Option<CurrentUser<User>>`"
)]
pub trait UserMixin: 'static {
    /// The type of the id: any type that can be formatted as text and parsed from it.
    ///
    /// Cookies hold this text encrypted. A session store holds it as it is.
    type Id: UserId;

    /// Returns the id by which the [`user_loader`](crate::LoginManagerBuilder::user_loader) finds
    /// this user again.
    fn get_id(&self) -> Self::Id;

    /// Returns whether the account may be used; `true` unless overridden.
    ///
    /// [`login_user`](crate::AuthSession::login_user) refuses an inactive user, and a user who
    /// becomes inactive is logged out by the next request (ASVS 7.4.2).
    fn is_active(&self) -> bool {
        true
    }

    /// Returns whether guards accept this user. As in Flask-Login, every active user is
    /// authenticated.
    fn is_authenticated(&self) -> bool {
        self.is_active()
    }

    /// Returns `false`: the anonymous user is [`AnonymousUser`].
    fn is_anonymous(&self) -> bool {
        false
    }

    /// Returns a value that changes when the user's logins must end, ideally the stored password
    /// hash; `None` unless overridden.
    ///
    /// Every login is bound to it by a keyed hash (HMAC-SHA256); the value itself is never stored.
    /// A changed password therefore ends all sessions and remember cookies of the user, everywhere
    /// (ASVS 7.4.3). With `None`, a changed password ends none of them.
    fn session_hash(&self) -> Option<Cow<'_, [u8]>> {
        None
    }

    /// Returns the user as one with roles, for guards that do not know the type: `Some(self)` for a
    /// type that implements [`HasRoles`](crate::HasRoles), which the derive generates.
    ///
    /// `None` unless overridden. `#[role_required]` then answers 500 and logs the reason.
    fn as_has_roles(&self) -> Option<&dyn AnyRoles> {
        None
    }

    /// Returns the user as one with permissions; see [`as_has_roles`](Self::as_has_roles).
    fn as_has_permissions(&self) -> Option<&dyn AnyPermissions> {
        None
    }
}

/// Allows an enum of users to box a variant that is larger than the others.
#[diagnostic::do_not_recommend]
impl<U: UserMixin> UserMixin for Box<U> {
    type Id = U::Id;

    fn get_id(&self) -> Self::Id {
        U::get_id(self)
    }

    fn is_active(&self) -> bool {
        U::is_active(self)
    }

    fn is_authenticated(&self) -> bool {
        U::is_authenticated(self)
    }

    fn is_anonymous(&self) -> bool {
        U::is_anonymous(self)
    }

    fn session_hash(&self) -> Option<Cow<'_, [u8]>> {
        U::session_hash(self)
    }

    fn as_has_roles(&self) -> Option<&dyn AnyRoles> {
        U::as_has_roles(self)
    }

    fn as_has_permissions(&self) -> Option<&dyn AnyPermissions> {
        U::as_has_permissions(self)
    }
}

/// What a user's id can be: any type that can be formatted as text ([`Display`]) and parsed from it
/// ([`FromStr`]). It is implemented for all such types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a user id",
    label = "cannot be converted to text and back",
    note = "an id must implement `Display` and `FromStr`, and for the derive `Clone`, `PartialEq`, `Eq` and `Hash`; \
            numbers, `String` and UUIDs do"
)]
pub trait UserId: Sized {
    #[doc(hidden)]
    fn to_text(&self) -> String;

    /// Returns `None` if the text is not such an id.
    #[doc(hidden)]
    fn of_text(text: &str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Display + FromStr> UserId for T {
    fn to_text(&self) -> String {
        self.to_string()
    }

    fn of_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// The text of an id belongs to none of the kinds of an enum of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchKind;

impl Display for NoSuchKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no variant of the user type has such an id")
    }
}

impl Error for NoSuchKind {}

/// Parses the id of a user of one kind.
///
/// # Errors
///
/// [`NoSuchKind`] if the text is not such an id.
pub fn id_of_kind<I: UserId>(text: &str) -> Result<I, NoSuchKind> {
    I::of_text(text).ok_or(NoSuchKind)
}

/// The user that a visitor is before logging in (Flask-Login's `AnonymousUserMixin`).
///
/// A handler gets the anonymous visitor as the `None` of `Option<CurrentUser<U>>`. This type is for
/// code, such as templates, that calls the same methods for both kinds of visitors.
///
/// # Examples
///
/// ```
/// use login::AnonymousUser;
///
/// assert!(AnonymousUser.is_anonymous());
/// assert!(!AnonymousUser.is_active() && !AnonymousUser.is_authenticated());
/// assert_eq!(AnonymousUser.get_id(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AnonymousUser;

#[allow(clippy::unused_self)] // The same methods as `UserMixin`.
impl AnonymousUser {
    /// Returns `None`: the anonymous user has no id.
    #[must_use]
    pub fn get_id(&self) -> Option<&str> {
        None
    }

    /// Returns `false`.
    #[must_use]
    pub fn is_active(&self) -> bool {
        false
    }

    /// Returns `false`.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        false
    }

    /// Returns `true`.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        true
    }
}

/// What a field marked `#[user(active)]` can be: a `bool`. The trait exists so that the compiler can
/// report a wrong field at that field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot tell whether a user is active",
    label = "not a `bool`",
    note = "mark a field of the type `bool`; to compute the value, implement `UserMixin` by hand"
)]
pub trait ActiveFlag {
    #[doc(hidden)]
    fn is_set(&self) -> bool;
}

impl ActiveFlag for bool {
    fn is_set(&self) -> bool {
        *self
    }
}

/// What a field marked `#[user(session_hash)]` can be: any type that consists of bytes.
///
/// It is implemented for all such types. The trait exists so that the compiler can report a wrong
/// field at that field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a session hash",
    label = "has no bytes",
    note = "mark the field that holds the stored password hash, a `String` or `Vec<u8>`, or an `Option` of one"
)]
pub trait SessionHash {
    #[doc(hidden)]
    fn bytes(&self) -> &[u8];
}

#[diagnostic::do_not_recommend]
impl<T: AsRef<[u8]>> SessionHash for T {
    fn bytes(&self) -> &[u8] {
        self.as_ref()
    }
}

/// A user of any type, as it is passed between the stages.
pub(crate) trait AnyUser: Any {
    fn type_name(&self) -> &'static str;
    fn id_text(&self) -> String;
    fn is_active(&self) -> bool;
    fn is_authenticated(&self) -> bool;
    fn session_hash(&self) -> Option<Cow<'_, [u8]>>;
    fn roles(&self) -> Option<&dyn AnyRoles>;
    fn permissions(&self) -> Option<&dyn AnyPermissions>;
}

impl<U: UserMixin> AnyUser for U {
    fn type_name(&self) -> &'static str {
        std::any::type_name::<U>()
    }

    fn id_text(&self) -> String {
        self.get_id().to_text()
    }

    fn is_active(&self) -> bool {
        UserMixin::is_active(self)
    }

    fn is_authenticated(&self) -> bool {
        UserMixin::is_authenticated(self)
    }

    fn session_hash(&self) -> Option<Cow<'_, [u8]>> {
        UserMixin::session_hash(self)
    }

    fn roles(&self) -> Option<&dyn AnyRoles> {
        self.as_has_roles()
    }

    fn permissions(&self) -> Option<&dyn AnyPermissions> {
        self.as_has_permissions()
    }
}
