//! What a guard asks for.

/// What a guard asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requirement {
    /// Somebody is logged in.
    Login,
    /// Somebody logged in a short while ago, by password or the like.
    FreshLogin,
}
