//! `key`, `key = value`, … as in the arguments of our attributes.

use proc_macro2::TokenStream;
use syn::{
    Expr, Ident, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

/// One of them, as written.
pub(crate) struct Pair {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
}

/// All of them; what is no list of such is an error of the parser's.
pub(crate) fn pairs(arguments: TokenStream) -> syn::Result<Vec<Pair>> {
    let parse = |input: ParseStream<'_>| {
        let mut pairs = Vec::new();
        while !input.is_empty() {
            if !input.peek(Ident::peek_any) {
                return Err(input.error("expected an option; write it as `name = value`"));
            }
            let key = input.call(Ident::parse_any)?;
            let value = if input.peek(Token![=]) {
                input.parse::<Token![=]>()?;
                Some(input.parse()?)
            } else {
                None
            };
            pairs.push(Pair { key, value });
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(pairs)
    };
    parse.parse2(arguments)
}
