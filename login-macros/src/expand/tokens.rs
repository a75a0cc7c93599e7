//! Names and source positions of generated code.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{Attribute, Path, spanned::Spanned};

use crate::{model::Merged, parse::cfg_attr_names};

/// Returns an identifier that cannot collide with a constant or function of the user.
pub(super) fn generated(name: &str) -> Ident {
    format_ident!("__login_{name}", span = Span::mixed_site())
}

/// Returns the path of the runtime crate, located at one place of the source.
pub(super) fn runtime(named: Option<&Path>, place: Span) -> TokenStream {
    let Some(path) = named else {
        return quote_spanned!(place=> ::login);
    };
    located_at(place, path.to_token_stream())
}

/// Returns the path of the runtime's module that expansions call, located at one place of the source.
pub(super) fn private(named: Option<&Path>, place: Span) -> TokenStream {
    let runtime = runtime(named, place);
    quote_spanned!(place=> #runtime::__private)
}

/// Returns the same tokens with the same hygiene, all located at one place of the source.
pub(super) fn located_at(place: Span, tokens: TokenStream) -> TokenStream {
    let located = tokens.into_iter().map(|token| {
        let span = token.span().located_at(place);
        let mut token = match token {
            TokenTree::Group(group) => {
                let inner = located_at(place, group.stream());
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            token => token,
        };
        token.set_span(span);
        token
    });
    located.collect()
}

const MERGED: &str = "__login_merged";

/// Writes an item that only names an attribute which has been processed. Our own attributes expand it to
/// nothing. With another crate's attribute of that name, which was mistaken for ours, it does not compile.
pub(super) fn keep_name(Merged(attribute): &Merged) -> TokenStream {
    let merged = Ident::new(MERGED, Span::call_site());
    let name = attribute.segments.last().map(|last| last.ident.to_string());
    let name = name.unwrap_or_default();
    let message = format!(
        "this is not the attribute of `login`; write `use login::{name};`, \
         or, if another crate's is meant, its path, as in `#[other::{name}]`",
    );
    let place = attribute.span();
    quote_spanned!(place=> #[#attribute(#merged)] const _: () = ::core::compile_error!(#message);)
}

/// Returns whether an attribute is on such an item.
pub(super) fn is_kept_name(arguments: &TokenStream, item: &TokenStream) -> bool {
    let begins_with = |tokens: &TokenStream, word: &str| {
        let first = tokens.clone().into_iter().next();
        matches!(first, Some(TokenTree::Ident(first)) if first == word)
    };
    // A `const` can never be a handler, so nobody can open a handler by writing our marker.
    let is_constant = || {
        item.clone()
            .into_iter()
            .nth(1)
            .is_some_and(|name| name.to_string() == "_")
    };
    begins_with(arguments, MERGED) && begins_with(item, "const") && is_constant()
}

/// Returns whether an attribute is `#[cfg(…)]`, or a `#[cfg_attr(…)]` that may become one.
pub(super) fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || cfg_attr_names(attribute, "cfg")
}

/// Splits the attributes of a handler into those of the visible function and those that stay with the code.
/// `#[instrument]` stays with the code, because it needs the arguments. All others go to the visible
/// function: routes, documentation, conditions, lints. Unknown attributes do as well, because one of them
/// may register its function as a handler, which must be the guarded one.
pub(super) fn apart(attributes: &[Attribute]) -> (Vec<&Attribute>, Vec<&Attribute>) {
    attributes.iter().partition(|attribute| {
        let last = attribute.path().segments.last();
        last.is_none_or(|last| last.ident != "instrument")
    })
}
