//! Lowers a module or an `impl` block: every `async fn` in it without `self` is a handler.

use darling::error::Accumulator;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, FnArg, Meta, Receiver, ReceiverKind, ReturnType, Signature, Type};

use super::{
    handler,
    hidden::{has_async_function, hides_handler},
    names, policy, readers, stack,
};
use crate::{
    diagnostics::error_on,
    model::{Container, GuardKind, Item, Merged, Place, Policy},
    parse::{self, ContainerItem, ContainerKind, Handler},
};

const OPT_OUT: &str = "login_not_required";

/// The guards that apply to everything in a container.
#[derive(Clone, Copy)]
struct Around<'a> {
    kind: GuardKind,
    policy: &'a Policy,
    /// The guards as written, from the outermost.
    levels: &'a [TokenStream],
}

/// Checks a module or an `impl` block and the arguments of its attribute.
pub(crate) fn container(
    kind: GuardKind,
    attribute_arguments: TokenStream,
    mut container: parse::Container,
    errors: &mut Accumulator,
) -> Container {
    if container.kind == ContainerKind::OfTrait {
        errors.push(error_on(
            &container.head,
            "the functions of a trait cannot be guarded; \
             put the attribute on an `impl` block without a trait",
        ));
        return unguarded(container);
    }
    if let Some(receiver) = only_methods(&container) {
        errors.push(error_on(
            &receiver.self_token,
            format!(
                "`#[{}]` guards nothing in this `impl` block, because a handler takes no `self`; \
                 pass state as `web::Data<T>` instead",
                kind.name()
            ),
        ));
    }
    let level = readers::level(Some((kind, &attribute_arguments)), &container.attributes);
    let first = errors
        .handle(policy::lower(kind, attribute_arguments))
        .unwrap_or_default();
    let (policy, merged) =
        stack::take_guards(&mut container.attributes, Some((kind, first)), errors);
    let around = Around {
        kind,
        policy: &policy,
        levels: &[level],
    };
    guarded(around, container, merged, errors)
}

/// The same items without any guard, after the mistake that concerns all of them.
fn unguarded(container: parse::Container) -> Container {
    let is_guard = |attribute: &mut Attribute| {
        stack::kind_of(attribute).is_some() || stack::is_ours(attribute, OPT_OUT)
    };
    let mut removed = Vec::new();
    let items = container.items.into_iter().map(|item| {
        Item::AsItIs(match item {
            ContainerItem::Function(mut function) => {
                removed.extend(function.attributes.extract_if(.., is_guard));
                function.into_token_stream()
            }
            ContainerItem::Nested(nested) => nested.into_token_stream(),
            ContainerItem::Other(item) => item,
        })
    });
    let items = items.collect();
    let merged = removed.iter().map(|guard| Merged(guard.path().clone()));
    Container {
        items,
        merged: merged.collect(),
        attributes: container.attributes,
        head: container.head,
        brace: container.brace,
        inner_attributes: container.inner_attributes,
    }
}

/// Returns the `self` of the first `async` method of an `impl` that contains no handler.
fn only_methods(container: &parse::Container) -> Option<&Receiver> {
    let functions = container.items.iter().filter_map(|item| match item {
        ContainerItem::Function(function) => Some(&function.signature),
        _ => None,
    });
    let mut asynchronous = functions.filter(|signature| signature.asyncness.is_some());
    let has_handlers = asynchronous
        .clone()
        .any(|signature| signature.receiver().is_none());
    if container.kind != ContainerKind::InherentImpl || has_handlers {
        return None;
    }
    let receivers = asynchronous.find_map(Signature::receiver);
    receivers.filter(|receiver| is_borrowed(receiver))
}

fn guarded(
    around: Around<'_>,
    container: parse::Container,
    merged: Vec<Merged>,
    errors: &mut Accumulator,
) -> Container {
    let kind = container.kind;
    // Without this, the import would count as unused, because the marks are removed.
    let named = container.items.iter().find_map(imported_opt_out);
    let named = named.map(|name| Item::Named(Merged(name.into())));
    let items = container.items.into_iter().map(|item| match item {
        ContainerItem::Function(function) => function_in(kind, around, *function, errors),
        ContainerItem::Nested(nested) => nested_in(around, *nested, errors),
        ContainerItem::Other(item) => {
            errors.extend(hides_handler(kind, &item));
            Item::AsItIs(item)
        }
    });
    Container {
        items: items.chain(named).collect(),
        merged,
        attributes: container.attributes,
        head: container.head,
        brace: container.brace,
        inner_attributes: container.inner_attributes,
    }
}

fn nested_in(around: Around<'_>, mut nested: parse::Container, errors: &mut Accumulator) -> Item {
    if take_opt_out(&mut nested.attributes, errors) || nested.attributes.iter().any(is_for_tests) {
        return Item::AsItIs(nested.into_token_stream());
    }
    if nested.kind == ContainerKind::InherentImpl || nested.kind == ContainerKind::Module {
        let level = readers::level(None, &nested.attributes);
        let levels: Vec<TokenStream> = around.levels.iter().cloned().chain([level]).collect();
        let (own, merged) = stack::take_guards(&mut nested.attributes, None, errors);
        let policy = stack::within(around.policy, own);
        let around = Around {
            policy: &policy,
            levels: &levels,
            ..around
        };
        return Item::Nested(Box::new(guarded(around, nested, merged, errors)));
    }
    Item::Nested(Box::new(guarded(around, nested, Vec::new(), errors)))
}

fn function_in(
    kind: ContainerKind,
    around: Around<'_>,
    mut function: Handler,
    errors: &mut Accumulator,
) -> Item {
    if function.attributes.iter().any(is_test) {
        return Item::AsItIs(function.into_token_stream());
    }
    let opted_out = take_opt_out(&mut function.attributes, errors);
    if opted_out {
        let is_guard = |attribute: &mut Attribute| stack::kind_of(attribute).is_some();
        let guards: Vec<_> = function.attributes.extract_if(.., is_guard).collect();
        if let Some(guard) = guards.first() {
            errors.push(error_on(
                guard.path(),
                "this guard has no effect next to `login_not_required`; remove one of the two",
            ));
        }
        return Item::AsItIs(function.into_token_stream());
    }
    if let Some(mistake) = unguardable(kind, &function) {
        errors.push(mistake);
        return Item::AsItIs(function.into_token_stream());
    }
    let signature = &function.signature;
    if kind == ContainerKind::OfTrait
        || signature.asyncness.is_none()
        || signature.receiver().is_some()
    {
        return Item::AsItIs(function.into_token_stream());
    }
    if let Some(borrowed) = borrowed_argument(signature) {
        errors.push(error_on(
            borrowed,
            "a handler takes no arguments by reference; \
             mark a function that is not a handler `#[login_not_required]`",
        ));
        return Item::AsItIs(function.into_token_stream());
    }
    let Around { policy, levels, .. } = around;
    let place = if kind == ContainerKind::Module {
        let moved = readers::before_guards_around(around.kind, policy, levels, &function);
        if let Some(function) = moved {
            return Item::AsItIs(function);
        }
        Place::Free
    } else {
        take_routes(&mut function.attributes, errors);
        Place::Associated
    };
    let (own, merged) = stack::take_guards(&mut function.attributes, None, errors);
    let guards = (stack::within(policy, own), merged);
    handler::assemble(place, guards, function, around.kind, errors)
}

/// Returns why a function that actix-web may accept as a handler would be left open here.
fn unguardable(kind: ContainerKind, function: &Handler) -> Option<darling::Error> {
    const OPEN: &str = "or mark it `#[login_not_required]` if it is meant to be open";
    let signature = &function.signature;
    let is_async = signature.asyncness.is_some();
    if !is_async && kind == ContainerKind::Module && has_route(&function.attributes) {
        return Some(error_on(
            &signature.fn_token,
            format!("this handler would not be guarded; write `async fn`, {OPEN}"),
        ));
    }
    let is_kept = !is_async || signature.receiver().is_some() || kind == ContainerKind::OfTrait;
    if is_kept && has_async_function(function.body.clone()) {
        return Some(error_on(
            &signature.ident,
            "an `async fn` inside this function would not be guarded; move it out, \
                 or mark the function `#[login_not_required]` if it is meant to be open",
        ));
    }
    if !is_async && !returns_future(&signature.output) || borrowed_argument(signature).is_some() {
        return None;
    }
    let by_value = match signature.receiver() {
        Some(receiver) if is_borrowed(receiver) => return None,
        receiver => receiver,
    };
    if kind == ContainerKind::OfTrait {
        let message = format!(
            "a function of a trait would not be guarded; \
             move it to an `impl` block without a trait, {OPEN}"
        );
        return (!function.is_only_declared()).then(|| error_on(&signature.ident, message));
    }
    if let Some(receiver) = by_value {
        let message = format!(
            "a function that takes `self` would not be guarded; write `&self` if it is not a handler, \
             {OPEN}"
        );
        return Some(error_on(&receiver.self_token, message));
    }
    (!is_async).then(|| {
        let message = format!("this handler would not be guarded; write `async fn`, {OPEN}");
        error_on(&signature.output, message)
    })
}

/// Returns whether the receiver is `&self` in any spelling. No request provides one, so this is no handler.
fn is_borrowed(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(..) => true,
        ReceiverKind::Typed(_, ty) => matches!(**ty, Type::Reference(_)),
        _ => false,
    }
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

/// Returns whether a return type has the usual name of a future. Such a function is a handler to actix-web,
/// although it is not an `async fn`.
fn returns_future(output: &ReturnType) -> bool {
    const FUTURES: [&str; 7] = [
        "Ready",
        "Pin",
        "BoxFuture",
        "LocalBoxFuture",
        "Future",
        "FusedFuture",
        "HttpResponseBuilder",
    ];
    fn names_one(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => FUTURES.iter().any(|future| ident == future),
            TokenTree::Group(group) => names_one(group.stream()),
            _ => false,
        })
    }
    match output {
        ReturnType::Type(_, ty) => names_one(ty.to_token_stream()),
        ReturnType::Default => false,
    }
}

/// Returns the name that a `use` gives to the mark, if it imports it under its own name.
fn imported_opt_out(item: &ContainerItem) -> Option<Ident> {
    let ContainerItem::Other(item) = item else {
        return None;
    };
    let is_use = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "use");
    // Skips the attributes, one of which may be the mark itself.
    let import = item.clone().into_iter().skip_while(|token| !is_use(token));
    opt_out_in(import.collect())
}

fn opt_out_in(import: TokenStream) -> Option<Ident> {
    let mut tokens = import.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == OPT_OUT => {
                let is_renamed =
                    matches!(tokens.peek(), Some(TokenTree::Ident(next)) if next == "as");
                return Some(word).filter(|_| !is_renamed);
            }
            TokenTree::Group(group) => {
                if let Some(word) = opt_out_in(group.stream()) {
                    return Some(word);
                }
            }
            _ => {}
        }
    }
    None
}

/// Removes `#[login_not_required]`, and returns whether it was present.
fn take_opt_out(attributes: &mut Vec<Attribute>, errors: &mut Accumulator) -> bool {
    let is_opt_out = |attribute: &mut Attribute| stack::is_ours(attribute, OPT_OUT);
    let taken: Vec<Attribute> = attributes.extract_if(.., is_opt_out).collect();
    for attribute in &taken {
        if !matches!(attribute.meta, Meta::Path(_)) {
            errors.push(error_on(
                &attribute.meta,
                "`login_not_required` takes no arguments; write `#[login_not_required]`",
            ));
        }
    }
    !taken.is_empty()
}

/// Returns whether an attribute is `#[test]`, `#[tokio::test(flavor = "…")]` or similar. A route
/// named `test` is told apart by its arguments, which begin with its path.
fn is_test(attribute: &Attribute) -> bool {
    let begins_with_text = match &attribute.meta {
        Meta::List(list) => matches!(
            list.tokens.clone().into_iter().next(),
            // A group may be text that came through a `macro_rules!`.
            Some(TokenTree::Literal(_) | TokenTree::Group(_))
        ),
        Meta::Path(_) | Meta::NameValue(_) => false,
    };
    names::ends_in(attribute.path(), &["test"]) && !begins_with_text
}

/// Returns whether an attribute is `#[cfg(test)]`, so that the item is never built into the application.
fn is_for_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    }
}

const ROUTES: [&str; 11] = [
    "get", "post", "put", "patch", "delete", "head", "options", "connect", "trace", "route",
    "routes",
];

fn has_route(attributes: &[Attribute]) -> bool {
    let mut attributes = attributes.iter();
    attributes.any(|attribute| names::ends_in(attribute.path(), &ROUTES))
}

/// Removes the routes from a function in an `impl` block, because actix-web's macros would put items
/// there that are not allowed in it.
fn take_routes(attributes: &mut Vec<Attribute>, errors: &mut Accumulator) {
    let is_route = |attribute: &mut Attribute| names::ends_in(attribute.path(), &ROUTES);
    for route in attributes.extract_if(.., is_route) {
        errors.push(error_on(
            route.path(),
            "a function in an `impl` block cannot have a route attribute; \
             register it with `web::get().to(…)` instead",
        ));
    }
}
