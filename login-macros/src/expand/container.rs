//! Expands a module or an `impl` block with its handlers guarded.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{signature, stand_in, tokens, wrapper};
use crate::model::{Container, Form, Item};

pub(super) fn expand(container: &Container) -> TokenStream {
    let Container {
        merged,
        attributes,
        head,
        brace,
        inner_attributes,
        items,
    } = container;
    let merged = merged.iter().map(tokens::keep_name);
    let mut expansion = quote!(#(#merged)* #(#attributes)* #head);
    brace.surround(&mut expansion, |content| {
        content.extend(quote!(#(#inner_attributes)*));
        for item in items {
            content.extend(expand_item(item));
        }
    });
    expansion
}

pub(super) fn expand_item(item: &Item) -> TokenStream {
    match item {
        Item::Guarded(guard) => match guard.form {
            Form::Signature => signature::expand(guard),
            Form::Wrapper(place) => wrapper::expand(guard, place),
        },
        Item::Cases(cases) => cases.iter().map(expand_item).collect(),
        Item::Mistaken(function, runtime) => stand_in::expand(function, runtime.as_ref()),
        Item::Nested(nested) => expand(nested),
        Item::AsItIs(item) => item.to_token_stream(),
        Item::Named(mark) => tokens::keep_name(mark),
    }
}
