//! Splits a handler of the usual form token by token. The parser could do the same, but it is not
//! optimized in builds of an application. Most handlers are of this form, and for them parsing would
//! take longer than everything else that is done for a guard.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

/// `attributes pub async fn name(pattern: Type, …) -> answer { … }`.
pub(crate) struct UsualHandler {
    /// All tokens before the arguments; the last one is the name.
    pub(crate) head: Vec<TokenTree>,
    pub(crate) arguments: Vec<UsualArgument>,
    /// The position of the arguments' parentheses.
    pub(crate) parentheses: Span,
    /// The arrow, the return type and the body.
    pub(crate) tail: Vec<TokenTree>,
}

/// `pattern: Type`.
pub(crate) struct UsualArgument {
    pub(crate) pattern: Vec<TokenTree>,
    pub(crate) ty: Vec<TokenTree>,
}

impl UsualHandler {
    /// Returns `None` if anything about the item is unusual; the parser then handles it.
    pub(crate) fn of_item(item: &TokenStream) -> Option<Self> {
        let mut head: Vec<TokenTree> = item.clone().into_iter().collect();
        let mut rest = head.as_slice();
        while let [TokenTree::Punct(sign), TokenTree::Group(_), after @ ..] = rest
            && sign.as_char() == '#'
        {
            rest = after;
        }
        if let [TokenTree::Ident(word), after @ ..] = rest
            && word == "pub"
        {
            let ([TokenTree::Group(_), after @ ..] | after) = after;
            rest = after;
        }
        let [
            TokenTree::Ident(first),
            TokenTree::Ident(second),
            TokenTree::Ident(_),
            TokenTree::Group(group),
            TokenTree::Punct(dash),
            TokenTree::Punct(arrow),
            ..,
            TokenTree::Group(body),
        ] = rest
        else {
            return None;
        };
        let is_usual = first == "async"
            && second == "fn"
            && group.delimiter() == Delimiter::Parenthesis
            && dash.as_char() == '-'
            && arrow.as_char() == '>'
            && body.delimiter() == Delimiter::Brace;
        if !is_usual {
            return None;
        }
        let arguments = arguments(group.stream())?;
        let parentheses = group.span();
        let before_arguments = head.len() - rest.len() + 3;
        let tail = head.split_off(before_arguments + 1);
        head.truncate(before_arguments);
        Some(Self {
            head,
            arguments,
            parentheses,
            tail,
        })
    }

    /// Returns the tokens of each attribute, with its brackets.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = TokenStream> {
        self.head.windows(2).filter_map(|pair| match pair {
            [TokenTree::Punct(sign), TokenTree::Group(group)] if sign.as_char() == '#' => {
                Some(group.stream())
            }
            _ => None,
        })
    }

    /// Returns the tokens between the arrow and the body.
    pub(crate) fn answer(&self) -> &[TokenTree] {
        match self.tail.as_slice() {
            [_, _, answer @ .., _] => answer,
            _ => &[],
        }
    }

    pub(crate) fn is_called(&self, name: &str) -> bool {
        matches!(self.head.last(), Some(TokenTree::Ident(ident)) if ident == name)
    }
}

fn arguments(tokens: TokenStream) -> Option<Vec<UsualArgument>> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let arguments = split(&tokens)?.into_iter().map(|argument| {
        let (pattern, ty) = argument.split_at_checked(colon(argument)?)?;
        let is_usual = |token: &TokenTree| match token {
            TokenTree::Ident(word) => word != "self",
            TokenTree::Punct(sign) => sign.as_char() != '#',
            _ => true,
        };
        pattern.iter().all(is_usual).then(|| UsualArgument {
            pattern: pattern.to_vec(),
            ty: ty.iter().skip(1).cloned().collect(),
        })
    });
    arguments.collect()
}

/// Returns the position of the colon between pattern and type, which is not part of a `::`.
fn colon(argument: &[TokenTree]) -> Option<usize> {
    let mut in_path = false;
    argument.iter().position(|token| {
        let TokenTree::Punct(sign) = token else {
            return false;
        };
        let is_colon = sign.as_char() == ':';
        let ends_path = std::mem::take(&mut in_path);
        in_path = is_colon && sign.spacing() == Spacing::Joint;
        is_colon && !in_path && !ends_path
    })
}

/// Splits tokens at commas outside of angle brackets. A trailing comma is allowed.
pub(crate) fn split(tokens: &[TokenTree]) -> Option<Vec<&[TokenTree]>> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Punct(punct) = token else {
            continue;
        };
        match punct.as_char() {
            '<' => depth += 1,
            '>' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(tokens.get(start..at)?);
                start = at + 1;
            }
            // This may be part of `->`, whose `>` is not a bracket.
            '-' => return None,
            _ => {}
        }
    }
    if depth > 0 {
        return None;
    }
    let last = tokens.get(start..)?;
    if !last.is_empty() {
        parts.push(last);
    }
    Some(parts)
}
