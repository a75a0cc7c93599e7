/// Allows a request through only if its user is logged in.
///
/// Write it on an `async fn` that is an actix-web handler, above or below its route. The user is
/// checked before any other part of the request is processed: no argument is extracted and no byte
/// of the body is read.
///
/// - If the user is logged in, the handler runs.
/// - If nobody is logged in, or the account is inactive, the request is answered by the
///   [`unauthorized_handler`](crate::LoginManagerBuilder::unauthorized_handler), by a redirect to
///   the [`login_view`](crate::LoginManagerBuilder::login_view), or with 401.
/// - If a loader or the session store fails, the response is 503.
///
/// The responses get `Cache-Control: no-store, private` unless the handler sets its own and the
/// response sets no cookie of this library (ASVS 14.3.2), and `Vary: Cookie`.
///
/// The handler is guarded even if it does not take the user as an argument. Its arguments are
/// extracted in the order in which they are written, after the guard.
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
/// The same function with a single argument in place of all others. That argument can only be
/// created once the guard has accepted the request, and the handler's own arguments are extracted
/// from it. Body and return type do not change. If this would make compiler errors harder to
/// understand (for generic handlers, for those in an `impl` block, and for a return type that is
/// not known by its name), it expands to a function with the same name, visibility and route
/// instead. That function asks the guard, extracts the arguments and calls the handler, which is
/// nested in it unchanged.
///
/// Options become constants and calls of the functions that make up the guard. Several guards on
/// one handler are merged into one, with the same result in whatever order they are written: it
/// checks the login first, then roles, permissions and tests, and freshness last.
///
/// A genuine CORS preflight request is answered with 204 and nothing else. Neither the login nor
/// the handler is involved.
///
/// # Options
///
/// | | |
/// |---|---|
/// | `login_view = "/x"` | where requests without a login are sent, instead of the view of the manager or the scope |
/// | `unauthorized = path` | a function, not `async`, that takes an [`HttpRequest`](actix_web::HttpRequest), returns anything that a handler can return, and answers requests without a login |
/// | `test = path_or_closure` | a function from `&User` to `bool`, or a closure that names the type of its argument: a user who is logged in but fails the test gets 403 (`{"error":"forbidden"}` for programs), before any other part of the request is processed |
/// | `crate = path` | the path of this crate, for crates that re-export it; `::login` by default. For a renamed dependency, `extern crate renamed as login;` at the root covers all uses. On a `mod` the path must be valid inside the module: `crate::facade::login` |
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
/// In an application that gets this crate through another:
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
/// including those in nested modules and `impl` blocks. Handlers of an `impl` block may use `Self`
/// and its generics (Flask's class-based views). Mark handlers that must be open with
/// [`#[login_not_required]`](macro@crate::login_not_required), and also any `async fn` that is not
/// a handler. A handler inside may have guards of its own. Their checks are added to those of the
/// outer guard, and the handler's own view takes precedence.
///
/// Only handlers that are written as functions can be detected. Functions that are not an
/// `async fn` but return `impl Future`, `Ready`, `Pin` or `BoxFuture` are refused. So are functions
/// that are `async` or return such a future and take `self` by value, or belong to a trait or its
/// implementation and take no `&self`. A function that returns a future under another name, an
/// `impl Handler`, a closure in a route, and imported items are not detected and **not guarded**.
/// An `async fn` inside a constant, or inside another function that is not a handler, is refused.
/// So is a macro call, because the macro could generate handlers; `thread_local!` and a few similar
/// macros are allowed. Functions marked `#[test]`, `#[actix_web::test]` or the like and
/// `#[cfg(test)]` modules are left unchanged.
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
/// Each of these is a compiler error at the code to change:
///
/// | | because |
/// |---|---|
/// | a function that is not `async`, that returns nothing, has no body, or is `const`, `unsafe`, `extern` or `main` | actix-web accepts none of them as a handler |
/// | a function with `self`, or an `impl` that contains only such functions | a request provides no `self`; take what the handler needs as `web::Data<T>` |
/// | an argument of the type `impl Trait` | it is extracted by its type, which must have a name |
/// | an argument that cannot be extracted from a request, a return type that is not a response | they do not implement `FromRequest` and `Responder` |
/// | a `struct`, a `const`, a trait, the `impl` of a trait, `mod name;` | there is nothing to guard, or nothing that can be changed: the trait determines the signatures of its functions, and the text of another file is not visible |
/// | a route on a function of an `impl` block | actix-web's routes are items, which are not allowed there |
/// | an option that is unknown, given twice or without a value; an empty view; a role | it would be ignored |
/// | `within` and `refresh_view` | they concern fresh logins: [`fresh_login_required`](macro@crate::fresh_login_required) |
/// | the same attribute twice on one function, or next to another guard that sets the same `login_view` or `unauthorized` | it is ambiguous which one applies; a guard around the function may set them as well |
/// | a `test` that does not take `&User`, takes another user type than the handler, or does not return `bool`; a closure without the type of its argument on a handler that does not name the user | users are distinguished by their type |
/// | an `unauthorized` function that is `async` | the response is created synchronously |
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
///     // A handler for actix-web, but not an `async fn`: it would be open here.
///     fn list() -> impl Future<Output = String> {
///         async { "list".to_owned() }
///     }
/// }
/// # fn main() {}
/// ```
pub use login_macros::login_required;
