//! Lowers a handler of the usual form with a guard that has no options. The names in its tokens
//! replace what the parser would find out about it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::form::{ADMISSIONS, EXTRACTORS, PARTIAL, RESPONSES, is_placeholder};
use crate::{
    model::{Argument, ArgumentKind, GuardKind, Usual},
    parse::{UsualArgument, UsualHandler, split},
};

/// Returns `None` if anything about the handler is unusual.
pub(crate) fn usual(
    kind: GuardKind,
    attribute_arguments: &TokenStream,
    item: &TokenStream,
) -> Option<Usual> {
    let fresh = match kind {
        GuardKind::Login => false,
        GuardKind::FreshLogin => true,
        GuardKind::Role | GuardKind::Permission => return None,
    };
    if !attribute_arguments.is_empty() {
        return None;
    }
    let handler = UsualHandler::of_item(item)?;
    let is_for_the_parser = handler.attributes().any(is_for_the_parser);
    if is_for_the_parser || handler.is_called("main") || !is_response(handler.answer()) {
        return None;
    }
    let arguments: Option<Vec<Argument>> = handler.arguments.iter().map(argument).collect();
    Some(Usual {
        fresh,
        arguments: arguments?,
        head: handler.head,
        parentheses: handler.parentheses,
        tail: handler.tail,
    })
}

/// Returns whether the attribute may be a guard, which would have to be merged, or one that reads the
/// handler's signature, or a conditional form of either.
fn is_for_the_parser(attribute: TokenStream) -> bool {
    const OTHERS: [&str; 2] = ["utoipa", "cfg_attr"];
    let first = attribute.clone().into_iter().next();
    if matches!(first, Some(TokenTree::Group(_))) {
        // It came through a `macro_rules!` in an invisible group.
        return true;
    }
    let mut path = attribute
        .into_iter()
        .take_while(|token| matches!(token, TokenTree::Ident(_) | TokenTree::Punct(_)));
    path.any(|token| match token {
        TokenTree::Ident(name) => {
            let is_guard = GuardKind::ALL.iter().any(|kind| name == kind.name());
            is_guard || OTHERS.iter().any(|other| name == other)
        }
        _ => false,
    })
}

fn argument(argument: &UsualArgument) -> Option<Argument> {
    let begins_as_tuple = matches!(argument.pattern.first(), Some(TokenTree::Group(_)));
    if begins_as_tuple || argument.pattern.iter().cloned().any(may_not_match) {
        return None;
    }
    Some(Argument {
        pattern: argument.pattern.iter().cloned().collect(),
        ty: argument.ty.iter().cloned().collect(),
        kind: kind_of(&argument.ty)?,
    })
}

/// Returns whether the compiler may reject a part of a pattern.
fn may_not_match(part: TokenTree) -> bool {
    match part {
        TokenTree::Ident(name) => PARTIAL.iter().any(|partial| name == partial),
        TokenTree::Literal(_) => true,
        TokenTree::Group(group) => {
            group.delimiter() == Delimiter::Bracket || group.stream().into_iter().any(may_not_match)
        }
        TokenTree::Punct(_) => false,
    }
}

fn kind_of(ty: &[TokenTree]) -> Option<ArgumentKind> {
    let (name, parameters) = named(ty)?;
    if ty.iter().any(is_placeholder) {
        return Some(ArgumentKind::Extractor);
    }
    Some(match (&*name, parameters.as_slice()) {
        // The handler already has a guard, which only the parser's path can handle.
        (name, _) if ADMISSIONS.contains(&name) => return None,
        ("CurrentUser", [_, ..]) => ArgumentKind::User,
        ("Option", [inner]) if kind_of(inner) == Some(ArgumentKind::User) => ArgumentKind::User,
        (name, _) if EXTRACTORS.contains(&name) => ArgumentKind::Extractor,
        _ => ArgumentKind::Any,
    })
}

/// Returns whether a return type is a response by its name.
fn is_response(answer: &[TokenTree]) -> bool {
    let is_static_text = |tokens: &[TokenTree]| match tokens {
        [
            TokenTree::Punct(sign),
            TokenTree::Punct(_),
            TokenTree::Ident(_),
            TokenTree::Ident(text),
        ] => sign.as_char() == '&' && text == "str",
        _ => false,
    };
    if let [TokenTree::Ident(first), bound @ ..] = answer
        && first == "impl"
    {
        return matches!(named(bound), Some((name, parameters)) if name == "Responder" && parameters.is_empty());
    }
    let Some((name, parameters)) = named(answer) else {
        return is_static_text(answer);
    };
    let is_error = |error: &[TokenTree]| matches!(named(error), Some((name, parameters)) if name == "Error" && parameters.is_empty());
    match parameters.as_slice() {
        [] => RESPONSES.contains(&&*name),
        [response] => name == "Result" && is_response(response),
        [response, error] => name == "Result" && is_response(response) && is_error(error),
        _ => false,
    }
}

/// Returns the last name of a type that is a path, and its parameters.
fn named(ty: &[TokenTree]) -> Option<(String, Vec<&[TokenTree]>)> {
    let is_bracket =
        |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '<');
    let end = ty.iter().position(is_bracket).unwrap_or(ty.len());
    let (path, parameters) = ty.split_at_checked(end)?;
    let is_path = path.iter().all(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(sign) => sign.as_char() == ':',
        _ => false,
    });
    let is_one_word_beside_another =
        |pair: &[TokenTree]| matches!(pair, [TokenTree::Ident(_), TokenTree::Ident(_)]);
    let Some(TokenTree::Ident(name)) = path.last() else {
        return None;
    };
    if !is_path || path.windows(2).any(is_one_word_beside_another) {
        return None;
    }
    let parameters = match parameters {
        [] => Vec::new(),
        [_, inner @ .., TokenTree::Punct(last)] if last.as_char() == '>' => split(inner)?,
        _ => return None,
    };
    Some((name.to_string(), parameters))
}
