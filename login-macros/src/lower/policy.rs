//! From the arguments of one guard to what it asks for.

use darling::{Error, Result};
use proc_macro2::TokenStream;
use syn::{Expr, ExprPath, Ident, LitStr, Pat, Path};

use super::{condition, options::Options};
use crate::{
    diagnostics::error_on,
    model::{Check, GuardKind, Policy},
    parse::{Arguments, Pair, arguments},
};

fn options_of(kind: GuardKind) -> &'static [&'static str] {
    match kind {
        GuardKind::Login => &["login_view", "unauthorized", "test", "crate"],
        GuardKind::FreshLogin => &[
            "within",
            "login_view",
            "refresh_view",
            "unauthorized",
            "test",
            "crate",
        ],
        GuardKind::Role | GuardKind::Permission => &["login_view", "unauthorized", "crate"],
    }
}

/// Checks the arguments of one attribute.
pub(super) fn lower(kind: GuardKind, tokens: TokenStream) -> Result<Policy> {
    let takes_values = matches!(kind, GuardKind::Role | GuardKind::Permission);
    if tokens.is_empty() && !takes_values {
        return Ok(Policy {
            fresh: kind == GuardKind::FreshLogin,
            usual_age: kind == GuardKind::FreshLogin,
            ..Policy::default()
        });
    }
    let Arguments {
        mut values,
        mut pairs,
    } = arguments(tokens)?;
    let is_name = |value: &mut Expr| as_option(kind, value).is_some();
    let names: Vec<Expr> = values.extract_if(.., is_name).collect();
    pairs.extend(names.iter().filter_map(|name| {
        let key = as_option(kind, name)?.clone();
        Some(Pair { key, value: None })
    }));
    let mut options = Options::new(kind.name(), options_of(kind), pairs);
    let mut errors = Error::accumulator();
    if !takes_values && let Some(value) = values.first() {
        errors.push(error_on(
            value,
            "this is no option; write one as `name = value`, a role as `#[role_required(…)]`",
        ));
    }
    if kind != GuardKind::FreshLogin {
        for name in ["within", "refresh_view"] {
            let message = format!(
                "`{name}` is about fresh logins; write `#[fresh_login_required({name} = …)]`"
            );
            options.refuse(name, &message);
        }
    }
    if takes_values {
        options.refuse(
            "test",
            "a `test` stands on a guard of its own; write `#[login_required(test = …)]` beside this",
        );
    }
    let within = options.text("within", "\"15m\"");
    let refresh_view = options.text("refresh_view", "\"/reauthenticate\"");
    let login_view = options.text("login_view", "\"/login\"");
    let unauthorized = options.path("unauthorized", "a_function");
    let test = options.expression("test", "User::is_admin");
    let runtime = options.path("crate", "facade::login");
    errors.handle(options.finish(()));
    for view in [&login_view, &refresh_view].into_iter().flatten() {
        if view.value().is_empty() {
            errors.push(error_on(
                view,
                "a view is not empty; write a path like `\"/login\"`, or the name of a route",
            ));
        }
    }
    let within = within.and_then(|within| errors.handle(seconds(&within)));
    let mut checks: Vec<Check> = test.map(Check::Test).into_iter().collect();
    if takes_values && let Some(condition) = errors.handle(condition::lower(kind, &values)) {
        checks.push(match kind {
            GuardKind::Permission => Check::Permission(condition),
            _ => Check::Role(condition),
        });
    }
    errors.finish_with(Policy {
        fresh: kind == GuardKind::FreshLogin,
        usual_age: kind == GuardKind::FreshLogin && within.is_none(),
        within,
        login_view,
        refresh_view,
        unauthorized,
        checks,
        runtime,
    })
}

/// Where the runtime crate is found, whatever else is wrong with the arguments.
pub(super) fn runtime(tokens: TokenStream) -> Option<Path> {
    let pairs = arguments(tokens).ok()?.pairs;
    let value = pairs.into_iter().find(|pair| pair.key == "crate")?.value;
    match value? {
        Expr::Path(ExprPath { path, .. }) => Some(path),
        _ => None,
    }
}

/// A word that stands alone is an option without its value: any where there are only
/// options, else one that is known.
fn as_option(kind: GuardKind, value: &Expr) -> Option<&Ident> {
    let Expr::Path(path) = value else {
        return None;
    };
    let word = path.path.get_ident()?;
    let takes_values = matches!(kind, GuardKind::Role | GuardKind::Permission);
    let is_known = || {
        options_of(GuardKind::FreshLogin)
            .iter()
            .any(|known| word == known)
    };
    (!takes_values || is_known()).then_some(word)
}

/// The argument of a closure from which the user's type cannot be told.
pub(super) fn untyped_argument(check: &Check) -> Option<Error> {
    let Check::Test(Expr::Closure(closure)) = check else {
        return None;
    };
    let argument = closure.inputs.first()?;
    matches!(argument, Pat::Ident(_) | Pat::Wild(_)).then(|| {
        error_on(
            argument,
            "the test does not say which user it is about; write the type, as in `|user: &User|`",
        )
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
