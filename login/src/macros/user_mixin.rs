/// Implements [`UserMixin`](trait@crate::UserMixin) for a struct, or for an enum of users.
///
/// | on a field | it is |
/// |---|---|
/// | `#[user(id)]`, or a field called `id` | the id: a type that is `Clone + Display + FromStr + Eq + Hash` |
/// | `#[user(active)]` | whether the account may be used: a `bool`; without one all may |
/// | `#[user(session_hash)]` | what ends all logins of the user when it changes: a `String` or bytes, best the stored password hash |
/// | `#[user(roles)]` | the roles: a collection; see [`role_required`](macro@crate::role_required) |
/// | `#[user(role)]` | the one role |
/// | `#[user(permissions)]` | the permissions: a collection; see [`permission_required`](macro@crate::permission_required) |
///
/// On the type itself, `#[user(roles)]` and `#[user(permissions)]` say that [`HasRoles`](crate::HasRoles) and
/// [`HasPermissions`](crate::HasPermissions) are implemented by hand.
///
/// An enum holds one user in each variant, and passes every question on to it. Its id is an
/// enum beside it, called after it, so that no kind is ever taken for another; it prints as
/// `Kind:id`. The marks `#[user(roles)]` and `#[user(permissions)]` stand on the variants that
/// have some.
///
/// ```
/// use login::UserMixin;
///
/// # #[derive(Clone, UserMixin)] struct Staff { id: u32 }
/// # #[derive(Clone, UserMixin)] struct Customer { id: String }
/// #[derive(Clone, UserMixin)]
/// enum Account { Staff(Staff), Customer(Customer) }
///
/// // What its user loader gets.
/// let id: AccountId = "Staff:7".parse()?;
/// assert!(matches!(id, AccountId::Staff(7)));
/// assert_eq!(Account::Staff(Staff { id: 7 }).get_id(), id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// On the struct, `#[user(id = "a_method")]` takes the id from a method of the struct instead,
/// as text: Flask-Login's "alternative tokens", which end all logins of the user when they
/// change. The user loader then gets a `String`.
///
/// ```
/// use login::UserMixin;
///
/// #[derive(Clone, UserMixin)]
/// #[user(id = "token")]
/// struct User { number: i64, generation: u32 }
///
/// impl User {
///     fn token(&self) -> String { format!("{}-{}", self.number, self.generation) }
/// }
///
/// assert_eq!(User { number: 7, generation: 3 }.get_id(), "7-3");
/// ```
///
/// Users of one id are equal, and hash alike, whatever else differs, as in Flask-Login. For an
/// equality of your own, or none, write `#[user(no_eq)]` on the struct; `#[derive(PartialEq)]`
/// conflicts otherwise.
///
/// It refuses unions, a struct without an id, two fields of one mark, and variants that hold no
/// single user.
///
/// ```compile_fail
/// # use login::UserMixin;
/// #[derive(UserMixin)]
/// struct User { name: String } // no field is the user's id
/// ```
///
/// # Examples
///
/// ```
/// use login::UserMixin;
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     #[user(id)]
///     email: String,
///     #[user(active)]
///     enabled: bool,
///     #[user(session_hash)]
///     password_hash: String,
/// }
/// ```
pub use login_macros::UserMixin;
