//! What can be wrong with a `test` as it is written, where the compiler would say something else.

use darling::{Error, Result};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprPath, Pat};

use crate::{
    diagnostics::error_on,
    model::{Check, Condition, Place},
};

const HOW: &str = "write `User::is_admin`, or a closure like `|user: &User| user.admin`";

/// Refuses what is no function that could be asked about a user.
pub(super) fn lower(test: Expr) -> Result<Expr> {
    let mistake = match &test {
        Expr::Lit(_) => "a test is a function",
        Expr::Binary(_) | Expr::Unary(_) => "tests are not combined by operators",
        Expr::Field(field) if is_variable(&field.base) => "there is no user yet to take this from",
        Expr::MethodCall(call) if is_variable(&call.receiver) => {
            "there is no user yet to ask this of"
        }
        Expr::Call(call) if call.args.is_empty() && is_method(&call.func) => {
            return Err(error_on(
                &test,
                format!(
                    "a test is a function, not what it answers; write `{}`",
                    words(&call.func)
                ),
            ));
        }
        Expr::Closure(closure) => match &closure.asyncness {
            None => return Ok(test),
            Some(token) => {
                return Err(error_on(
                    token,
                    "a test waits for nothing; remove `async`, and test what the loader has found",
                ));
            }
        },
        _ => return Ok(test),
    };
    Err(error_on(&test, format!("{mistake}; {HOW}")))
}

/// As somebody would have written it.
fn words(path: &Expr) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// A name in small letters, which could only be an argument or a variable.
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

/// A function of a type, as in `User::is_admin`.
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

/// A `Self` in a check of a function that is in no `impl`.
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
            "this function is in no `impl`, so there is no `Self`; write the type's name",
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
