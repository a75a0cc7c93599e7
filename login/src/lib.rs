#![doc = include_str!("../../README.md")]

#[doc(hidden)]
pub mod __private;
mod authorities;
mod clock;
mod config;
mod context;
mod effects;
mod error;
mod events;
mod extract;
mod flask;
pub mod guide;
pub mod handler;
mod identity;
mod login_url;
mod manager;
mod middleware;
mod pipeline;
mod policy;
mod refusal;
mod remember;
mod request;
mod response;
mod seal;
mod secret;
mod session;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;
mod transitions;
mod user;

/// Lets only requests through whose user is logged in.
///
/// Written on an `async fn` that is an actix-web handler, above or below its route. Before
/// anything else of the request is looked at (no argument is extracted and no byte of the
/// body read) the user is made sure of:
///
/// - logged in: the handler runs;
/// - not logged in, or an account that is not active: the request is answered by the
///   [`unauthorized_handler`](LoginManagerBuilder::unauthorized_handler), by a redirect to
///   the [`login_view`](LoginManagerBuilder::login_view), or with 401;
/// - a loader fails: 503.
///
/// The answers get `Cache-Control: no-store, private` unless the handler sets its own
/// (ASVS 14.3.2), and `Vary: Cookie`.
///
/// The handler need not take the user: it is guarded all the same. Its arguments are
/// extracted in the order they are written, after the guard.
///
/// # What it expands to
///
/// The same function with one argument in place of all: it exists only once the guard has let
/// the request pass, and the handler's own arguments are taken out of it. Body and answer stay
/// as they are. Where that would cost clarity of the compiler's words (generic handlers, those
/// in an `impl` block, answers of a type that is not known by its name), it is a function of
/// the same name, visibility and route that asks the guard, extracts the arguments and calls
/// the handler, which lies inside it unchanged.
///
/// A true CORS preflight is answered with 204 and nothing else; neither login nor handler is
/// asked.
///
/// # Options
///
/// | | |
/// |---|---|
/// | `login_view = "/x"` | where requests without a login are sent, in place of what the manager and the scope say |
/// | `unauthorized = path` | a function, not `async`, from [`HttpRequest`](actix_web::HttpRequest) to what a handler can answer, which answers them |
/// | `test = path_or_closure` | a function from `&User` to `bool`, a closure with its argument's type: who is logged in and does not pass gets 403 (`{"error":"forbidden"}` for programs), before anything else of the request is looked at |
/// | `crate = path` | where this crate is found, for crates that re-export it; `::login` by default. For a renamed dependency, `extern crate renamed as login;` at the root does it for all |
///
/// ```
/// use actix_web::{HttpRequest, Responder, get, http::StatusCode};
/// use login::{UserMixin, login_required};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64, admin: bool }
///
/// impl User {
///     fn is_admin(&self) -> bool { self.admin }
/// }
///
/// #[get("/admin")]
/// #[login_required(login_view = "/admin/login", test = User::is_admin)]
/// async fn admin() -> impl Responder {
///     "for administrators"
/// }
///
/// fn ask_nicely(_: HttpRequest) -> impl Responder {
///     ("please log in", StatusCode::UNAUTHORIZED)
/// }
///
/// #[get("/api")]
/// #[login_required(unauthorized = ask_nicely, test = |user: &User| user.id > 0)]
/// async fn api() -> impl Responder {
///     "{}"
/// }
/// ```
///
/// # Modules and `impl` blocks
///
/// On an inline module or an `impl` block it guards every `async fn` in it that has no `self`,
/// those of modules and `impl` blocks inside as well; handlers of an `impl` block may name
/// `Self` and its generics (Flask's class-based views). What is meant to be open is marked
/// `#[login_not_required]`, and so is an `async fn` that is no handler.
///
/// Only what is written as a function can be seen. One that is no `async fn` but answers
/// `impl Future`, `Ready`, `Pin` or `BoxFuture` is refused, and so are one that takes `self` by
/// value and one of a trait or of its implementation; one that answers a future of another
/// name, an `impl Handler`, a closure in a route, what is only imported, and what a macro inside
/// brings along are not seen, and **not guarded**.
///
/// ```
/// use actix_web::{Responder, get, web};
/// use login::login_required;
///
/// #[login_required]
/// mod members {
///     use actix_web::{Responder, get};
///
///     #[get("/members")]
///     pub async fn list() -> impl Responder {
///         "only for members"
///     }
///
///     #[get("/members/join")]
///     #[login_not_required]
///     pub async fn join() -> impl Responder {
///         "for everybody"
///     }
/// }
///
/// struct Orders;
///
/// #[login_required]
/// impl Orders {
///     const MOST: usize = 100;
///
///     async fn list() -> impl Responder {
///         format!("at most {}", Self::MOST)
///     }
/// }
///
/// let orders = web::resource("/orders").route(web::get().to(Orders::list));
/// ```
///
/// # What it refuses
///
/// Anything but an `async fn` without `self` that answers something, a module or an `impl`
/// block without a trait; options that it does not know.
///
/// ```compile_fail
/// # use login::login_required;
/// #[login_required]
/// fn not_async() -> &'static str { "a handler is asynchronous" }
/// ```
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, get};
/// use login::{CurrentUser, UserMixin, login_required};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: String }
///
/// #[get("/protected")]
/// #[login_required]
/// async fn protected(user: CurrentUser<User>) -> impl Responder {
///     format!("Logged in as: {}", user.id)
/// }
/// ```
#[cfg(feature = "macros")]
pub use login_macros::login_required;

/// Lets only requests through whose login is fresh: made or confirmed in this session, not
/// longer ago than [`fresh_login_lifetime`](LoginManagerBuilder::fresh_login_lifetime).
///
/// For what a stolen cookie shall not be enough for: changing the password, the address,
/// the payment. It is [`login_required`] and more; a login that is known but not fresh
/// (restored from the remember cookie, too old, by the request loader) is answered by the
/// [`needs_refresh_handler`](LoginManagerBuilder::needs_refresh_handler), by a redirect to
/// the [`refresh_view`](LoginManagerBuilder::refresh_view), or with 401. That view asks for
/// the password and calls [`AuthSession::confirm_login`].
///
/// It expands as [`login_required`] does, has its options, and refuses what that refuses. Two
/// options more:
///
/// | | |
/// |---|---|
/// | `within = "15m"` | how long a login is fresh here, in place of `fresh_login_lifetime`: a number and `s`, `m`, `h` or `d` (ASVS 7.5.1) |
/// | `refresh_view = "/x"` | where requests are sent whose login is not fresh |
///
/// ```compile_fail
/// # use login::fresh_login_required;
/// #[fresh_login_required]
/// struct NotAHandler;
/// ```
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, post};
/// use login::fresh_login_required;
///
/// #[post("/account/delete")]
/// #[fresh_login_required(within = "15m")]
/// async fn delete_account() -> impl Responder {
///     "gone"
/// }
/// ```
#[cfg(feature = "macros")]
pub use login_macros::fresh_login_required;

/// Leaves a handler open in a module or `impl` block with
/// [`#[login_required]`](macro@login_required): everybody may come.
///
/// It needs no import: the attribute around it reads it. Anywhere else it is an error, so that
/// it never seems to do what it does not.
#[cfg(feature = "macros")]
pub use login_macros::login_not_required;

/// Implements [`UserMixin`](trait@UserMixin) for a struct, or for an enum of users.
///
/// | on a field | it is |
/// |---|---|
/// | `#[user(id)]`, or a field called `id` | the id: a type that is `Clone + Display + FromStr + Eq + Hash` |
/// | `#[user(active)]` | whether the account may be used: a `bool`; without one all may |
/// | `#[user(session_hash)]` | what ends all logins of the user when it changes: a `String` or bytes, best the stored password hash |
/// | `#[user(roles)]` | the roles: a collection; see [`role_required`] |
/// | `#[user(role)]` | the one role |
/// | `#[user(permissions)]` | the permissions: a collection; see [`permission_required`] |
///
/// On the type itself, `#[user(roles)]` and `#[user(permissions)]` say that [`HasRoles`] and
/// [`HasPermissions`] are implemented by hand.
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
#[cfg(feature = "macros")]
pub use login_macros::UserMixin;

/// Lets only requests through whose user has a role.
///
/// It is [`login_required`](macro@login_required) and more: requests without a login go to the
/// login flow, a user without the role gets 403 (`{"error":"forbidden"}` for programs), before
/// anything else of the request is looked at. The user type says where its roles are, by
/// `#[user(roles)]`, `#[user(role)]` or [`HasRoles`].
///
/// Several roles are grouped by `any(…)` and `all(…)`, nested as needed; a list without either
/// is refused, and so are operators. It has the options `login_view`, `unauthorized` and
/// `crate` of [`login_required`](macro@login_required), expands as that does and stands where
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
#[cfg(feature = "macros")]
pub use login_macros::role_required;

/// Lets only requests through whose user has a permission.
///
/// It is to permissions what [`role_required`] is to roles: the user type says where they are
/// by `#[user(permissions)]` or [`HasPermissions`], and they are text or of a type of yours.
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
#[cfg(feature = "macros")]
pub use login_macros::permission_required;

pub use crate::{
    authorities::{AnyPermissions, AnyRoles, Authority, HasPermissions, HasRoles},
    config::{CookieConfig, SameSite},
    error::{BuildError, LoginError, SessionError},
    events::{Event, EventUser},
    extract::{AuthSession, CurrentUser, LoginUser, NextTarget, NextUrl, Session, Visitor},
    flask::{cookie_key, decode_cookie, encode_cookie, session_identifier},
    identity::{Loaded, LoadedBy},
    login_url::login_url,
    manager::{LoginManager, LoginManagerBuilder},
    middleware::{LoginFuture, LoginMiddleware},
    request::LoginRequest,
    response::{
        LOGIN_MESSAGE, LoginScope, LoginView, REFRESH_MESSAGE, expand_login_view, make_next_param,
    },
    secret::{SecretKey, SecretKeyError},
    session::{Flash, SessionProtection},
    user::{AnonymousUser, SessionHash, UserId, UserMixin},
};
