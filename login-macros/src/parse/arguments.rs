//! The arguments of our attributes: `key`, `key = value`, and plain values.

use proc_macro2::TokenStream;
use syn::{
    Expr, ExprPath, Ident, Path, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    token::Bracket,
};

/// An option, as written.
pub(crate) struct Pair {
    pub(crate) key: Ident,
    pub(crate) value: Option<Expr>,
}

/// Values, and options after or between them.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) values: Vec<Expr>,
    pub(crate) pairs: Vec<Pair>,
}

/// Parses `key`, `key = value`, … Anything else is a syntax error.
pub(crate) fn pairs(arguments: TokenStream) -> syn::Result<Vec<Pair>> {
    let parse = |input: ParseStream<'_>| {
        let mut pairs = Vec::new();
        while !input.is_empty() {
            pairs.push(pair(input)?);
            end_of_argument(input)?;
        }
        Ok(pairs)
    };
    parse.parse2(arguments)
}

/// Parses `value, …, key = value, …`.
pub(crate) fn arguments(arguments: TokenStream) -> syn::Result<Arguments> {
    let parse = |input: ParseStream<'_>| {
        let mut arguments = Arguments::default();
        while !input.is_empty() {
            if input.peek(Ident::peek_any) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
                arguments.pairs.push(pair(input)?);
            } else {
                arguments.values.push(expression(input)?);
            }
            end_of_argument(input)?;
        }
        Ok(arguments)
    };
    parse.parse2(arguments)
}

/// Returns the path of the runtime crate, given by `crate = path`.
pub(crate) fn runtime_in(pairs: Vec<Pair>) -> Option<Path> {
    let named = pairs.into_iter().find(|pair| pair.key == "crate")?;
    match named.value? {
        Expr::Path(ExprPath { path, .. }) => Some(path),
        _ => None,
    }
}

fn pair(input: ParseStream<'_>) -> syn::Result<Pair> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error("expected an option; write it as `name = value`"));
    }
    let key = input.call(Ident::parse_any)?;
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        if input.is_empty() || input.peek(Token![,]) {
            let message = format!("`{key}` has no value; write one after the `=`");
            return Err(syn::Error::new_spanned(&key, message));
        }
        Some(expression(input)?)
    } else {
        None
    };
    Ok(Pair { key, value })
}

/// Parses an expression, and removes the invisible group around one that came through a `macro_rules!`.
fn expression(input: ParseStream<'_>) -> syn::Result<Expr> {
    let group = input.fork().call(Ident::parse_any);
    if input.peek2(Bracket)
        && let Ok(group) = group
        && (group == "any" || group == "all")
    {
        let message = format!("`{group}` takes parentheses; write `{group}(…)`");
        return Err(syn::Error::new_spanned(&group, message));
    }
    let mut expression: Expr = input.parse()?;
    while let Expr::Group(group) = expression {
        expression = *group.expr;
    }
    Ok(expression)
}

fn end_of_argument(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
        return Ok(());
    }
    Err(input.error("unexpected token; write a `,` before another argument, or remove it"))
}
