//! What a guard requires.

/// What a guard requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requirement {
    /// A user who is logged in.
    Login,
    /// A user who has logged in recently, by password or similar.
    FreshLogin,
}
