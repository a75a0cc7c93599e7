//! From the arguments of a guard to what it asks for.

use darling::{Error, Result};
use proc_macro2::TokenStream;
use syn::{Attribute, Expr, LitStr, Meta, Pat};

use super::options::Options;
use crate::{
    diagnostics::error_on,
    model::{Policy, Requirement},
    parse::pairs,
};

/// Of both guards, so that one of the wrong guard can be told from an unknown one.
const OPTIONS: [&str; 6] = [
    "within",
    "login_view",
    "refresh_view",
    "unauthorized",
    "test",
    "crate",
];

pub(crate) fn lower(requirement: Requirement, arguments: TokenStream) -> Result<Policy> {
    let owner = requirement.attribute();
    let mut options = Options::new(owner, &OPTIONS, pairs(arguments)?);
    let mut errors = Error::accumulator();
    let within = options.text("within", "\"15m\"");
    let refresh_view = options.text("refresh_view", "\"/reauthenticate\"");
    let login_view = options.text("login_view", "\"/login\"");
    let unauthorized = options.path("unauthorized", "a_function");
    let test = options.expression("test", "User::is_admin");
    if let Some(argument) = test.as_ref().and_then(untyped_argument) {
        errors.push(error_on(
            argument,
            "the test does not say which user it is about; write the type, as in `|user: &User|`",
        ));
    }
    let runtime = options.path("crate", "facade::login");
    errors.handle(options.finish(()));
    if requirement == Requirement::Login {
        for (name, given) in [("within", &within), ("refresh_view", &refresh_view)] {
            if let Some(given) = given {
                errors.push(error_on(
                    given,
                    format!("`{name}` is about fresh logins; write `#[fresh_login_required({name} = …)]`"),
                ));
            }
        }
    }
    for view in [&login_view, &refresh_view].into_iter().flatten() {
        if view.value().is_empty() {
            errors.push(error_on(
                view,
                "a view is not empty; write a path like `\"/login\"`, or the name of a route",
            ));
        }
    }
    let within = within.and_then(|within| errors.handle(seconds(&within)));
    errors.finish_with(Policy {
        requirement,
        within,
        login_view,
        refresh_view,
        unauthorized,
        test,
        runtime,
    })
}

/// The argument of a closure from which the user's type cannot be told.
fn untyped_argument(test: &Expr) -> Option<&Pat> {
    let Expr::Closure(closure) = test else {
        return None;
    };
    let first = closure.inputs.first()?;
    (!matches!(first, Pat::Type(_))).then_some(first)
}

/// A guard of a function's own, together with the one of all that is around it: what is
/// asked by either is asked.
pub(crate) fn stricter(whole: Policy, own: &Attribute) -> Result<Policy> {
    let requirement = if own
        .path()
        .segments
        .last()
        .is_some_and(|last| last.ident == "fresh_login_required")
    {
        Requirement::FreshLogin
    } else {
        Requirement::Login
    };
    let arguments = match &own.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let own_policy = lower(requirement, arguments)?;
    if let (Some(_), Some(test)) = (&whole.test, &own_policy.test) {
        return Err(error_on(
            test,
            "the `impl` has a `test` already; write one that asks for both",
        ));
    }
    let within = match (whole.within, own_policy.within) {
        (Some(whole), Some(own)) => Some(whole.min(own)),
        (whole, own) => whole.or(own),
    };
    Ok(Policy {
        requirement: if whole.requirement == Requirement::FreshLogin {
            Requirement::FreshLogin
        } else {
            requirement
        },
        within,
        login_view: own_policy.login_view.or(whole.login_view),
        refresh_view: own_policy.refresh_view.or(whole.refresh_view),
        unauthorized: own_policy.unauthorized.or(whole.unauthorized),
        test: own_policy.test.or(whole.test),
        runtime: whole.runtime,
    })
}

/// Text like `15m` in seconds.
fn seconds(text: &LitStr) -> Result<u64> {
    const HOW: &str = "write a number and `s`, `m`, `h` or `d`, as in `\"15m\"`";
    let value = text.value();
    let not_a_duration = || error_on(text, format!("`{value}` is no duration; {HOW}"));
    let digits = value.trim_end_matches(|unit: char| !unit.is_ascii_digit());
    let unit: u64 = match &value[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(not_a_duration()),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(not_a_duration());
    }
    let count: Option<u64> = digits.parse().ok();
    match count.and_then(|count| count.checked_mul(unit)) {
        Some(0) => Err(error_on(
            text,
            format!("no login is fresh within no time; {HOW}"),
        )),
        Some(seconds) => Ok(seconds),
        None => Err(error_on(
            text,
            format!("`{value}` is longer than can be counted; {HOW}"),
        )),
    }
}
