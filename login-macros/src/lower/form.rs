//! What can be told of a handler by the names in its signature, and how it is guarded then.

use syn::{
    FnArg, GenericArgument, PathArguments, ReturnType, Signature, Type, TypeParamBound, TypePath,
};

use crate::model::{Argument, ArgumentKind, Form, Place};

pub(super) fn arguments(signature: &Signature) -> Vec<Argument> {
    let typed = |argument: &FnArg| match argument {
        FnArg::Typed(argument) => Some(Argument {
            pattern: (*argument.pat).clone(),
            kind: kind_of(&argument.ty),
            ty: (*argument.ty).clone(),
        }),
        FnArg::Receiver(_) => None,
    };
    signature.inputs.iter().filter_map(typed).collect()
}

/// A signature is changed only where the compiler's words about it stay with the user's
/// code: generic parameters cannot be checked there, and an answer that is no response would
/// be told by actix-web, on the handler's name.
pub(super) fn form(place: Place, signature: &Signature) -> Form {
    let has_attributes = signature.inputs.iter().any(|argument| match argument {
        FnArg::Typed(argument) => !argument.attrs.is_empty(),
        FnArg::Receiver(_) => true,
    });
    let is_generic = !signature.generics.params.is_empty();
    if place == Place::Associated || has_attributes || is_generic || !answers(&signature.output) {
        Form::Wrapper(place)
    } else {
        Form::Signature
    }
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
            TypeParamBound::Trait(bound) => bound
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Responder"),
            _ => false,
        }),
        Type::Reference(ty) => is_path(&ty.elem, &["str"]) && ty.lifetime.is_some(),
        Type::Path(path) => {
            let arguments = type_arguments(path);
            match arguments.as_slice() {
                [] => is_path(ty, &["HttpResponse", "String"]),
                [response] => is_path(ty, &["Result"]) && is_response(response),
                [response, error] => {
                    is_path(ty, &["Result"]) && is_response(response) && is_actix_error(error)
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// `actix_web::Error`, or `Error` alone, which is that or does not compile as an answer.
fn is_actix_error(ty: &Type) -> bool {
    is_path(ty, &["Error"]) && matches!(ty, Type::Path(path) if type_arguments(path).is_empty())
}

fn kind_of(ty: &Type) -> ArgumentKind {
    const EXTRACTORS: [&str; 8] = [
        "HttpRequest",
        "String",
        "Bytes",
        "Data",
        "Path",
        "Query",
        "Form",
        "Json",
    ];
    if is_path(ty, &EXTRACTORS) {
        ArgumentKind::Extractor
    } else if user_type(ty).is_some() {
        ArgumentKind::User
    } else {
        ArgumentKind::Any
    }
}

/// `User` of `CurrentUser<User>` or `Option<CurrentUser<User>>`.
pub(super) fn user_type(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let first = type_arguments(path).first().copied()?;
    if is_path(ty, &["CurrentUser"]) {
        Some(first)
    } else if is_path(ty, &["Option"]) {
        user_type(first)
    } else {
        None
    }
}

/// Whether the last name of a path is one of these.
fn is_path(ty: &Type, names: &[&str]) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

fn type_arguments(path: &TypePath) -> Vec<&Type> {
    let last = path.path.segments.last();
    let Some(PathArguments::AngleBracketed(arguments)) = last.map(|last| &last.arguments) else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
