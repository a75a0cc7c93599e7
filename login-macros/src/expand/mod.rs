//! Turns a model into tokens, which cannot fail. Errors become tokens here as well: the unchanged item and
//! the compile errors next to it.

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

/// Expands `#[login_required]` and the other guards.
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

/// Expands a `#[login_not_required]` that is not inside a guarded item.
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

/// Expands `#[derive(UserMixin)]`.
pub(crate) fn user_mixin_or_errors(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<UserInput>(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    // A type that borrows cannot be a user, so it does not even get a stub.
    let borrows = input.generics.lifetimes().next().is_some();
    let stub = (!borrows).then(|| user::stub(&input));
    match lower::user(input) {
        Ok(model) => user::expand(&model),
        Err(errors) => {
            // The type still becomes a user type, so that one mistake is not reported at every use of it.
            let mut tokens = errors.write_errors();
            tokens.extend(stub);
            tokens
        }
    }
}

#[cfg(test)]
mod tests;
