//! Checks a `test` for mistakes that the compiler would describe less clearly.

use darling::{Error, Result};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprPath, Pat};

use crate::{
    diagnostics::error_on,
    model::{Check, Condition, Place},
};

const HOW: &str =
    "write one such as `User::is_admin`, or a closure such as `|user: &User| user.admin`";

/// Refuses expressions that cannot be a function of a user.
pub(super) fn lower(test: Expr) -> Result<Expr> {
    let mistake = match &test {
        Expr::Lit(_) => "a test must be a function",
        Expr::Binary(_) | Expr::Unary(_) => {
            "operators cannot combine tests, a test must be a single function"
        }
        Expr::Field(field) if is_variable(&field.base) => {
            "a test must be a function, because there is no user here yet"
        }
        Expr::MethodCall(call) if is_variable(&call.receiver) => {
            "a test must be a function, because there is no user here yet"
        }
        Expr::Call(call) if call.args.is_empty() && is_method(&call.func) => {
            return Err(error_on(
                &test,
                format!(
                    "a test must be a function, not its result; write `{}`",
                    words(&call.func)
                ),
            ));
        }
        Expr::Closure(closure) => match &closure.asyncness {
            None => return Ok(test),
            Some(token) => {
                return Err(error_on(
                    token,
                    "a test cannot be asynchronous; remove `async`, and test what the user loader has loaded",
                ));
            }
        },
        _ => return Ok(test),
    };
    Err(error_on(&test, format!("{mistake}; {HOW}")))
}

/// Returns a path as one would write it.
fn words(path: &Expr) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// Returns whether an expression begins with a lower-case name, which can only be an argument or a variable.
fn is_variable(base: &Expr) -> bool {
    match base {
        Expr::Field(field) => is_variable(&field.base),
        Expr::MethodCall(call) => is_variable(&call.receiver),
        Expr::Path(path) => path
            .path
            .get_ident()
            .is_some_and(|name| !name.to_string().contains(char::is_uppercase)),
        _ => false,
    }
}

/// Returns whether an expression is a function of a type, as in `User::is_admin`.
fn is_method(function: &Expr) -> bool {
    let Expr::Path(ExprPath { path, .. }) = function else {
        return false;
    };
    let mut before = path.segments.iter().rev().skip(1);
    before.next().is_some_and(|of| {
        let of = of.ident.to_string();
        of.starts_with(char::is_uppercase)
    })
}

/// Returns an error if a closure's argument does not reveal the user's type.
pub(super) fn untyped_argument(check: &Check) -> Option<Error> {
    let Check::Test(Expr::Closure(closure)) = check else {
        return None;
    };
    let argument = closure.inputs.first()?;
    matches!(argument, Pat::Ident(_) | Pat::Wild(_)).then(|| {
        error_on(
            argument,
            "the type of the user is missing; write it, as in `|user: &User|`",
        )
    })
}

/// Returns an error for a `Self` in a check of a function that is not in an `impl`.
pub(super) fn nameless(check: &Check, place: Place) -> Option<Error> {
    if place == Place::Associated {
        return None;
    }
    let found = match check {
        Check::Test(test) => self_in(test.to_token_stream()),
        Check::Role(condition) | Check::Permission(condition) => self_of(condition),
    };
    found.map(|word| {
        error_on(
            &word,
            "there is no `Self` outside of an `impl` block; write the name of the type",
        )
    })
}

fn self_of(condition: &Condition) -> Option<Ident> {
    match condition {
        Condition::Has(asked) => self_in(asked.to_token_stream()),
        Condition::Any(conditions) | Condition::All(conditions) => {
            conditions.iter().find_map(self_of)
        }
    }
}

fn self_in(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "Self" => Some(word),
        TokenTree::Group(group) => self_in(group.stream()),
        _ => None,
    })
}
