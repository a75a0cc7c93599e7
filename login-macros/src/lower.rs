//! From what is written to what is meant. Every check runs, so that one compilation shows
//! every mistake.

use darling::{Error, Result, ast::Data, error::Accumulator, util::Flag};
use proc_macro2::TokenStream;
use syn::{Attribute, FnArg, Index, Member, ReturnType, Signature, Type};

use crate::{
    diagnostics::error_on,
    model::{Field, Guard, Requirement, User},
    parse::{Handler, UserField, UserInput},
};

/// Checks a handler and the arguments of its attribute.
pub(crate) fn guard(
    requirement: Requirement,
    attribute_arguments: &TokenStream,
    handler: syn::Result<Handler>,
) -> Result<Guard> {
    let mut errors = Error::accumulator();
    if !attribute_arguments.is_empty() {
        let name = requirement.attribute();
        errors.push(error_on(
            attribute_arguments,
            format!("`{name}` takes no arguments; write `#[{name}]`"),
        ));
    }
    let handler = errors.handle(handler.map_err(Error::from));
    let arguments = handler
        .as_ref()
        .map(|handler| check_signature(&handler.signature, requirement, &mut errors));
    let errors = errors.finish();
    match (handler, arguments, errors) {
        (Some(handler), Some(arguments), Ok(())) => {
            let (outer_attributes, inner_attributes) =
                handler.attributes.into_iter().partition(is_about_the_item);
            Ok(Guard {
                requirement,
                outer_attributes,
                inner_attributes,
                visibility: handler.visibility,
                signature: handler.signature,
                arguments,
                body: handler.body,
            })
        }
        (_, _, Err(errors)) => Err(errors),
        // A handler is missing only together with an error.
        _ => Err(Error::custom("expected a handler")),
    }
}

/// The argument types of a function that can be guarded.
fn check_signature(
    signature: &Signature,
    requirement: Requirement,
    errors: &mut Accumulator,
) -> Vec<Type> {
    let name = requirement.attribute();
    if let Some(token) = &signature.constness {
        errors.push(error_on(token, "a handler cannot be `const`; remove it"));
    }
    if signature.asyncness.is_none() {
        errors.push(error_on(
            &signature.fn_token,
            "a handler is asynchronous; write `async fn`",
        ));
    }
    if let Some(abi) = &signature.abi {
        errors.push(error_on(abi, "a handler cannot be `extern`; remove it"));
    }
    if let Some(variadic) = &signature.variadic {
        errors.push(error_on(
            variadic,
            "a handler cannot be variadic; remove it",
        ));
    }
    if matches!(signature.output, ReturnType::Default) {
        errors.push(error_on(
            &signature.ident,
            "a handler answers something; write what, for example `-> impl Responder`",
        ));
    }
    let mut types = Vec::new();
    for argument in &signature.inputs {
        match argument {
            FnArg::Receiver(receiver) => errors.push(error_on(
                &receiver.self_token,
                format!(
                    "`#[{name}]` guards free functions; \
                     take what the handler needs as `web::Data<T>` instead of `self`"
                ),
            )),
            FnArg::Typed(argument) => {
                if let Type::ImplTrait(ty) = &*argument.ty {
                    errors.push(error_on(
                        ty,
                        "an argument needs a type that can be named; \
                         write the extractor's type in place of `impl Trait`",
                    ));
                }
                types.push((*argument.ty).clone());
            }
        }
    }
    types
}

/// Attributes about the code stay with it: `#[instrument]` wants to see the arguments. All
/// others go to the function that is seen: routes, guards, documentation, conditions, lints.
/// So do those that are not known here: one of them may register the function that it stands
/// on as a handler, and that must be the guarded one.
fn is_about_the_item(attribute: &Attribute) -> bool {
    const ABOUT_THE_CODE: [&str; 1] = ["instrument"];
    attribute
        .path()
        .segments
        .last()
        .is_none_or(|last| !ABOUT_THE_CODE.iter().any(|known| last.ident == known))
}

/// Checks a user type.
pub(crate) fn user(input: Result<UserInput>) -> Result<User> {
    let UserInput {
        no_eq,
        ident,
        generics,
        data,
    } = input?;
    let Data::Struct(fields) = data else {
        return Err(error_on(
            &ident,
            "a user is a struct; write `#[derive(UserMixin)]` on one that has an id",
        ));
    };
    let mut errors = Error::accumulator();
    let marked = |flag: fn(&UserField) -> &Flag, name: &str, errors: &mut Accumulator| {
        let mut marked = fields
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| flag(field).is_present());
        let first = marked
            .next()
            .map(|(index, field)| lower_field(index, field));
        for (_, again) in marked {
            errors.push(
                Error::custom(format!(
                    "another field is marked `#[user({name})]` already; remove one of the two"
                ))
                .with_span(&flag(again).span()),
            );
        }
        first
    };
    let id = marked(|field| &field.id, "id", &mut errors).or_else(|| {
        fields
            .fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.ident.as_ref().is_some_and(|ident| ident == "id"))
            .map(|(index, field)| lower_field(index, field))
    });
    let active = marked(|field| &field.active, "active", &mut errors);
    let session_hash = marked(|field| &field.session_hash, "session_hash", &mut errors);
    if id.is_none() {
        errors.push(error_on(
            &ident,
            "no field is the user's id; mark one with `#[user(id)]`, or call it `id`",
        ));
    }
    errors.finish()?;
    match id {
        Some(id) => Ok(User {
            ident,
            generics,
            id,
            active,
            session_hash,
            equal_by_id: !no_eq.is_present(),
        }),
        None => Err(Error::custom("no field is the user's id").with_span(&ident)),
    }
}

fn lower_field(index: usize, field: &UserField) -> Field {
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index::from(index)),
    };
    Field {
        member,
        ty: field.ty.clone(),
    }
}
