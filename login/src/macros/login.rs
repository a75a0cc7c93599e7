/// Lets only requests through whose user is logged in.
///
/// Written on an `async fn` that is an actix-web handler, above or below its route. Before
/// anything else of the request is looked at (no argument is extracted and no byte of the
/// body read) the user is made sure of:
///
/// - logged in: the handler runs;
/// - not logged in, or an account that is not active: the request is answered by the
///   [`unauthorized_handler`](crate::LoginManagerBuilder::unauthorized_handler), by a redirect
///   to the [`login_view`](crate::LoginManagerBuilder::login_view), or with 401;
/// - a loader fails: 503.
///
/// The answers get `Cache-Control: no-store, private` unless the handler sets its own
/// (ASVS 14.3.2), and `Vary: Cookie`.
///
/// The handler need not take the user: it is guarded all the same. Its arguments are
/// extracted in the order they are written, after the guard.
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
/// Options become constants and calls of what the guard is made of. Several guards on one
/// handler become one, which asks for the same in any order: the login first, then roles,
/// permissions and tests, freshness last.
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
/// | `crate = path` | where this crate is found, for crates that re-export it; `::login` by default. For a renamed dependency, `extern crate renamed as login;` at the root does it for all. On a `mod` the path is one that holds inside of it: `crate::facade::login` |
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
/// In an application that has this crate through another:
///
/// ```
/// # mod facade { pub extern crate login; }
/// use actix_web::{Responder, get};
/// use facade::login::login_required;
///
/// #[get("/members")]
/// #[login_required(crate = facade::login)]
/// async fn members() -> impl Responder {
///     "only for members"
/// }
/// # fn main() {}
/// ```
///
/// # Modules and `impl` blocks
///
/// On an inline module or an `impl` block it guards every `async fn` in it that has no `self`,
/// those of modules and `impl` blocks inside as well; handlers of an `impl` block may name
/// `Self` and its generics (Flask's class-based views). What is meant to be open is marked
/// [`#[login_not_required]`](macro@crate::login_not_required), and so is an `async fn` that is
/// no handler. A handler inside may have guards of its own: what they ask for is asked for as
/// well, and of two views the handler's counts.
///
/// Only what is written as a function can be seen. One that is no `async fn` but answers
/// `impl Future`, `Ready`, `Pin` or `BoxFuture` is refused, and so are one that takes `self` by
/// value and one of a trait or of its implementation; one that answers a future of another
/// name, an `impl Handler`, a closure in a route, and what is only imported are not seen, and
/// **not guarded**. An `async fn` written inside of another function that is no handler or of a
/// constant is refused, and so is the call of a macro, which may write handlers, but for
/// `thread_local!` and a few others of that kind. A function marked
/// `#[test]`, `#[actix_web::test]` or the like and a `#[cfg(test)]` module stay as they are.
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
/// Each of these is an error of the compiler, on the word to change:
///
/// | | because |
/// |---|---|
/// | a function that is not `async`, that answers nothing, has no body, or is `const`, `unsafe`, `extern` or `main` | actix-web takes none of them for a handler |
/// | a function with `self`, or an `impl` of nothing but such | no request brings one; what the handler needs comes as `web::Data<T>` |
/// | an argument of the type `impl Trait` | it is extracted by its type, which has to have a name |
/// | an argument that no request brings, an answer that is no response | they do not implement `FromRequest` and `Responder` |
/// | a `struct`, a `const`, a trait, the `impl` of a trait, `mod name;` | there is nothing to guard, or nothing that can be changed: the functions of a trait are as the trait says, and the text of another file is not seen |
/// | a route on a function of an `impl` block | actix-web's routes are items, which cannot stand there |
/// | an option that is not known, stands twice or has no value; an empty view; a role | it would be ignored |
/// | `within` and `refresh_view` | they are about fresh logins: [`fresh_login_required`](macro@crate::fresh_login_required) |
/// | itself twice on one function, or beside another guard that gives the same `login_view` or `unauthorized` | which of the two counts would have to be guessed; around the function there may be another |
/// | a `test` that takes no `&User`, or another user than the handler's, or answers no `bool`; a closure without its argument's type on a handler that does not name the user | users are told apart by their type |
/// | an `unauthorized` function that is `async` | the answer is made on the spot |
///
/// ```compile_fail
/// # use login::login_required;
/// #[login_required]
/// fn not_async() -> &'static str { "a handler is asynchronous" }
/// ```
///
/// ```compile_fail
/// # use login::login_required;
/// #[login_required]
/// mod members {
///     // A handler to actix-web, and none by its `async`: it would stand open here.
///     fn list() -> impl Future<Output = String> {
///         async { "list".to_owned() }
///     }
/// }
/// # fn main() {}
/// ```
pub use login_macros::login_required;
