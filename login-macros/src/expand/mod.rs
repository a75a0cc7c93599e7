//! From a model to tokens; it cannot fail. Errors end here as well: the item as it was, and
//! the errors beside it.

mod guard;
mod user_mixin;

use darling::FromDeriveInput;
use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::{
    lower,
    model::Requirement,
    parse::{Handler, UserInput},
};

/// `#[login_required]` and its kin.
pub(crate) fn guard_or_errors(
    requirement: Requirement,
    arguments: &TokenStream,
    item: TokenStream,
) -> TokenStream {
    let handler = syn::parse2::<Handler>(item.clone());
    match lower::guard(requirement, arguments, handler) {
        Ok(model) => guard::expand(&model),
        Err(errors) => {
            // Unguarded, but not to be compiled either: an error stands beside it.
            let mut tokens = item;
            tokens.extend(errors.write_errors());
            tokens
        }
    }
}

/// `#[derive(UserMixin)]`.
pub(crate) fn user_mixin_or_errors(item: TokenStream) -> TokenStream {
    let input = syn::parse2::<DeriveInput>(item)
        .map_err(darling::Error::from)
        .and_then(|input| UserInput::from_derive_input(&input).map_err(darling::Error::flatten));
    match lower::user(input) {
        Ok(model) => user_mixin::expand(&model),
        Err(errors) => errors.write_errors(),
    }
}

#[cfg(test)]
mod tests;
