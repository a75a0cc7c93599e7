//! Combines the guards of one handler. Their order does not matter, nor whether they are on the handler or
//! on a surrounding item.

use darling::{Error, Result, error::Accumulator};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Meta};

use super::{policy, readers};
use crate::{
    diagnostics::error_on,
    model::{GuardKind, Merged, Policy},
};

/// Removes the guards from `attributes`, and adds their policies to `first`.
pub(super) fn take_guards(
    attributes: &mut Vec<Attribute>,
    first: Option<(GuardKind, Policy)>,
    errors: &mut Accumulator,
) -> (Policy, Vec<Merged>) {
    let is_guard = |attribute: &mut Attribute| kind_of(attribute).is_some();
    let own: Vec<Attribute> = attributes.extract_if(.., is_guard).collect();
    let mut seen = Vec::new();
    let mut stack = Policy::default();
    if let Some((kind, policy)) = first {
        seen.push(kind);
        stack = policy;
    }
    for attribute in &own {
        let Some(kind) = kind_of(attribute) else {
            continue;
        };
        let Some(arguments) = errors.handle(arguments_of(attribute)) else {
            continue;
        };
        if let Some(around) = readers::carried(&arguments) {
            stack = within(&around, stack);
            continue;
        }
        if seen.contains(&kind) && !kind.takes_values() {
            errors.push(error_on(
                attribute.path(),
                format!("`{}` is applied twice; remove one of the two", kind.name()),
            ));
            continue;
        }
        seen.push(kind);
        if let Some(policy) = errors.handle(policy::lower(kind, arguments)) {
            stack = errors.handle(beside(&stack, policy)).unwrap_or(stack);
        }
    }
    let merged = own.iter().map(|own| Merged(own.path().clone())).collect();
    (stack, merged)
}

/// Combines two guards on one function. Neither has precedence, so conflicting options are errors.
fn beside(one: &Policy, other: Policy) -> Result<Policy> {
    let mut errors = Error::accumulator();
    let mut conflict = |name: &str, one: bool, other: Option<&dyn ToTokens>| {
        if let (true, Some(again)) = (one, other) {
            errors.push(error_on(
                again,
                format!(
                    "another guard of this function sets `{name}` already; remove one of the two"
                ),
            ));
        }
    };
    let (views, unauthorized) = (&other.login_view, &other.unauthorized);
    conflict(
        "login_view",
        one.login_view.is_some(),
        views.as_ref().map(|view| view as &dyn ToTokens),
    );
    conflict(
        "unauthorized",
        one.unauthorized.is_some(),
        unauthorized.as_ref().map(|path| path as &dyn ToTokens),
    );
    if let (Some(_), Some(view)) = (&one.unauthorized, &other.login_view) {
        errors.push(error_on(view, policy::VIEW_IGNORED));
    }
    if let (Some(_), Some(path)) = (&one.login_view, &other.unauthorized) {
        errors.push(error_on(
            path,
            "with this, the `login_view` of the other guard has no effect; \
             remove one of the two",
        ));
    }
    errors.finish()?;
    Ok(within(one, other))
}

/// Combines a guard on a function with one around it. If the one on the function specifies a
/// `login_view` or `unauthorized`, both of the other are dropped.
pub(super) fn within(around: &Policy, own: Policy) -> Policy {
    let within = match (around.within, own.within) {
        (Some(around), Some(own)) => Some(around.min(own)),
        (around, own) => around.or(own),
    };
    // Either specifies the response for a visitor; the inner one is used.
    let answers = own.login_view.is_some() || own.unauthorized.is_some();
    let far = Some(around).filter(|_| !answers);
    let checks = around.checks.iter().cloned().chain(own.checks).collect();
    Policy {
        fresh: around.fresh || own.fresh,
        usual_age: around.usual_age || own.usual_age,
        within,
        login_view: own.login_view.or_else(|| far?.login_view.clone()),
        refresh_view: own.refresh_view.or_else(|| around.refresh_view.clone()),
        unauthorized: own.unauthorized.or_else(|| far?.unauthorized.clone()),
        checks,
        runtime: around.runtime.clone().or(own.runtime),
    }
}

/// Returns which of our guards an attribute is; `None` for another crate's attribute of the same name.
pub(super) fn kind_of(attribute: &Attribute) -> Option<GuardKind> {
    GuardKind::ALL
        .into_iter()
        .find(|kind| is_ours(attribute, kind.name()))
}

/// Returns whether an attribute is `name`, `login::name` or `facade::login::name`.
pub(super) fn is_ours(attribute: &Attribute, name: &str) -> bool {
    let mut segments = attribute.path().segments.iter().rev();
    let is_named = segments.next().is_some_and(|last| last.ident == name);
    is_named && segments.next().is_none_or(|krate| krate.ident == "login")
}

fn arguments_of(attribute: &Attribute) -> Result<TokenStream> {
    match &attribute.meta {
        Meta::Path(_) => Ok(TokenStream::new()),
        Meta::List(list) => Ok(list.tokens.clone()),
        Meta::NameValue(pair) => Err(error_on(
            &pair.value,
            "an attribute takes its options in parentheses; write `#[name(option = value)]`",
        )),
    }
}
