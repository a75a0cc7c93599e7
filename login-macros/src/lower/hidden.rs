//! Finds handlers that a guarded module or `impl` block may contain unseen by its guard.

use darling::Error;
use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::{diagnostics::error_on, parse::ContainerKind};

/// Returns why an item other than a function might leave a handler open: a constant may be a closure, and a
/// macro may generate any code.
pub(super) fn hides_handler(kind: ContainerKind, item: &TokenStream) -> Option<Error> {
    let mut words = item.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    });
    let is_definition = words.clone().any(|word| word == "macro_rules");
    let first = words.next()?;
    if !is_definition && has_async_function(item.clone()) {
        return Some(error_on(
            &first,
            "an `async fn` in here would not be guarded; move it out, or into a `mod` marked \
             `#[login_not_required]` if it is meant to be open",
        ));
    }
    may_write_handler(kind, item)
}

/// Returns the same for a macro whose call does not show what it generates.
fn may_write_handler(kind: ContainerKind, item: &TokenStream) -> Option<Error> {
    let advice = match kind {
        ContainerKind::Module => {
            "move the call out, or into a `mod` marked `#[login_not_required]`"
        }
        ContainerKind::InherentImpl => "move the call to an `impl` block without a guard",
        ContainerKind::OfTrait => return None,
    };
    let name = called_macro(item)?;
    let is_harmless = MAKE_NO_HANDLERS.iter().any(|known| name == known);
    (!is_harmless).then(|| {
        let message = format!("handlers that this macro generates would not be guarded; {advice}");
        error_on(&name, message)
    })
}

/// Macros that are known to generate only items of other kinds.
const MAKE_NO_HANDLERS: [&str; 7] = [
    "assert_impl_all",
    "bitflags",
    "compile_error",
    "const_assert",
    "lazy_static",
    "task_local",
    "thread_local",
];

/// Returns the name of a macro that is called as an item.
fn called_macro(item: &TokenStream) -> Option<Ident> {
    let mut tokens = item.clone().into_iter();
    let mut name: Option<Ident> = None;
    let mut in_path = true;
    loop {
        match tokens.next()? {
            TokenTree::Punct(mark) if mark.as_char() == '#' => drop(tokens.next()),
            TokenTree::Punct(mark) if mark.as_char() == ':' => in_path = true,
            TokenTree::Punct(mark) if mark.as_char() == '!' => break,
            TokenTree::Ident(word) if in_path => {
                name = Some(word);
                in_path = false;
            }
            _ => return None,
        }
    }
    // A `macro_rules!` is followed by the name that it defines.
    matches!(tokens.next(), Some(TokenTree::Group(_)))
        .then_some(name)
        .flatten()
}

/// Returns whether a body contains `async fn` anywhere; bodies are not parsed otherwise.
pub(super) fn has_async_function(body: TokenStream) -> bool {
    let mut after_async = false;
    body.into_iter().any(|token| match token {
        TokenTree::Ident(word) => {
            let found = after_async && word == "fn";
            after_async = word == "async";
            found
        }
        TokenTree::Group(group) => {
            after_async = false;
            has_async_function(group.stream())
        }
        _ => {
            after_async = false;
            false
        }
    })
}
