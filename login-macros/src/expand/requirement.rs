//! Writes a guard's policy as a value of the runtime crate.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use super::tokens::{generated, located_at, private};
use crate::model::Policy;

pub(super) fn expand(policy: &Policy) -> TokenStream {
    let Policy {
        fresh,
        usual_age,
        within,
        login_view,
        refresh_view,
        unauthorized,
        ..
    } = policy;
    let here = private(policy.runtime.as_ref(), Span::call_site());
    let base = if *fresh {
        quote!(#here::Requirement::FRESH_LOGIN)
    } else {
        quote!(#here::Requirement::LOGIN)
    };
    let within = within.map(|seconds| {
        if *usual_age {
            quote!(.within_usual_and(#seconds))
        } else {
            quote!(.within(#seconds))
        }
    });
    let login_view = login_view.as_ref().map(|view| quote!(.login_view(#view)));
    let refresh_view = refresh_view
        .as_ref()
        .map(|view| quote!(.refresh_view(#view)));
    let unauthorized = unauthorized.as_ref().map(|handler| {
        // Every token is located at the path, so that errors about the function are reported there.
        let place = handler.span();
        let there = private(policy.runtime.as_ref(), place);
        let request = located_at(place, generated("request").to_token_stream());
        quote_spanned! {place=>
            .unauthorized(|#request| #there::respond(#handler, #request))
        }
    });
    quote!(#base #within #login_view #refresh_view #unauthorized)
}
