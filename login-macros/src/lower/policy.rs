//! Lowers the arguments of one guard to a policy.

use darling::{Error, Result};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Path};

use super::{condition, options::Options, test};
use crate::{
    diagnostics::error_on,
    model::{Check, GuardKind, Policy},
    parse::{Arguments, Pair, arguments, runtime_in},
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
    if tokens.is_empty() && !kind.takes_values() {
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
    let mut errors = Error::accumulator();
    for call in values.extract_if(.., |value| called_option(kind, value).is_some()) {
        errors.extend(called_option(kind, &call));
    }
    let is_named = |pair: &Pair| pair.value.is_some() && VALUES.iter().any(|name| pair.key == name);
    let names_value = kind.takes_values() && pairs.iter().any(is_named);
    let is_name = |value: &mut Expr| as_option(kind, value).is_some();
    let names: Vec<Expr> = values.extract_if(.., is_name).collect();
    pairs.extend(names.iter().filter_map(|name| {
        let key = as_option(kind, name)?.clone();
        Some(Pair { key, value: None })
    }));
    let mut options = Options::new(kind.name(), options_of(kind), pairs);
    refuse_elsewhere(kind, &mut options);
    if !kind.takes_values()
        && let Some(value) = values.first()
    {
        errors.push(error_on(value, no_option(kind, value)));
    }
    let within = options.text("within", "\"15m\"");
    let refresh_view = options.text("refresh_view", "\"/reauthenticate\"");
    let login_view = options.text("login_view", "\"/login\"");
    let unauthorized = options.path("unauthorized", "a_function");
    let test = options.value("test", "User::is_admin");
    let runtime = options.path("crate", "facade::login");
    errors.handle(options.finish(()));
    let test = test.and_then(|test| errors.handle(test::lower(test)));
    if let (Some(_), Some(view)) = (&unauthorized, &login_view) {
        errors.push(error_on(view, VIEW_IGNORED));
    }
    for view in [&login_view, &refresh_view].into_iter().flatten() {
        if view.value().is_empty() {
            errors.push(error_on(
                view,
                "a view cannot be empty; write a path such as `\"/login\"`, or the name of a route",
            ));
        }
    }
    let within = within.and_then(|within| errors.handle(seconds(&within)));
    let mut checks: Vec<Check> = test.map(Check::Test).into_iter().collect();
    if kind.takes_values()
        && !names_value
        && let Some(condition) = errors.handle(condition::lower(kind, &values))
    {
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

/// Names that may be given to roles or permissions by mistake.
const VALUES: [&str; 6] = ["role", "roles", "permission", "permissions", "any", "all"];

/// Returns the message for a plain value in a guard that only has options.
fn no_option(kind: GuardKind, value: &Expr) -> String {
    let is_fresh = kind == GuardKind::FreshLogin;
    let option = match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) if text.value().starts_with('/') => Some(if is_fresh {
            "refresh_view"
        } else {
            "login_view"
        }),
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) if is_fresh && seconds(text).is_ok() => Some("within"),
        _ => None,
    };
    match option {
        Some(option) => {
            let value = value.to_token_stream();
            format!("the name of the option is missing; write `{option} = {value}`")
        }
        None => "this is not an option; write options as `name = value`, and a role as \
                 `#[role_required(…)]`"
            .to_owned(),
    }
}

pub(super) const VIEW_IGNORED: &str =
    "with `unauthorized`, this `login_view` has no effect; remove one of the two";

/// Refuses options that belong to other guards, or are written in another way.
fn refuse_elsewhere(kind: GuardKind, options: &mut Options<'_>) {
    if kind != GuardKind::FreshLogin {
        for name in ["within", "refresh_view"] {
            let message = format!(
                "`{name}` applies to fresh logins only; write `#[fresh_login_required({name} = …)]`"
            );
            options.refuse(name, &message);
        }
    }
    if kind == GuardKind::Login {
        let message = "a fresh login has a guard of its own; write `#[fresh_login_required]`";
        options.refuse("fresh", message);
    }
    if kind.takes_values() {
        options.refuse(
            "test",
            "`test` is an option of `login_required`; write `#[login_required(test = …)]` next to this guard",
        );
    }
    for name in VALUES {
        let message = match (kind, name) {
            (GuardKind::Role, "role" | "roles")
            | (GuardKind::Permission, "permission" | "permissions") => {
                format!(
                    "the value needs no name; write `#[{}(…)]` with the value alone",
                    kind.name()
                )
            }
            (GuardKind::Role | GuardKind::Permission, "any" | "all") => {
                format!("`{name}` is not an option; write `{name}(…)`, without the `=`")
            }
            (_, "permission" | "permissions") => {
                "permissions have a guard of their own; write `#[permission_required(…)]`"
                    .to_owned()
            }
            (_, "role" | "roles") => {
                "roles have a guard of their own; write `#[role_required(…)]`".to_owned()
            }
            _ => continue,
        };
        options.refuse(name, &message);
    }
}

/// Returns an error for an option that is written as a call.
fn called_option(kind: GuardKind, value: &Expr) -> Option<Error> {
    let Expr::Call(call) = value else {
        return None;
    };
    let name = match &*call.func {
        Expr::Path(path) => path.path.get_ident()?,
        _ => return None,
    };
    options_of(kind).iter().any(|known| name == known).then(|| {
        error_on(
            value,
            format!("an option takes its value after `=`; write `{name} = …`"),
        )
    })
}

/// Returns the path of the runtime crate, whatever else is wrong with the arguments.
pub(super) fn runtime(tokens: TokenStream) -> Option<Path> {
    runtime_in(arguments(tokens).ok()?.pairs)
}

/// Returns a single word that is an option without its value: any word if the guard has only
/// options, otherwise a known one.
fn as_option(kind: GuardKind, value: &Expr) -> Option<&Ident> {
    let Expr::Path(path) = value else {
        return None;
    };
    let word = path.path.get_ident()?;
    let is_known = || {
        options_of(GuardKind::FreshLogin)
            .iter()
            .any(|known| word == known)
    };
    (!kind.takes_values() || is_known()).then_some(word)
}

/// Parses a duration like `15m` into seconds.
fn seconds(text: &LitStr) -> Result<u64> {
    const HOW: &str = "write a number followed by `s`, `m`, `h` or `d`, as in `\"15m\"`";
    let value = text.value();
    let not_a_duration = || error_on(text, format!("`{value}` is not a duration; {HOW}"));
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
            format!("`within` must be longer than zero; {HOW}"),
        )),
        Some(seconds) => Ok(seconds),
        None => Err(error_on(
            text,
            format!("`{value}` is too long to be counted in seconds; {HOW}"),
        )),
    }
}
