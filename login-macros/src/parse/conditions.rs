//! Conditional attributes.

use proc_macro2::TokenTree;
use syn::{Attribute, Meta};

/// Returns whether an attribute is a `#[cfg_attr(…)]` that contains a word.
pub(crate) fn cfg_attr_names(attribute: &Attribute, word: &str) -> bool {
    let Meta::List(list) = &attribute.meta else {
        return false;
    };
    let mut tokens = list.tokens.clone().into_iter();
    list.path.is_ident("cfg_attr")
        && tokens.any(|token| matches!(token, TokenTree::Ident(ident) if ident == word))
}
