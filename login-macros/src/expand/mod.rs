//! From a model to tokens; it cannot fail. Errors end here as well: the item as it was, and
//! the errors beside it.

mod container;
mod guard;
mod user_mixin;

use proc_macro2::{Ident, Span, TokenStream};
use quote::format_ident;
use syn::parse::{ParseStream, Parser};

use crate::{
    lower,
    model::Requirement,
    parse::{Container, Handler, UserInput},
};

/// `#[login_required]` and its kin.
pub(crate) fn guard_or_errors(
    requirement: Requirement,
    arguments: TokenStream,
    item: TokenStream,
) -> TokenStream {
    let begins_container = |input: ParseStream<'_>| Ok((Container::begins(input), skip(input)?).0);
    let expansion = if begins_container.parse2(item.clone()).unwrap_or_default() {
        let container = syn::parse2::<Container>(item.clone());
        lower::container(requirement, arguments, container).map(|model| container::expand(&model))
    } else {
        let handler = syn::parse2::<Handler>(item.clone());
        lower::guard(requirement, arguments, handler).map(|model| guard::expand(&model))
    };
    match expansion {
        Ok(expansion) => expansion,
        Err(errors) => {
            // Unguarded, but not to be compiled either: an error stands beside it.
            let mut tokens = item;
            tokens.extend(errors.write_errors());
            tokens
        }
    }
}

/// The rest of the input.
fn skip(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    input.parse()
}

/// `#[login_not_required]` where no guarded item is around it.
pub(crate) fn not_required(item: TokenStream) -> TokenStream {
    let error = syn::Error::new(
        Span::call_site(),
        "`login_not_required` opens a function in a guarded `mod` or `impl`, and this is in none; \
         remove it",
    );
    let mut tokens = item;
    tokens.extend(error.to_compile_error());
    tokens
}

/// `#[derive(UserMixin)]`.
pub(crate) fn user_mixin_or_errors(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<UserInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let stub = user_mixin::stub(&input);
    match lower::user(input) {
        Ok(model) => user_mixin::expand(&model),
        Err(errors) => {
            // A user type all the same: one mistake is not to be told at every use of it.
            let mut tokens = errors.write_errors();
            tokens.extend(stub);
            tokens
        }
    }
}

/// A name that no user's constant or function has.
fn generated(name: &str) -> Ident {
    format_ident!("__login_{name}", span = Span::mixed_site())
}

#[cfg(test)]
mod tests;
