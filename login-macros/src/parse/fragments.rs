//! Items that came through a `macro_rules!` as `$item:item`. Each is wrapped in brackets that
//! cannot be seen, which would hide where it ends, and the items after it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The same item without such brackets around it.
pub(crate) fn open(item: TokenStream) -> TokenStream {
    let mut tokens = item.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if is_wrapped_item(&group) => open(group.stream()),
        _ => item,
    }
}

/// The same for each of several items.
pub(super) fn open_each(items: TokenStream) -> TokenStream {
    let opened = items.into_iter().map(|token| match token {
        TokenTree::Group(group) if is_wrapped_item(&group) => open_each(group.stream()),
        token => token.into(),
    });
    opened.collect()
}

/// Other fragments, such as types and expressions, keep their brackets: they hold them
/// together.
pub(super) fn is_wrapped_item(group: &Group) -> bool {
    group.delimiter() == Delimiter::None && syn::parse2::<syn::Item>(group.stream()).is_ok()
}
