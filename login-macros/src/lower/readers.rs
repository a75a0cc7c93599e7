//! Attributes that read a handler's signature to describe it, and so must see it as it is written.

use darling::{Error, error::Accumulator};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Path, parse::Parser};

use super::{policy, stack};
use crate::{
    model::{GuardKind, Policy},
    parse::{Handler, cfg_attr_names},
};

/// Moves the guard below such attributes, if there are any. It stays above all other attributes, which
/// may generate code from the function: they see the guarded one.
pub(super) fn before_guard(
    kind: GuardKind,
    arguments: &TokenStream,
    handler: &Handler,
) -> Option<TokenStream> {
    if !has_reader(handler) {
        return None;
    }
    // Errors in the arguments are reported when the guard is expanded again.
    let runtime = policy::runtime(arguments.clone());
    let arguments = (!arguments.is_empty()).then(|| quote!((#arguments)));
    let runtime = runtime.as_ref();
    Some(with_guard_below(handler, kind, runtime, arguments.as_ref()))
}

const AROUND: &str = "__login_around";

/// Does the same for a handler that is guarded by surrounding items. It then carries their guards itself.
pub(super) fn before_guards_around(
    kind: GuardKind,
    policy: &Policy,
    levels: &[TokenStream],
    handler: &Handler,
) -> Option<TokenStream> {
    if !has_reader(handler) {
        return None;
    }
    let around = Ident::new(AROUND, Span::call_site());
    let arguments = quote!((#around #({ #levels })*));
    let runtime = policy.runtime.as_ref();
    Some(with_guard_below(handler, kind, runtime, Some(&arguments)))
}

/// Writes the guards of one item as attributes: the one that is being expanded, and those below it.
pub(super) fn level(
    first: Option<(GuardKind, &TokenStream)>,
    attributes: &[Attribute],
) -> TokenStream {
    let first = first.map(|(kind, arguments)| {
        let name = Ident::new(kind.name(), Span::call_site());
        quote!(#[#name(#arguments)])
    });
    let own = attributes
        .iter()
        .filter(|attribute| stack::kind_of(attribute).is_some());
    quote!(#first #(#own)*)
}

/// Reads the guards of surrounding items that a handler carries.
pub(super) fn carried(arguments: &TokenStream) -> Option<Policy> {
    let mut tokens = arguments.clone().into_iter();
    match tokens.next() {
        Some(TokenTree::Ident(word)) if word == AROUND => {}
        _ => return None,
    }
    // Errors in the arguments were reported where they are written.
    let mut told = Error::accumulator();
    let levels = tokens.map(|level| match level {
        TokenTree::Group(level) if level.delimiter() == Delimiter::Brace => {
            guards_of(level.stream(), &mut told)
        }
        // No expansion writes this, so it is treated as an unknown option.
        _ => None,
    });
    let levels: Option<Vec<Policy>> = levels.collect();
    drop(told.finish());
    let policies = levels?.into_iter();
    policies.reduce(|around, own| stack::within(&around, own))
}

fn guards_of(level: TokenStream, errors: &mut Accumulator) -> Option<Policy> {
    let mut attributes = Attribute::parse_outer.parse2(level).ok()?;
    Some(stack::take_guards(&mut attributes, None, errors).0)
}

fn has_reader(handler: &Handler) -> bool {
    handler.attributes.iter().any(is_reader)
}

fn with_guard_below(
    handler: &Handler,
    kind: GuardKind,
    runtime: Option<&Path>,
    arguments: Option<&TokenStream>,
) -> TokenStream {
    let Handler {
        attributes,
        visibility,
        signature,
        body,
    } = handler;
    let (above, below): (Vec<_>, Vec<_>) = attributes
        .iter()
        .partition(|attribute| is_reader(attribute));
    let runtime = runtime.map_or_else(|| quote!(::login), ToTokens::to_token_stream);
    let name = Ident::new(kind.name(), Span::call_site());
    quote! {
        #(#above)*
        #[#runtime::#name #arguments]
        #(#below)*
        #visibility #signature #body
    }
}

/// Returns whether an attribute is `#[utoipa::path(…)]`, or one in a `cfg_attr`. A plain `path` is built in.
fn is_reader(attribute: &Attribute) -> bool {
    let path = attribute.path();
    let mut segments = path.segments.iter().rev();
    let is_path = segments.next().is_some_and(|last| last.ident == "path")
        && segments.next().is_some_and(|krate| krate.ident == "utoipa");
    is_path || cfg_attr_names(attribute, "utoipa")
}
