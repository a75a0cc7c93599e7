//! Parses an inline module or an `impl` block, item by item. Bodies of functions are not parsed.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Ident, Signature, Token, Visibility, braced,
    ext::IdentExt,
    parse::{Parse, ParseStream, Parser},
    token::Brace,
};

use super::{
    fragments::open_each,
    handler::{Handler, begins_function},
};

pub(crate) struct Container {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) kind: ContainerKind,
    /// All tokens before the braces.
    pub(crate) head: TokenStream,
    pub(crate) brace: Brace,
    pub(crate) inner_attributes: Vec<Attribute>,
    pub(crate) items: Vec<ContainerItem>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ContainerKind {
    Module,
    InherentImpl,
    /// A trait, or the implementation of one. The trait determines the signatures of its functions.
    OfTrait,
}

pub(crate) enum ContainerItem {
    Function(Box<Handler>),
    /// A module, an `impl` block or a trait, which may contain handlers.
    Nested(Box<Container>),
    Other(TokenStream),
}

impl Container {
    /// Returns whether an item is a module or an `impl` block: of the words `fn`, `mod` and `impl` outside
    /// of all brackets, `mod` or `impl` comes first.
    pub(crate) fn is_item(item: &TokenStream) -> bool {
        let words = item.clone().into_iter().filter_map(|token| match token {
            TokenTree::Ident(word) => Some(word),
            _ => None,
        });
        let mut kinds = words.filter(|word| word == "fn" || word == "mod" || word == "impl");
        kinds.next().is_some_and(|first| first != "fn")
    }

    /// Returns whether a module, an `impl` block or a trait begins here, after attributes and visibility.
    fn begins_inside(input: ParseStream<'_>) -> bool {
        let ahead = input.fork();
        let skipped = ahead
            .call(Attribute::parse_outer)
            .and_then(|_| ahead.parse::<Visibility>());
        if ahead.peek(Token![unsafe]) {
            return ahead.peek2(Token![impl]) || ahead.peek2(Token![trait]);
        }
        skipped.is_ok()
            && (ahead.peek(Token![mod]) || ahead.peek(Token![impl]) || ahead.peek(Token![trait]))
    }
}

impl Parse for Container {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let mut head = input.parse::<Visibility>()?.into_token_stream();
        let is_module = input.peek(Token![mod]);
        let mut of_trait = input.peek(Token![trait]) || input.peek2(Token![trait]);
        let mut angles = Angles::default();
        while angles.are_open() || !input.peek(Brace) {
            if input.is_empty() || (is_module && input.peek(Token![;])) {
                return Err(syn::Error::new_spanned(
                    &head,
                    "an attribute cannot see into another file; write an inline module in that file, or guard its handlers one by one",
                ));
            }
            // `for<'a>` begins a bound, not the type after a trait.
            of_trait |= input.peek(Token![for]) && !input.peek2(Token![<]);
            let token = input.parse::<TokenTree>()?;
            angles.see(&token);
            head.extend([token]);
        }
        let content;
        let brace = braced!(content in input);
        let inner_attributes = content.call(Attribute::parse_inner)?;
        let items = items.parse2(open_each(content.parse()?))?;
        let kind = match (is_module, of_trait) {
            (true, _) => ContainerKind::Module,
            (false, false) => ContainerKind::InherentImpl,
            (false, true) => ContainerKind::OfTrait,
        };
        Ok(Self {
            attributes,
            kind,
            head,
            brace,
            inner_attributes,
            items,
        })
    }
}

fn items(input: ParseStream<'_>) -> syn::Result<Vec<ContainerItem>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(input.parse()?);
    }
    Ok(items)
}

impl Parse for ContainerItem {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if Container::begins_inside(input) {
            return Ok(Self::Nested(Box::new(input.parse()?)));
        }
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        if begins_function(input) {
            let signature: Signature = input.parse()?;
            let body = input.parse::<TokenTree>()?.into();
            return Ok(Self::Function(Box::new(Handler {
                attributes,
                visibility,
                signature,
                body,
            })));
        }
        let mut item = TokenStream::new();
        for attribute in &attributes {
            attribute.to_tokens(&mut item);
        }
        visibility.to_tokens(&mut item);
        take_item(input, &mut item)?;
        Ok(Self::Other(item))
    }
}

/// Tracks the nesting depth in `<…>`, where braces contain a constant.
#[derive(Default)]
struct Angles {
    depth: usize,
    after_arrow_shaft: bool,
}

impl Angles {
    fn see(&mut self, token: &TokenTree) {
        let punct = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match punct {
            '<' => self.depth += 1,
            '>' if !self.after_arrow_shaft => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.after_arrow_shaft = matches!(punct, '-' | '=');
    }

    fn are_open(&self) -> bool {
        self.depth > 0
    }
}

/// Takes all tokens up to the end of an item: its semicolon, or its braces if it does not end with a
/// semicolon.
fn take_item(input: ParseStream<'_>, item: &mut TokenStream) -> syn::Result<()> {
    const END_WITH_SEMICOLON: [&str; 5] = ["use", "const", "static", "type", "extern"];
    let first = input.fork().call(Ident::parse_any);
    let needs_semicolon = first.is_ok_and(|first| {
        END_WITH_SEMICOLON.iter().any(|keyword| first == keyword)
            && !(first == "extern" && is_foreign_block(input))
    });
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !needs_semicolon,
            _ => false,
        };
        item.extend([token]);
        if ends {
            break;
        }
    }
    Ok(())
}

/// Returns whether this is `extern "C" { … }`, as opposed to `extern crate …;`.
fn is_foreign_block(input: ParseStream<'_>) -> bool {
    !(input.peek(Token![extern]) && input.peek2(Token![crate]))
}

impl ToTokens for Container {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attribute in &self.attributes {
            attribute.to_tokens(tokens);
        }
        self.head.to_tokens(tokens);
        self.brace.surround(tokens, |content| {
            let inner_attributes = &self.inner_attributes;
            content.extend(quote!(#(#inner_attributes)*));
            for item in &self.items {
                match item {
                    ContainerItem::Function(function) => function.to_tokens(content),
                    ContainerItem::Nested(nested) => nested.to_tokens(content),
                    ContainerItem::Other(item) => item.to_tokens(content),
                }
            }
        });
    }
}
