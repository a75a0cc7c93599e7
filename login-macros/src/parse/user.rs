//! A user struct and its `#[user(…)]` attributes.

use darling::{FromDeriveInput, FromField, ast::Data, util::Flag};
use syn::{Generics, Ident, Type};

#[derive(FromDeriveInput)]
#[darling(attributes(user))]
pub(crate) struct UserInput {
    pub(crate) no_eq: Flag,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) data: Data<(), UserField>,
}

#[derive(FromField)]
#[darling(attributes(user))]
pub(crate) struct UserField {
    pub(crate) ident: Option<Ident>,
    pub(crate) ty: Type,
    pub(crate) id: Flag,
    pub(crate) active: Flag,
    pub(crate) session_hash: Flag,
}
