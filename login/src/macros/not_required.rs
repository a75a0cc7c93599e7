/// Leaves something open in a module or `impl` block with a guard: everybody may come.
///
/// It stands on a function, on a module or on an `impl` block inside the guarded one, for
/// pages that are meant to be open and for an `async fn` that is no handler. It needs no
/// import, since the guard around it reads it; one inside of the module does no harm.
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
///     /// No handler: it takes what no request brings.
///     #[login_not_required]
///     async fn total(of: &str) -> String {
///         format!("all {of}")
///     }
///
///     /// All of it.
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
/// Nothing: the guard around takes it away and leaves the item as it is written. A module or
/// an `impl` block that is left so may have a guard of its own, which then stands alone: what
/// the one around asks for is not asked for in it.
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
///     /// For whoever is logged in, staff or not.
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
/// - To stand where no guard is around it, in a `cfg_attr` or under another name: nothing
///   would read it there, and it would seem to do what it does not.
/// - To stand on a function beside a guard: the two contradict each other.
/// - Arguments, which would be ignored.
///
/// ```compile_fail
/// # use login::login_not_required;
/// #[login_not_required] // of what? Nothing guards it.
/// async fn open() -> &'static str { "for everybody" }
/// ```
pub use login_macros::login_not_required;
