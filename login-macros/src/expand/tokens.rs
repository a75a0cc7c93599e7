//! Names and places of what is generated.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::{Attribute, Path, spanned::Spanned};

use crate::{model::Merged, parse::cfg_attr_names};

/// A name that no user's constant or function has.
pub(super) fn generated(name: &str) -> Ident {
    format_ident!("__login_{name}", span = Span::mixed_site())
}

/// The runtime crate, named in one place of the source.
pub(super) fn runtime(named: Option<&Path>, place: Span) -> TokenStream {
    let Some(path) = named else {
        return quote_spanned!(place=> ::login);
    };
    located_at(place, path.to_token_stream())
}

/// The module of the runtime that expansions call, named in one place of the source.
pub(super) fn private(named: Option<&Path>, place: Span) -> TokenStream {
    let runtime = runtime(named, place);
    quote_spanned!(place=> #runtime::__private)
}

/// The same tokens with the same hygiene, but all in one place of the source.
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

/// An item that is nothing but the name of an attribute that has done its work. Ours makes
/// nothing of it; another's of the same name, which was taken for ours, does not compile.
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

/// Whether an attribute stands on such an item.
pub(super) fn is_kept_name(arguments: &TokenStream, item: &TokenStream) -> bool {
    let begins_with = |tokens: &TokenStream, word: &str| {
        let first = tokens.clone().into_iter().next();
        matches!(first, Some(TokenTree::Ident(first)) if first == word)
    };
    // A `const` can never be a handler, so that nobody opens one by writing our word.
    let is_constant = || {
        item.clone()
            .into_iter()
            .nth(1)
            .is_some_and(|name| name.to_string() == "_")
    };
    begins_with(arguments, MERGED) && begins_with(item, "const") && is_constant()
}

/// `#[cfg(…)]`, and a `#[cfg_attr(…)]` that may become one.
pub(super) fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || cfg_attr_names(attribute, "cfg")
}

/// Attributes of a handler in a function of its name. Those about the code stay with it:
/// `#[instrument]` wants to see the arguments. All others go to the function that is seen:
/// routes, documentation, conditions, lints. So do those that are not known here: one of them
/// may register the function that it stands on as a handler, and that must be the guarded one.
pub(super) fn apart(attributes: &[Attribute]) -> (Vec<&Attribute>, Vec<&Attribute>) {
    attributes.iter().partition(|attribute| {
        let last = attribute.path().segments.last();
        last.is_none_or(|last| last.ident != "instrument")
    })
}
