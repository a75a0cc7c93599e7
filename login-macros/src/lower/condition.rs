//! Lowers roles and permissions, alone or grouped by `any(…)` and `all(…)`.

use darling::{Error, Result};
use quote::ToTokens;
use syn::{Expr, ExprCall, ExprLit, Lit, punctuated::Punctuated, token::Comma};

use crate::{
    diagnostics::error_on,
    model::{Condition, GuardKind},
};

/// Returns the condition that a guard asks for.
pub(super) fn lower(kind: GuardKind, values: &[Expr]) -> Result<Condition> {
    let words = Words::of(kind);
    match values {
        [] => Err(Error::custom(format!(
            "no {} is given; write `#[{}({})]`",
            words.noun,
            kind.name(),
            words.example,
        ))),
        [value] => condition(words, value),
        [_, second, ..] => Err(error_on(
            second,
            format!(
                "several {noun}s need a group; write `any(…)` if one of them is enough, `all(…)` if every one is required",
                noun = words.noun,
            ),
        )),
    }
}

#[derive(Clone, Copy)]
struct Words {
    noun: &'static str,
    example: &'static str,
}

impl Words {
    fn of(kind: GuardKind) -> Self {
        match kind {
            GuardKind::Permission => Self {
                noun: "permission",
                example: "\"posts.edit\"",
            },
            _ => Self {
                noun: "role",
                example: "Role::Admin",
            },
        }
    }
}

fn condition(words: Words, value: &Expr) -> Result<Condition> {
    let Words { noun, example } = words;
    match value {
        Expr::Group(group) => condition(words, &group.expr),
        Expr::Call(call) if is_named(call, "any") => {
            Ok(Condition::Any(grouped(words, "nobody", call)?))
        }
        Expr::Call(call) if is_named(call, "all") => {
            Ok(Condition::All(grouped(words, "everybody", call)?))
        }
        Expr::Call(call) if meant(call).is_some() => Err(error_on(
            &call.func,
            format!(
                "`{}` does not group {noun}s; did you mean `{}`?",
                call.func.to_token_stream(),
                meant(call).unwrap_or_default()
            ),
        )),
        Expr::Macro(found)
            if ["any", "all"]
                .iter()
                .any(|word| found.mac.path.is_ident(word)) =>
        {
            Err(error_on(
                &found.mac.path,
                format!(
                    "`{name}` is not a macro; write `{name}(…)`",
                    name = found.mac.path.to_token_stream()
                ),
            ))
        }
        Expr::Paren(inner) => Err(error_on(
            value,
            format!(
                "parentheses group nothing here; write `{}`",
                inner.expr.to_token_stream()
            ),
        )),
        Expr::Reference(inner) => Err(error_on(
            value,
            format!(
                "a {noun} is not given by reference; write `{}`",
                inner.expr.to_token_stream()
            ),
        )),
        Expr::Path(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Struct(_)
        | Expr::Macro(_)
        | Expr::Lit(ExprLit {
            lit: Lit::Str(_), ..
        }) => Ok(Condition::Has(Box::new(value.clone()))),
        Expr::Binary(_) => Err(error_on(
            value,
            format!(
                "operators cannot combine {noun}s; write `any(…)` for \"or\", `all(…)` for \"and\""
            ),
        )),
        Expr::Unary(_) => Err(error_on(
            value,
            format!(
                "a guard cannot require that a {noun} is missing; write `#[login_required(test = …)]` instead"
            ),
        )),
        Expr::Closure(_) => Err(error_on(
            value,
            format!(
                "this is not a {noun}; for a condition of your own write `#[login_required(test = …)]`"
            ),
        )),
        _ => Err(error_on(
            value,
            format!(
                "this is not a {noun}; write one such as `{example}`, or a group such as `any(…)` or `all(…)`"
            ),
        )),
    }
}

fn grouped(words: Words, passes: &str, call: &ExprCall) -> Result<Vec<Condition>> {
    if call.args.is_empty() {
        let group = call.func.to_token_stream();
        return Err(error_on(
            call,
            format!(
                "an empty `{group}()` lets {passes} pass; name a {} in it",
                words.noun
            ),
        ));
    }
    all_of(words, &call.args)
}

fn all_of(words: Words, values: &Punctuated<Expr, Comma>) -> Result<Vec<Condition>> {
    let mut errors = Error::accumulator();
    let conditions = values
        .iter()
        .filter_map(|value| errors.handle(condition(words, value)))
        .collect();
    errors.finish_with(conditions)
}

/// Returns the group that was probably meant by another name.
fn meant(call: &ExprCall) -> Option<&'static str> {
    const ANY: [&str; 5] = ["any_of", "one_of", "some_of", "either", "or"];
    const ALL: [&str; 4] = ["all_of", "each_of", "both", "and"];
    let is_one_of = |words: &[&str]| words.iter().any(|word| is_named(call, word));
    if is_one_of(&ANY) {
        Some("any")
    } else {
        is_one_of(&ALL).then_some("all")
    }
}

fn is_named(call: &ExprCall, name: &str) -> bool {
    matches!(&*call.func, Expr::Path(path) if path.path.is_ident(name))
}
