//! A replacement for a handler with a mistake.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Path, Signature};

use super::tokens::{self, generated, private};
use crate::model::Function;

/// Replaces a handler with a mistake, so that its route does not cause a second error. The handler is
/// nested inside, so that editors still understand it.
pub(super) fn expand(function: &Function, runtime: Option<&Path>) -> TokenStream {
    let Function {
        attributes,
        visibility,
        signature,
        body,
    } = function;
    let Signature {
        fn_token,
        ident,
        generics,
        ..
    } = signature;
    let (outer_attributes, inner_attributes) = tokens::apart(attributes);
    let handler = quote!(#(#inner_attributes)* #signature #body);
    if ident == "main" {
        return quote!(#visibility fn #ident() { #[allow(dead_code)] #handler });
    }
    let where_clause = &generics.where_clause;
    let runtime = private(runtime, Span::call_site());
    let request = generated("request");
    quote! {
        #(#outer_attributes)*
        #visibility async #fn_token #ident #generics (
            #request: #runtime::Unguarded,
        ) -> #runtime::HttpResponse #where_clause {
            #[allow(dead_code)]
            #handler
            loop {}
        }
    }
}
