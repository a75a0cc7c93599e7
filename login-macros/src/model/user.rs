//! A user type.

use syn::{Generics, Ident, Member, Type};

/// A struct with `#[derive(UserMixin)]`.
pub(crate) struct User {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) id: Field,
    pub(crate) active: Option<Field>,
    pub(crate) session_hash: Option<Field>,
    /// Two users of one id are equal.
    pub(crate) equal_by_id: bool,
}

/// One of its fields.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
}
