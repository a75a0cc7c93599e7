//! Parses a function without its body: incomplete code in the body must not make the whole function
//! unknown to the editor.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, LitStr, Signature, Token, Visibility,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

pub(crate) struct Handler {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: TokenStream,
}

impl Handler {
    /// Returns whether the function has no body, as in a trait.
    pub(crate) fn is_only_declared(&self) -> bool {
        let first = self.body.clone().into_iter().next();
        first.is_none_or(|first| matches!(first, TokenTree::Punct(_)))
    }

    /// Parses everything but the body. Parsing the body would take time and is not needed.
    pub(crate) fn of_item(item: TokenStream) -> syn::Result<Self> {
        let mut head: Vec<TokenTree> = item.into_iter().collect();
        let body = head.pop_if(|last| match last {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        });
        let parse = |input: ParseStream<'_>| {
            let attributes = input.call(Attribute::parse_outer)?;
            let visibility = input.parse()?;
            check_item_kind(input)?;
            Ok(Self {
                attributes,
                visibility,
                signature: input.parse()?,
                body: input.parse()?,
            })
        };
        let mut handler = parse.parse2(head.into_iter().collect())?;
        handler.body.extend(body);
        Ok(handler)
    }
}

/// Returns whether a function begins here, after attributes and visibility.
pub(super) fn begins_function(input: ParseStream<'_>) -> bool {
    if input.peek(Token![async]) || input.peek(Token![fn]) {
        return true;
    }
    let ahead = input.fork();
    let is_qualifier = |ahead: ParseStream<'_>| {
        ahead.peek(Token![const])
            || ahead.peek(Token![async])
            || ahead.peek(Token![unsafe])
            || ahead.peek(Token![extern])
            || ahead.peek(LitStr)
    };
    while is_qualifier(&ahead) {
        if ahead.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    ahead.peek(Token![fn])
}

/// Returns an error that names the kind of item if it is not a function.
fn check_item_kind(input: ParseStream<'_>) -> syn::Result<()> {
    if begins_function(input) {
        return Ok(());
    }
    let found = match input.fork().call(Ident::parse_any) {
        Ok(keyword) => format!("found `{keyword}`"),
        Err(_) => "found something else".to_owned(),
    };
    Err(input.error(format!(
        "expected a handler, {found}; put the attribute on an `async fn`, \
         or on a `mod` or `impl` block of handlers"
    )))
}

impl ToTokens for Handler {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attributes,
            visibility,
            signature,
            body,
        } = self;
        tokens.extend(quote!(#(#attributes)* #visibility #signature #body));
    }
}
