//! Determines from the names in a signature what its arguments are, and how the handler is guarded.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{FnArg, Pat, ReturnType, Signature, Type, TypeParamBound};

use super::names::{ends_in, is_called, type_arguments};
use crate::model::{Argument, ArgumentKind, Form, Place};

/// The extractors of actix-web.
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

/// Patterns that do not match every value.
pub(super) const PARTIAL: [&str; 6] = ["Some", "None", "Ok", "Err", "Left", "Right"];

/// The types of the arguments that guards generate.
pub(super) const ADMISSIONS: [&str; 4] = ["Admit", "LoginAdmit", "FreshLoginAdmit", "Unguarded"];

/// The response types of actix-web.
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

/// Chooses the form of a guard. A signature is changed only if compiler errors about it still point to the
/// user's code: generic parameters cannot be checked there, and actix-web would report a return type that is
/// no response on the handler's name.
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

/// Returns whether the compiler may reject a pattern, because it does not match every value or does not
/// fit the argument's type.
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

/// Returns whether the handler already has a guard that could not be merged, because its name was not
/// recognized. A second guard type with this handler's name would shadow the first one.
fn is_guarded(signature: &Signature) -> bool {
    signature.inputs.iter().any(|argument| match argument {
        FnArg::Typed(argument) => is_called(&argument.ty, &ADMISSIONS),
        FnArg::Receiver(_) => false,
    })
}

/// Returns whether a return type is a response by its name.
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
        // An `Error` without parameters is actix-web's, or does not compile as a response.
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

/// Returns whether a token is `_`. The compiler rejects it in a signature, and then nothing else in the type.
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

/// Returns the user type that the arguments name, if there is one.
pub(super) fn user(signature: &Signature) -> Option<&Type> {
    signature.inputs.iter().find_map(|argument| match argument {
        FnArg::Typed(argument) => user_type(&argument.ty),
        FnArg::Receiver(_) => None,
    })
}

/// Returns `User` of `CurrentUser<User>` or `Option<CurrentUser<User>>`.
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
