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
/// // Nobody logs in with this account, and who is logged in with it is logged out.
/// assert!(!user.is_active());
/// // Another hash, and every login of the user ends.
/// assert_eq!(user.session_hash().as_deref(), Some(user.password_hash.as_bytes()));
/// ```
///
/// # Marks
///
/// | on a field | it is |
/// |---|---|
/// | `#[user(id)]`, or a field called `id` | the id: a type that is `Clone + Display + FromStr + Eq + Hash` |
/// | `#[user(active)]` | whether the account may be used: a `bool`; without one all may |
/// | `#[user(session_hash)]` | what ends all logins of the user when it changes: a `String` or bytes, best the stored password hash, or an `Option` of them for users who may have none |
/// | `#[user(roles)]` | the roles: a collection; see [`role_required`](macro@crate::role_required) |
/// | `#[user(role)]` | the one role; in an `Option`, for users who may have none |
/// | `#[user(permissions)]` | the permissions: a collection; see [`permission_required`](macro@crate::permission_required) |
///
/// | on the type | it says that |
/// |---|---|
/// | `#[user(id = "a_method")]` | a method makes the id |
/// | `#[user(no_eq)]` | users are not to be equal by their ids |
/// | `#[user(crate = path)]` | this crate is found there: a renamed dependency, or a reexport of another crate |
/// | `#[user(roles)]` | [`HasRoles`](crate::HasRoles) is implemented by hand |
/// | `#[user(permissions)]` | [`HasPermissions`](crate::HasPermissions) is implemented by hand |
///
/// On the variants of an enum there are `#[user(roles)]` and `#[user(permissions)]`: users of
/// this kind have some.
///
/// Several stand together, `#[user(id, session_hash)]`, or one by one.
///
/// # What it expands to
///
/// - `impl UserMixin`: `Id` is the type of the id's field, `get_id` clones it; `is_active` and
///   `session_hash` are those of the trait unless a field is marked.
/// - [`HasRoles`](crate::HasRoles) and [`HasPermissions`](crate::HasPermissions), where a field
///   or variant is marked. Their type is that of the collection's elements, and `str` where
///   those are text.
/// - `PartialEq`, `Eq` and `Hash` by the id, unless `no_eq` is given.
/// - For an enum, the enum of its ids.
///
/// It names this crate `::login`; where the dependency has another name, write
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
/// Where they are computed, the trait is implemented by hand, and the type is marked. Without
/// that mark guards do not find the implementation: they answer 500 and say why in the log.
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
/// `#[user(id = "a_method")]` takes the id from a method of the type, as text: Flask-Login's
/// "alternative tokens", which end all logins of the user when they change. The user loader
/// then gets a `String`.
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
/// Users of one id are equal, and hash alike, whatever else differs, as in Flask-Login. For an
/// equality of your own, or none, write `#[user(no_eq)]` on the type; `#[derive(PartialEq)]`
/// conflicts otherwise. The id then need not be `Eq + Hash`.
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
/// An enum holds one user in each variant, and passes every question on to it. Its id is an
/// enum beside it, called after it, so that no kind is ever taken for another; it prints as
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
/// // The user loader; it asks a table for each kind.
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
/// // Who is of a kind without roles has none, and gets 403.
/// #[get("/till")]
/// #[role_required(Role::Clerk)]
/// async fn till(account: CurrentUser<Account>) -> impl Responder {
///     account.get_id().to_string()
/// }
///
/// // One kind alone.
/// #[get("/desk")]
/// #[login_required(test = |account: &Account| matches!(account, Account::Staff(_)))]
/// async fn desk() -> impl Responder {
///     "only for the staff"
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// All variants that are marked need one type of role, and one of permission: a guard asks for
/// a value of that type. Kinds with roles of different types have them in an enum of both,
/// by `HasRoles` for the enum of users, written by hand.
///
/// The names of the variants are in the cookies: a renamed kind logs its users out.
///
/// Where the name `AccountId` is taken, `#[user(id_type = AccountKey)]` on the enum gives its ids
/// another.
///
/// # Another type of id
///
/// Cookies hold the text of an id, and not its type. What was a text of one user before may
/// read as the id of another after the type was changed: where ids were texts that users
/// chose, somebody called `Staff:1` has a cookie that an enum of users takes for the first of
/// the staff. Change the secret key, or the
/// [`application_name`](crate::LoginManagerBuilder::application_name), together with the type
/// of the id; everybody logs in again then. A `session_hash` on either user keeps the two apart as
/// well.
///
/// # What it refuses
///
/// | | because |
/// |---|---|
/// | a struct without an id, or with two; two fields of one mark; `role` beside `roles` | which one counts would have to be guessed |
/// | a mark that is not known, has a value, or stands where it says nothing | it would be ignored |
/// | `roles` on what is no collection | a single one is marked `role` |
/// | roles or permissions by hand and in a field or variant | there can be one implementation |
/// | an id that does not print or parse, `active` that is no `bool`, a `session_hash` not made of bytes | nothing could be made of it |
/// | a variant that holds no user, or several; an enum without variants | an account is one user |
/// | marked variants whose roles are of different types | a guard could ask for one of them only |
/// | a union | what is in it cannot be told |
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
