/// Leaves a handler open in a module or `impl` block with
/// [`#[login_required]`](macro@crate::login_required): everybody may come.
///
/// It needs no import: the attribute around it reads it. Anywhere else it is an error, so that
/// it never seems to do what it does not.
pub use login_macros::login_not_required;
