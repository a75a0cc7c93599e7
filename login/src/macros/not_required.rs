/// Leaves an item in a guarded module or `impl` block unguarded: every request is accepted.
///
/// Write it on a function, a module or an `impl` block inside the guarded one. It is for pages that
/// must be open, and for an `async fn` that is not a handler. It needs no import, because the outer
/// guard reads it; an import inside the module does no harm.
///
/// ```
/// use login::login_required;
///
/// #[login_required]
/// mod shop {
///     use actix_web::{Responder, get};
///
///     #[get("/orders")]
///     pub async fn orders() -> impl Responder {
///         total("orders").await
///     }
///
///     #[get("/offers")]
///     #[login_not_required]
///     pub async fn offers() -> impl Responder {
///         "for everybody"
///     }
///
///     /// Not a handler: its argument cannot be extracted from a request.
///     #[login_not_required]
///     async fn total(of: &str) -> String {
///         format!("all {of}")
///     }
///
///     /// Everything in it is open.
///     #[login_not_required]
///     pub mod press {
///         use actix_web::{Responder, get};
///
///         #[get("/press")]
///         pub async fn texts() -> impl Responder {
///             "for everybody"
///         }
///     }
/// }
/// ```
///
/// # What it expands to
///
/// Nothing: the outer guard removes it and leaves the item as it is written. A module or an `impl`
/// block that is marked may have a guard of its own. Only that guard then applies, and the checks
/// of the outer guard do not.
///
/// ```
/// use login::role_required;
///
/// #[role_required("staff")]
/// mod intranet {
///     use actix_web::{Responder, get};
///     use login::login_required;
///
///     #[get("/plans")]
///     pub async fn plans() -> impl Responder {
///         "for the staff"
///     }
///
///     /// For every user who is logged in, staff or not.
///     #[login_not_required]
///     #[login_required]
///     pub mod canteen {
///         use actix_web::{Responder, get};
///
///         #[get("/canteen")]
///         pub async fn menu() -> impl Responder {
///             "soup"
///         }
///     }
/// }
/// ```
///
/// # Options
///
/// It has none.
///
/// # What it refuses
///
/// - Use outside a guard, in a `cfg_attr` or under another name: nothing would read it there, and
///   it would seem to have an effect that it does not have.
/// - Use on a function that also has a guard, because the two contradict each other.
/// - Arguments, which would be ignored.
///
/// ```compile_fail
/// # use login::login_not_required;
/// #[login_not_required] // No guard around it.
/// async fn open() -> &'static str { "for everybody" }
/// ```
pub use login_macros::login_not_required;
