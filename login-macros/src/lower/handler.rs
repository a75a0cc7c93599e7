//! Handlers, and the modules and `impl` blocks around them.

use darling::{Error, Result};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, FnArg, Path, ReturnType, Signature, Type, TypeParamBound};

use super::policy;
use crate::{
    diagnostics::error_on,
    model::{Container, Guard, Item, Place, Policy, Requirement},
    parse::{self, ContainerItem, ContainerKind, Handler},
};

/// Checks a handler and the arguments of its attribute.
pub(crate) fn guard(
    requirement: Requirement,
    attribute_arguments: TokenStream,
    handler: syn::Result<Handler>,
) -> Result<Guard> {
    let mut errors = Error::accumulator();
    let policy = errors.handle(policy::lower(requirement, attribute_arguments));
    let handler = errors.handle(handler.map_err(Error::from));
    let named = requirement.attribute();
    let arguments = handler
        .as_ref()
        .and_then(|handler| errors.handle(check_signature(&handler.signature, named)));
    errors.finish()?;
    match (policy, handler, arguments) {
        (Some(policy), Some(handler), Some(arguments)) => {
            Ok(assemble(Place::Free, policy, handler, arguments))
        }
        _ => Err(Error::custom("expected a handler")),
    }
}

fn assemble(place: Place, policy: Policy, handler: Handler, arguments: Vec<Type>) -> Guard {
    let (outer_attributes, inner_attributes) =
        handler.attributes.into_iter().partition(is_about_the_item);
    Guard {
        policy,
        place,
        outer_attributes,
        inner_attributes,
        visibility: handler.visibility,
        signature: handler.signature,
        arguments,
        body: handler.body,
    }
}

/// Checks a module or an `impl` block: every `async fn` in it without `self` is a handler.
pub(crate) fn container(
    requirement: Requirement,
    attribute_arguments: TokenStream,
    container: syn::Result<parse::Container>,
) -> Result<Container> {
    let mut errors = Error::accumulator();
    let policy = errors.handle(policy::lower(requirement, attribute_arguments));
    let container = errors.handle(container.map_err(Error::from));
    errors.finish()?;
    match (policy, container) {
        (Some(policy), Some(container)) => guarded(&policy, container),
        _ => Err(Error::custom("expected a module or an `impl`")),
    }
}

fn guarded(policy: &Policy, container: parse::Container) -> Result<Container> {
    let mut errors = Error::accumulator();
    if container.kind == ContainerKind::TraitImpl {
        errors.push(error_on(
            &container.head,
            "the functions of a trait cannot be guarded; \
             write the attribute on an `impl` without a trait",
        ));
    }
    let is_module = container.kind == ContainerKind::Module;
    let items = container.items.into_iter().filter_map(|item| match item {
        ContainerItem::Function(function) => {
            errors.handle_in(|| function_in(is_module, policy, *function))
        }
        ContainerItem::Nested(mut nested) => errors.handle_in(|| {
            let open = take_named(&mut nested.attributes, &["login_not_required"]);
            if open.is_empty() {
                guarded(policy, *nested).map(|nested| Item::Nested(Box::new(nested)))
            } else {
                Ok(Item::AsItIs(nested.into_token_stream()))
            }
        }),
        ContainerItem::Other(item) => Some(Item::AsItIs(item)),
    });
    let items = items.collect();
    errors.finish_with(Container {
        attributes: container.attributes,
        head: container.head,
        brace: container.brace,
        inner_attributes: container.inner_attributes,
        items,
    })
}

fn function_in(is_module: bool, policy: &Policy, mut function: Handler) -> Result<Item> {
    let opted_out = !take_named(&mut function.attributes, &["login_not_required"]).is_empty();
    let signature = &function.signature;
    if returns_future(signature) && !opted_out {
        return Err(error_on(
            &signature.output,
            "a handler like this would not be guarded here; write `async fn`, \
             or `#[login_not_required]` if it is meant to be open",
        ));
    }
    if opted_out || signature.asyncness.is_none() || signature.receiver().is_some() {
        return Ok(Item::AsItIs(function.into_token_stream()));
    }
    if let Some(borrowed) = borrowed_argument(signature) {
        return Err(error_on(
            borrowed,
            "a handler takes nothing by reference; \
             mark a function that is no handler `#[login_not_required]`",
        ));
    }
    let named = policy.requirement.attribute();
    let arguments = check_signature(signature, named)?;
    if is_module {
        let guard = assemble(Place::Free, policy.clone(), function, arguments);
        return Ok(Item::Guarded(Box::new(guard)));
    }
    // A guard of the function's own would not find what lies beside it: it is made one with
    // the guard of the whole.
    let own = take_named(
        &mut function.attributes,
        &["login_required", "fresh_login_required"],
    );
    let mut policy = policy.clone();
    for attribute in &own {
        policy = policy::stricter(policy, attribute)?;
    }
    let guard = assemble(Place::Associated, policy, function, arguments);
    Ok(Item::Guarded(Box::new(guard)))
}

fn borrowed_argument(signature: &Signature) -> Option<&Type> {
    let mut types = signature
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            FnArg::Typed(argument) => Some(&*argument.ty),
            FnArg::Receiver(_) => None,
        });
    types.find(|ty| matches!(ty, Type::Reference(_)))
}

/// Removes the attributes of these names, and answers them.
fn take_named(attributes: &mut Vec<Attribute>, names: &[&str]) -> Vec<Attribute> {
    let is_taken = |attribute: &mut Attribute| names.iter().any(|name| is_named(attribute, name));
    attributes.extract_if(.., is_taken).collect()
}

/// `fn … -> impl Future…` or one of the types that are futures by their usual names: a
/// handler to actix-web, and not seen to be one by its `async`.
fn returns_future(signature: &Signature) -> bool {
    const FUTURES: [&str; 6] = [
        "Ready",
        "Pin",
        "BoxFuture",
        "LocalBoxFuture",
        "Future",
        "HttpResponseBuilder",
    ];
    let is_future = |path: &Path| {
        let last = path.segments.last();
        last.is_some_and(|last| FUTURES.iter().any(|future| last.ident == future))
    };
    let ReturnType::Type(_, ty) = &signature.output else {
        return false;
    };
    match &**ty {
        Type::Path(ty) => is_future(&ty.path),
        Type::ImplTrait(ty) => ty.bounds.iter().any(|bound| match bound {
            TypeParamBound::Trait(bound) => is_future(&bound.path),
            _ => false,
        }),
        _ => false,
    }
}

fn is_named(attribute: &Attribute, name: &str) -> bool {
    let last = attribute.path().segments.last();
    last.is_some_and(|last| last.ident == name)
}

/// The argument types of a function that can be guarded.
fn check_signature(signature: &Signature, name: &str) -> Result<Vec<Type>> {
    let mut errors = Error::accumulator();
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
                    "`#[{name}]` guards functions without `self`; \
                     take what the handler needs as `web::Data<T>` instead"
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
    errors.finish_with(types)
}

/// Attributes about the code stay with it: `#[instrument]` wants to see the arguments. All
/// others go to the function that is seen: routes, guards, documentation, conditions, lints.
/// So do those that are not known here: one of them may register the function that it stands
/// on as a handler, and that must be the guarded one.
fn is_about_the_item(attribute: &Attribute) -> bool {
    const ABOUT_THE_CODE: [&str; 1] = ["instrument"];
    !ABOUT_THE_CODE
        .iter()
        .any(|known| is_named(attribute, known))
}
