//! The attributes and the derive of the [`login`](https://docs.rs/login) crate, which
//! re-exports and documents them.
//!
//! tokens → `parse` → `lower` → `model` → `expand` → tokens. `parse` reads the syntax.
//! `lower` rejects everything that makes no sense, and reports all mistakes at once. `expand` cannot fail:
//! it can write everything that a `model` can express. If there are errors, the annotated item is kept
//! next to them, so that editors still understand it.

mod diagnostics;
mod expand;
mod lower;
mod model;
mod parse;

use proc_macro::TokenStream;

use crate::model::GuardKind;

#[allow(missing_docs)] // Documented on the re-export, where examples can use the runtime crate.
#[proc_macro_attribute]
pub fn login_required(arguments: TokenStream, item: TokenStream) -> TokenStream {
    guard(GuardKind::Login, arguments, item)
}

#[allow(missing_docs)] // Documented on the re-export.
#[proc_macro_attribute]
pub fn fresh_login_required(arguments: TokenStream, item: TokenStream) -> TokenStream {
    guard(GuardKind::FreshLogin, arguments, item)
}

#[allow(missing_docs)] // Documented on the re-export.
#[proc_macro_attribute]
pub fn role_required(arguments: TokenStream, item: TokenStream) -> TokenStream {
    guard(GuardKind::Role, arguments, item)
}

#[allow(missing_docs)] // Documented on the re-export.
#[proc_macro_attribute]
pub fn permission_required(arguments: TokenStream, item: TokenStream) -> TokenStream {
    guard(GuardKind::Permission, arguments, item)
}

#[allow(missing_docs)] // Documented on the re-export.
#[proc_macro_attribute]
pub fn login_not_required(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::not_required(&arguments.into(), item.into()).into()
}

#[allow(missing_docs)] // Documented on the re-export.
#[proc_macro_derive(UserMixin, attributes(user))]
pub fn user_mixin(item: TokenStream) -> TokenStream {
    expand::user_mixin_or_errors(item.into()).into()
}

fn guard(kind: GuardKind, arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::guard_or_errors(kind, arguments.into(), item.into()).into()
}
