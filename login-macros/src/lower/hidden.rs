//! Handlers that a guarded module or `impl` block may have where no guard sees them.

use darling::Error;
use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::{diagnostics::error_on, parse::ContainerKind};

/// Why an item that is no function would leave a handler open: a constant may be a closure, and a
/// macro may make anything of what it is given.
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

/// The same of a macro whose call does not show what it writes.
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

/// Macros that are known to write items of other kinds.
const MAKE_NO_HANDLERS: [&str; 7] = [
    "assert_impl_all",
    "bitflags",
    "compile_error",
    "const_assert",
    "lazy_static",
    "task_local",
    "thread_local",
];

/// The name of a macro that is called in the place of an item.
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
    // Behind `macro_rules!` stands the name of what it defines.
    matches!(tokens.next(), Some(TokenTree::Group(_)))
        .then_some(name)
        .flatten()
}

/// Whether `async fn` stands anywhere in a body, which is not looked into otherwise.
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
