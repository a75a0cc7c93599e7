//! What can be told of a handler by the names in its signature, and how it is guarded then.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{FnArg, Pat, ReturnType, Signature, Type, TypeParamBound};

use super::names::{ends_in, is_called, type_arguments};
use crate::model::{Argument, ArgumentKind, Form, Place};

/// Extractors of actix-web's own.
pub(super) const EXTRACTORS: [&str; 8] = [
    "HttpRequest",
    "String",
    "Bytes",
    "Data",
    "Path",
    "Query",
    "Form",
    "Json",
];

/// Patterns that do not match all there can be.
pub(super) const PARTIAL: [&str; 6] = ["Some", "None", "Ok", "Err", "Left", "Right"];

/// Types of the arguments that guards make.
pub(super) const ADMISSIONS: [&str; 4] = ["Admit", "LoginAdmit", "FreshLoginAdmit", "Unguarded"];

/// Responses of actix-web's own.
pub(super) const RESPONSES: [&str; 2] = ["HttpResponse", "String"];

pub(super) fn arguments(signature: &Signature) -> Vec<Argument> {
    let typed = |argument: &FnArg| match argument {
        FnArg::Typed(argument) => Some(Argument {
            pattern: argument.pat.to_token_stream(),
            kind: kind_of(&argument.ty),
            ty: argument.ty.to_token_stream(),
        }),
        FnArg::Receiver(_) => None,
    };
    signature.inputs.iter().filter_map(typed).collect()
}

/// A signature is changed only where the compiler's words about it stay with the user's
/// code: generic parameters cannot be checked there, and an answer that is no response would
/// be told by actix-web, on the handler's name.
pub(super) fn form(place: Place, signature: &Signature) -> Form {
    let is_special = signature.inputs.iter().any(|argument| match argument {
        FnArg::Typed(argument) => {
            let may_not_match = match (&*argument.pat, &*argument.ty) {
                (Pat::Tuple(parts), Type::Tuple(_)) => parts.elems.iter().any(may_not_match),
                (pattern, _) => may_not_match(pattern),
            };
            !argument.attrs.is_empty() || may_not_match
        }
        FnArg::Receiver(_) => true,
    });
    let is_generic = !signature.generics.params.is_empty();
    if place == Place::Associated
        || is_special
        || is_generic
        || is_guarded(signature)
        || !answers(&signature.output)
    {
        Form::Wrapper(place)
    } else {
        Form::Signature
    }
}

/// Whether the compiler may have something to say about a pattern: that it is not all there can
/// be, or not of the argument's type.
fn may_not_match(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(name) => name.subpat.is_some(),
        Pat::Wild(_) => false,
        Pat::TupleStruct(pattern) => {
            ends_in(&pattern.path, &PARTIAL)
                || pattern.elems.iter().any(|part| match part {
                    Pat::Tuple(parts) => parts.elems.iter().any(may_not_match),
                    part => may_not_match(part),
                })
        }
        Pat::Struct(pattern) => pattern.fields.iter().any(|field| may_not_match(&field.pat)),
        _ => true,
    }
}

/// Whether a guard was here before: one that was not known as ours by its name, so that the
/// two could not be merged. A second guard type of this handler's name would hide the first.
fn is_guarded(signature: &Signature) -> bool {
    signature.inputs.iter().any(|argument| match argument {
        FnArg::Typed(argument) => is_called(&argument.ty, &ADMISSIONS),
        FnArg::Receiver(_) => false,
    })
}

/// Whether an answer is a response by its name.
fn answers(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => is_response(ty),
    }
}

fn is_response(ty: &Type) -> bool {
    match ty {
        Type::ImplTrait(ty) => ty.bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => ends_in(&bound.path, &["Responder"]),
            _ => false,
        }),
        Type::Reference(ty) => is_called(&ty.elem, &["str"]) && ty.lifetime.is_some(),
        // An `Error` without parameters is actix-web's, or does not compile as an answer.
        _ => match type_arguments(ty).as_slice() {
            [] => is_called(ty, &RESPONSES),
            [response] => is_called(ty, &["Result"]) && is_response(response),
            [response, error] => {
                is_called(ty, &["Result"])
                    && is_response(response)
                    && is_called(error, &["Error"])
                    && type_arguments(error).is_empty()
            }
            _ => false,
        },
    }
}

/// `_`, which the compiler refuses in a signature: it has nothing more to say of a type with it.
pub(super) fn is_placeholder(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(word) if word == "_")
}

pub(super) fn has_placeholder(ty: &Type) -> bool {
    let mut tokens = ty.to_token_stream().into_iter();
    tokens.any(|token| is_placeholder(&token))
}

fn kind_of(ty: &Type) -> ArgumentKind {
    if is_called(ty, &EXTRACTORS) || has_placeholder(ty) {
        ArgumentKind::Extractor
    } else if user_type(ty).is_some() {
        ArgumentKind::User
    } else {
        ArgumentKind::Any
    }
}

/// The type of user that the arguments name, if they do.
pub(super) fn user(signature: &Signature) -> Option<&Type> {
    signature.inputs.iter().find_map(|argument| match argument {
        FnArg::Typed(argument) => user_type(&argument.ty),
        FnArg::Receiver(_) => None,
    })
}

/// `User` of `CurrentUser<User>` or `Option<CurrentUser<User>>`.
fn user_type(ty: &Type) -> Option<&Type> {
    let first = type_arguments(ty).first().copied()?;
    if is_called(ty, &["CurrentUser"]) {
        Some(first)
    } else if is_called(ty, &["Option"]) {
        user_type(first)
    } else {
        None
    }
}
