//! A handler with a guard before it.

use proc_macro2::TokenStream;
use syn::{Attribute, Signature, Type, Visibility};

/// What the guard asks for; the only difference between the attributes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Requirement {
    Login,
    FreshLogin,
}

impl Requirement {
    /// The attribute's name, for messages.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Login => "login_required",
            Self::FreshLogin => "fresh_login_required",
        }
    }
}

/// Where a handler stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Free,
    /// In an inherent `impl` block, whose `Self` and generics it may name.
    Associated,
}

/// A guarded handler.
pub(crate) struct Guard {
    pub(crate) requirement: Requirement,
    pub(crate) place: Place,
    /// Attributes about the route or the item: they go to the function that is seen.
    pub(crate) outer_attributes: Vec<Attribute>,
    /// Attributes about the code: they stay with it.
    pub(crate) inner_attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// The types of the arguments, in order.
    pub(crate) arguments: Vec<Type>,
    /// As written, and not looked into.
    pub(crate) body: TokenStream,
}
