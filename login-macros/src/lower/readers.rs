//! Attributes that describe a handler by its signature, and so must see it as it is written.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Meta};

use super::policy;
use crate::{model::GuardKind, parse::Handler};

/// The handler with its guard moved below the last of them, if there is one. The guard stays
/// on the function, so nobody sees it without.
pub(super) fn before_guard(
    kind: GuardKind,
    arguments: &TokenStream,
    handler: &Handler,
) -> Option<TokenStream> {
    let last = handler.attributes.iter().rposition(is_reader)?;
    let (above, below) = handler.attributes.split_at(last + 1);
    // What is wrong with the arguments is told when the guard's turn comes again.
    let runtime = policy::lower(kind, arguments.clone())
        .ok()
        .and_then(|policy| policy.runtime);
    let runtime = runtime.map_or_else(|| quote!(::login), ToTokens::into_token_stream);
    let name = Ident::new(kind.name(), Span::call_site());
    let guard = if arguments.is_empty() {
        quote!(#[#runtime::#name])
    } else {
        quote!(#[#runtime::#name(#arguments)])
    };
    let Handler {
        attributes: _,
        visibility,
        signature,
        body,
    } = handler;
    Some(quote!(#(#above)* #guard #(#below)* #visibility #signature #body))
}

/// `#[utoipa::path(…)]`, its name alone, or either in a `cfg_attr`.
fn is_reader(attribute: &Attribute) -> bool {
    let path = attribute.path();
    if path.is_ident("cfg_attr") {
        return match &attribute.meta {
            Meta::List(list) => names_utoipa(list.tokens.clone()),
            _ => false,
        };
    }
    let mut segments = path.segments.iter().rev();
    segments.next().is_some_and(|last| last.ident == "path")
        && segments.next().is_none_or(|krate| krate.ident == "utoipa")
}

fn names_utoipa(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter();
    tokens.any(|token| matches!(token, TokenTree::Ident(ident) if ident == "utoipa"))
}
