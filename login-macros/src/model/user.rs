//! A user type.

use syn::{Generics, Ident, Member, Path, Type};

/// A struct with `#[derive(UserMixin)]`.
pub(crate) struct User {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) id: UserId,
    pub(crate) active: Option<Field>,
    pub(crate) session_hash: Option<Field>,
    /// Two users of one id are equal.
    pub(crate) equal_by_id: bool,
}

/// What makes the id.
pub(crate) enum UserId {
    Field(Box<Field>),
    /// A method of the struct; its answer becomes text.
    Method(Path),
}

/// One of its fields.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
}
