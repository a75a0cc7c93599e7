/// Implements [`UserMixin`](trait@crate::UserMixin) for a struct, or for an enum of users.
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
///
/// let user = User {
///     email: "ada@example.com".to_owned(),
///     enabled: false,
///     password_hash: "$argon2id$v=19$…".to_owned(),
/// };
/// assert_eq!(user.get_id(), "ada@example.com");
/// // Nobody can log in to this account, and its user is logged out.
/// assert!(!user.is_active());
/// // A changed hash ends every login of the user.
/// assert_eq!(user.session_hash().as_deref(), Some(user.password_hash.as_bytes()));
/// ```
///
/// # Marks
///
/// | on a field | meaning |
/// |---|---|
/// | `#[user(id)]`, or a field called `id` | the id: a type that is `Clone + Display + FromStr + Eq + Hash` |
/// | `#[user(active)]` | whether the account may be used: a `bool`; without this mark every account may |
/// | `#[user(session_hash)]` | a value whose change ends all logins of the user: a `String` or bytes, ideally the stored password hash, or an `Option` of these for users who may have none |
/// | `#[user(roles)]` | the roles: a collection; see [`role_required`](macro@crate::role_required) |
/// | `#[user(role)]` | the single role; an `Option` for users who may have none |
/// | `#[user(permissions)]` | the permissions: a collection; see [`permission_required`](macro@crate::permission_required) |
///
/// | on the type | meaning |
/// |---|---|
/// | `#[user(id = "a_method")]` | a method returns the id |
/// | `#[user(id_type = AccountKey)]` | on an enum: the name of the enum of its ids |
/// | `#[user(no_eq)]` | users are not compared by their ids |
/// | `#[user(crate = path)]` | the path of this crate: a renamed dependency, or a re-export of another crate |
/// | `#[user(roles)]` | [`HasRoles`](crate::HasRoles) is implemented by hand |
/// | `#[user(permissions)]` | [`HasPermissions`](crate::HasPermissions) is implemented by hand |
///
/// On the variants of an enum, `#[user(roles)]` and `#[user(permissions)]` declare that users of
/// this kind have roles or permissions.
///
/// Several marks may be combined, `#[user(id, session_hash)]`, or written separately.
///
/// # What it expands to
///
/// - `impl UserMixin`: `Id` is the type of the id field, and `get_id` clones that field.
///   `is_active` and `session_hash` are those of the trait unless a field is marked.
/// - [`HasRoles`](crate::HasRoles) and [`HasPermissions`](crate::HasPermissions), if a field or
///   variant is marked. The type of a role or permission is that of the collection's elements, or
///   `str` if the elements are text.
/// - `PartialEq`, `Eq` and `Hash` by the id, unless `no_eq` is given.
/// - For an enum, the enum of its ids.
///
/// The expansion refers to this crate as `::login`. If the dependency has another name, write
/// `#[user(crate = renamed)]`, or `extern crate renamed as login;` once at the root.
///
/// # Roles and permissions
///
/// ```
/// use login::{HasPermissions, HasRoles, UserMixin};
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum Role { Editor, Admin }
///
/// #[derive(Clone, UserMixin)]
/// struct User {
///     id: i64,
///     #[user(role)]
///     role: Role,
///     #[user(permissions)]
///     may: Vec<String>,
/// }
///
/// let user = User { id: 7, role: Role::Editor, may: vec!["posts.edit".to_owned()] };
/// assert!(user.has_role(&Role::Editor) && !user.has_role(&Role::Admin));
/// assert!(user.has_permission("posts.edit"));
/// ```
///
/// If they are computed, implement the trait by hand and mark the type. Without the mark, guards do
/// not find the implementation: they answer 500 and log the reason.
///
/// ```
/// use login::{HasRoles, UserMixin};
///
/// #[derive(Clone, Copy, PartialEq, PartialOrd)]
/// enum Rank { Reader, Editor, Admin }
///
/// #[derive(Clone, UserMixin)]
/// #[user(roles)]
/// struct User { id: i64, rank: Rank }
///
/// impl HasRoles for User {
///     type Role = Rank;
///
///     fn has_role(&self, role: &Rank) -> bool {
///         self.rank >= *role
///     }
/// }
/// ```
///
/// # An id made by a method
///
/// `#[user(id = "a_method")]` takes the id from a method of the type, as text. These are the
/// "alternative tokens" of Flask-Login, which end all logins of the user when they change. The user
/// loader then gets a `String`.
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
/// # Equality
///
/// As in Flask-Login, users with the same id are equal and have the same hash, whatever their other
/// fields. For a different equality, or none, write `#[user(no_eq)]` on the type; otherwise
/// `#[derive(PartialEq)]` conflicts. The id then need not be `Eq + Hash`.
///
/// ```
/// use login::UserMixin;
///
/// #[derive(Clone, UserMixin)]
/// struct ById { id: i64, name: &'static str }
///
/// assert!(ById { id: 7, name: "Ada" } == ById { id: 7, name: "Grace" });
///
/// #[derive(Clone, PartialEq, UserMixin)]
/// #[user(no_eq)]
/// struct ByAll { id: i64, name: &'static str }
///
/// assert!(ByAll { id: 7, name: "Ada" } != ByAll { id: 7, name: "Grace" });
/// ```
///
/// # Several kinds of users
///
/// An enum holds one user in each variant and delegates every call to it. Its id is a generated
/// enum named after it, so that users of different kinds are never confused. The id is formatted as
/// `Kind:id`.
///
/// ```
/// use actix_web::{Responder, get};
/// use login::{CurrentUser, UserMixin, login_required, role_required};
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum Role { Clerk, Boss }
///
/// #[derive(Clone, UserMixin)]
/// struct Staff { id: u32, #[user(role)] role: Role }
///
/// #[derive(Clone, UserMixin)]
/// struct Customer { #[user(id)] email: String }
///
/// #[derive(Clone, UserMixin)]
/// enum Account {
///     #[user(roles)]
///     Staff(Staff),
///     Customer(Customer),
/// }
///
/// // The user loader reads one table per kind.
/// async fn user_loader(id: AccountId) -> Option<Account> {
///     match id {
///         AccountId::Staff(id) => Some(Account::Staff(Staff { id, role: Role::Boss })),
///         AccountId::Customer(email) => Some(Account::Customer(Customer { email })),
///     }
/// }
///
/// let staff = Account::Staff(Staff { id: 7, role: Role::Clerk });
/// assert_eq!(staff.get_id(), "Staff:7".parse()?);
///
/// // A user of a kind without roles has none and gets 403.
/// #[get("/till")]
/// #[role_required(Role::Clerk)]
/// async fn till(account: CurrentUser<Account>) -> impl Responder {
///     account.get_id().to_string()
/// }
///
/// // Only one kind is accepted.
/// #[get("/desk")]
/// #[login_required(test = |account: &Account| matches!(account, Account::Staff(_)))]
/// async fn desk() -> impl Responder {
///     "only for the staff"
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// All marked variants need the same type of role, and the same type of permission, because a guard
/// asks for a value of that type. If kinds have roles of different types, combine these in one enum
/// and implement `HasRoles` by hand for the enum of users.
///
/// The names of the variants are stored in the cookies: renaming a kind logs out its users.
///
/// If the name `AccountId` is already used, `#[user(id_type = AccountKey)]` on the enum gives the
/// enum of ids another name.
///
/// # Another type of id
///
/// Cookies hold the text of an id but not its type. After the type is changed, the text of one
/// user's old id may be parsed as the id of another user. If ids were texts chosen by users, for
/// example, the cookie of a user called `Staff:1` is read as that of staff member 1 by an enum of
/// users. Change the secret key or the
/// [`application_name`](crate::LoginManagerBuilder::application_name) together with the type of the
/// id; every user must then log in again. A `session_hash` on either user type also prevents the
/// confusion.
///
/// # What it refuses
///
/// | | because |
/// |---|---|
/// | a struct without an id (a field marked `#[user(id)]` takes precedence over one named `id`); two fields with the same mark; `role` next to `roles` | it is ambiguous which one applies |
/// | a mark that is unknown, has a value, or is written where it has no effect | it would be ignored |
/// | `roles` on a field that is not a collection | a single role is marked `role` |
/// | roles or permissions that are both implemented by hand and marked on a field or variant | there can be only one implementation |
/// | an id that cannot be formatted or parsed, an `active` that is not a `bool`, a `session_hash` that does not consist of bytes | it could not be used |
/// | a variant that holds no user, or several; an enum without variants | an account is one user |
/// | marked variants whose roles are of different types | a guard could ask for only one of the types |
/// | a union | its contents cannot be determined |
///
/// ```compile_fail
/// # use login::UserMixin;
/// #[derive(UserMixin)]
/// struct User { name: String } // no field is the user's id
/// ```
///
/// ```compile_fail
/// # use login::UserMixin;
/// # #[derive(Clone, Copy, PartialEq)] enum Role { Boss }
/// # #[derive(Clone, Copy, PartialEq)] enum Plan { Paid }
/// #[derive(UserMixin)]
/// struct Staff { id: u32, #[user(role)] role: Role }
///
/// #[derive(UserMixin)]
/// struct Customer { id: u32, #[user(role)] plan: Plan }
///
/// #[derive(UserMixin)]
/// enum Account {
///     #[user(roles)]
///     Staff(Staff),
///     #[user(roles)]
///     Customer(Customer), // a `Plan` is no `Role`
/// }
/// ```
pub use login_macros::UserMixin;
