//! How mistakes are reported: what is wrong, a semicolon, what to write instead. Lower case, code in
//! backticks, no full stop, on the token to change.

use darling::Error;
use quote::ToTokens;

/// An error on `tokens`.
pub(crate) fn error_on(tokens: &dyn ToTokens, message: impl std::fmt::Display) -> Error {
    Error::from(syn::Error::new_spanned(tokens, message))
}
