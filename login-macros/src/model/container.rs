//! A module or an `impl` block with guarded handlers in it.

use proc_macro2::TokenStream;
use syn::{Attribute, Path, token::Brace};

use super::{Function, Guard, Merged};

pub(crate) struct Container {
    pub(crate) merged: Vec<Merged>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) head: TokenStream,
    pub(crate) brace: Brace,
    pub(crate) inner_attributes: Vec<Attribute>,
    pub(crate) items: Vec<Item>,
}

pub(crate) enum Item {
    Guarded(Box<Guard>),
    /// A handler, once for each case that its arguments are in.
    Cases(Vec<Self>),
    /// A handler with a mistake, which is told beside it; where the runtime crate is found.
    Mistaken(Box<Function>, Option<Path>),
    Nested(Box<Container>),
    AsItIs(TokenStream),
    /// The name of a mark that was taken away, for its import.
    Named(Merged),
}
