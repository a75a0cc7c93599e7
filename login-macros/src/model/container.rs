//! A module or an `impl` block with guarded handlers in it.

use proc_macro2::TokenStream;
use syn::{Attribute, token::Brace};

use super::Guard;

pub(crate) struct Container {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) head: TokenStream,
    pub(crate) brace: Brace,
    pub(crate) inner_attributes: Vec<Attribute>,
    pub(crate) items: Vec<Item>,
}

pub(crate) enum Item {
    Guarded(Box<Guard>),
    Nested(Box<Container>),
    AsItIs(TokenStream),
}
