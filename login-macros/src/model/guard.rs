//! A handler with a guard before it.

use proc_macro2::TokenStream;
use syn::{Attribute, Expr, LitStr, Path, Signature, Type, Visibility};

/// What the guard asks for; the only difference between the attributes.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// What one guard asks for, in place of what the manager says.
#[derive(Clone)]
pub(crate) struct Policy {
    pub(crate) requirement: Requirement,
    /// In seconds.
    pub(crate) within: Option<u64>,
    pub(crate) login_view: Option<LitStr>,
    pub(crate) refresh_view: Option<LitStr>,
    pub(crate) unauthorized: Option<Path>,
    /// A function from `&User` to `bool`.
    pub(crate) test: Option<Expr>,
    /// Where the runtime crate is found, if not at `::login`.
    pub(crate) runtime: Option<Path>,
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
    pub(crate) policy: Policy,
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
