//! From a model to tokens; it cannot fail. Errors end here as well: the item as it was, and
//! the errors beside it.

mod checks;
mod container;
mod requirement;
mod signature;
mod stand_in;
mod tokens;
mod user;
mod wrapper;

use darling::Error;
use proc_macro2::{Span, TokenStream};

use crate::{
    lower,
    model::GuardKind,
    parse::{self, Container, Handler, UserInput},
};

/// `#[login_required]` and its kin.
pub(crate) fn guard_or_errors(
    kind: GuardKind,
    arguments: TokenStream,
    item: TokenStream,
) -> TokenStream {
    if tokens::is_kept_name(&arguments, &item) {
        return TokenStream::new();
    }
    if let Some(usual) = lower::usual(kind, &arguments, &item) {
        return signature::expand_usual(usual);
    }
    let item = parse::open(item);
    let mut errors = Error::accumulator();
    let lowered = if Container::is_item(&item) {
        syn::parse2::<Container>(item.clone()).map(|container| {
            let container = lower::container(kind, arguments, container, &mut errors);
            container::expand(&container)
        })
    } else {
        Handler::of_item(item.clone()).map(|handler| {
            let item = lower::guard(kind, arguments, handler, &mut errors);
            container::expand_item(&item)
        })
    };
    let mut expansion = lowered.unwrap_or_else(|error| {
        errors.push(error.into());
        item
    });
    if let Err(errors) = errors.finish() {
        expansion.extend(errors.write_errors());
    }
    expansion
}

/// `#[login_not_required]` where no guarded item is around it.
pub(crate) fn not_required(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    if tokens::is_kept_name(arguments, &item) {
        return TokenStream::new();
    }
    let error = syn::Error::new(
        Span::call_site(),
        "`login_not_required` has an effect only in a guarded `mod` or `impl` block, under this name \
         and without `cfg_attr`; write it there, or remove it",
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
    // What borrows can be no user, not even for the time being.
    let borrows = input.generics.lifetimes().next().is_some();
    let stub = (!borrows).then(|| user::stub(&input));
    match lower::user(input) {
        Ok(model) => user::expand(&model),
        Err(errors) => {
            // A user type all the same: one mistake is not to be told at every use of it.
            let mut tokens = errors.write_errors();
            tokens.extend(stub);
            tokens
        }
    }
}

#[cfg(test)]
mod tests;
