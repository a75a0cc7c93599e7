//! A handler of the usual form, taken apart token by token. The parser would do it as well, but
//! it is not optimised in the builds of an application, and most handlers are of this form: for
//! them it would cost more than all else that is done for a guard.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

/// `attributes pub async fn name(pattern: Type, …) -> answer { … }`.
pub(crate) struct UsualHandler {
    /// All before the arguments; the name is the last of it.
    pub(crate) head: Vec<TokenTree>,
    pub(crate) arguments: Vec<UsualArgument>,
    /// The arguments' parentheses.
    pub(crate) parentheses: Span,
    /// The arrow, the answer and the body.
    pub(crate) tail: Vec<TokenTree>,
}

/// `pattern: Type`.
pub(crate) struct UsualArgument {
    pub(crate) pattern: Vec<TokenTree>,
    pub(crate) ty: Vec<TokenTree>,
}

impl UsualHandler {
    /// Nothing if anything about the item is not usual: then it is for the parser.
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

    /// The tokens of the attributes, each with its brackets.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = TokenStream> {
        self.head.windows(2).filter_map(|pair| match pair {
            [TokenTree::Punct(sign), TokenTree::Group(group)] if sign.as_char() == '#' => {
                Some(group.stream())
            }
            _ => None,
        })
    }

    /// Between the arrow and the body.
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

/// Where the colon between pattern and type is: one that is not half of a `::`.
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

/// The parts between commas, those in angle brackets aside; a comma may be the last.
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
            // Of `->`, which is no bracket.
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
