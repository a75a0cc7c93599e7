//! A module or an `impl` block, put together again with its handlers guarded.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::guard;
use crate::model::{Container, Item};

pub(super) fn expand(container: &Container) -> TokenStream {
    let Container {
        attributes,
        head,
        brace,
        inner_attributes,
        items,
    } = container;
    let mut expansion = quote!(#(#attributes)* #head);
    brace.surround(&mut expansion, |content| {
        content.extend(quote!(#(#inner_attributes)*));
        for item in items {
            match item {
                Item::Guarded(guard) => content.extend(guard::expand(guard)),
                Item::Nested(nested) => content.extend(expand(nested)),
                Item::AsItIs(item) => item.to_tokens(content),
            }
        }
    });
    expansion
}
