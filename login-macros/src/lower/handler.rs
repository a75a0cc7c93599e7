//! Lowers one handler: checks its signature.

use darling::error::Accumulator;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{FnArg, ReturnType, Safety, Signature, Type};

use super::{conditional, form, policy, readers, stack, test};
use crate::{
    diagnostics::error_on,
    model::{Check, Function, Guard, GuardKind, Item, Merged, Place, Policy},
    parse::Handler,
};

/// Checks a handler and the arguments of its attribute. Always returns an item for the place of the
/// handler; mistakes are added to `errors`.
pub(crate) fn guard(
    kind: GuardKind,
    attribute_arguments: TokenStream,
    mut handler: Handler,
    errors: &mut Accumulator,
) -> Item {
    if let Some(item) = readers::before_guard(kind, &attribute_arguments, &handler) {
        return Item::AsItIs(item);
    }
    if let Some(around) = readers::carried(&attribute_arguments) {
        let (own, merged) = stack::take_guards(&mut handler.attributes, None, errors);
        let guards = (stack::within(&around, own), merged);
        return assemble(Place::Free, guards, handler, kind, errors);
    }
    let first = errors
        .handle(policy::lower(kind, attribute_arguments))
        .unwrap_or_default();
    let guards = stack::take_guards(&mut handler.attributes, Some((kind, first)), errors);
    assemble(Place::Free, guards, handler, kind, errors)
}

/// Returns a handler with its guard, or without one if there is a mistake.
pub(super) fn assemble(
    place: Place,
    (mut policy, merged): (Policy, Vec<Merged>),
    handler: Handler,
    kind: GuardKind,
    errors: &mut Accumulator,
) -> Item {
    if let Some(mistake) = of_another_item(&handler, kind.name()) {
        errors.push(mistake);
        // Nothing can replace it: only the surrounding item knows the type of `self`.
        return Item::AsItIs(handler.into_token_stream());
    }
    let mistakes = signature_mistakes(&handler.signature);
    let is_sound = mistakes.is_empty();
    errors.extend(mistakes);
    let names_user = form::user(&handler.signature).is_some();
    let told = |check: &mut Check| {
        let untyped = || test::untyped_argument(check).filter(|_| !names_user);
        let mistake = test::nameless(check, place).or_else(untyped);
        let is_wrong = mistake.is_some();
        errors.extend(mistake);
        is_wrong
    };
    policy.checks.extract_if(.., told).for_each(drop);
    let function = Function {
        attributes: handler.attributes,
        visibility: handler.visibility,
        signature: handler.signature,
        body: handler.body,
    };
    if !is_sound {
        return Item::Mistaken(Box::new(function), policy.runtime);
    }
    let guarded = |function: Function| {
        Item::Guarded(Box::new(Guard {
            policy: policy.clone(),
            merged: merged.clone(),
            form: form::form(place, &function.signature),
            arguments: form::arguments(&function.signature),
            user: form::user(&function.signature)
                .filter(|user| !form::has_placeholder(user))
                .cloned(),
            function,
        }))
    };
    let mut cases: Vec<Item> = conditional::cases(function)
        .into_iter()
        .map(guarded)
        .collect();
    match cases.pop() {
        Some(only) if cases.is_empty() => only,
        last => Item::Cases(cases.into_iter().chain(last).collect()),
    }
}

/// Returns why a function cannot handle requests on its own.
fn of_another_item(handler: &Handler, attribute: &str) -> Option<darling::Error> {
    let signature = &handler.signature;
    if let Some(receiver) = signature.receiver() {
        let message = format!(
            "`#[{attribute}]` cannot guard a function that takes `self`; \
             pass state as `web::Data<T>` instead"
        );
        return Some(error_on(&receiver.self_token, message));
    }
    handler.is_only_declared().then(|| {
        error_on(
            &signature.ident,
            "a function without a body is not a handler; guard the functions that answer requests",
        )
    })
}

/// Returns the reasons why a function cannot be guarded.
fn signature_mistakes(signature: &Signature) -> Vec<darling::Error> {
    let mut mistakes = Vec::new();
    if signature.ident == "main" {
        mistakes.push(error_on(
            &signature.ident,
            "`main` is not a handler; guard the functions that answer requests",
        ));
        return mistakes;
    }
    if let Some(token) = &signature.constness {
        mistakes.push(error_on(
            token,
            "a handler cannot be `const`; remove the `const`",
        ));
    }
    if signature.asyncness.is_none() {
        mistakes.push(error_on(
            &signature.fn_token,
            "a handler must be asynchronous; write `async fn`",
        ));
    }
    if let Some(abi) = &signature.abi {
        mistakes.push(error_on(
            abi,
            "a handler cannot be `extern`; remove the `extern`",
        ));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        mistakes.push(error_on(
            token,
            "a handler cannot be `unsafe`; remove the `unsafe`",
        ));
    }
    if let Some(variadic) = &signature.variadic {
        mistakes.push(error_on(
            variadic,
            "a handler cannot be variadic; remove the `...`",
        ));
    }
    if matches!(signature.output, ReturnType::Default) {
        mistakes.push(error_on(
            &signature.ident,
            "a handler must return a response; write its type, for example `-> impl Responder`",
        ));
    }
    for argument in &signature.inputs {
        if let FnArg::Typed(argument) = argument
            && let Type::ImplTrait(ty) = &*argument.ty
        {
            mistakes.push(error_on(
                ty,
                "an argument of a handler needs a named type; \
                 write the extractor's type instead of `impl Trait`",
            ));
        }
    }
    mistakes
}
