//! Items that came through a `macro_rules!` as `$item:item`. Each one is wrapped in an invisible group,
//! which would hide its end and the items after it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Removes the invisible group around an item.
pub(crate) fn open(item: TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if is_wrapped_item(&group) => open(group.stream()),
        _ => item,
    }
}

/// Removes the invisible groups around several items.
pub(super) fn open_each(items: TokenStream) -> TokenStream {
    let opened = items.into_iter().map(|token| match token {
        TokenTree::Group(group) if is_wrapped_item(&group) => open_each(group.stream()),
        token => token.into(),
    });
    opened.collect()
}

/// Returns whether a group wraps an item. Other fragments, such as types and expressions, keep their groups,
/// which determine the precedence.
pub(super) fn is_wrapped_item(group: &Group) -> bool {
    group.delimiter() == Delimiter::None && syn::parse2::<syn::Item>(group.stream()).is_ok()
}
