//! A module or an `impl` block that contains guarded handlers.

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
    /// A handler with conditional arguments, once for each case.
    Cases(Vec<Self>),
    /// A handler with a mistake that is reported next to it, and the path of the runtime crate.
    Mistaken(Box<Function>, Option<Path>),
    Nested(Box<Container>),
    AsItIs(TokenStream),
    /// The name of a mark that was removed, to keep its import in use.
    Named(Merged),
}
