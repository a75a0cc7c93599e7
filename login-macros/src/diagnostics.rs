//! Error messages. They state what is wrong, then what to write instead: in lower case, with code in
//! backticks, without a full stop, and on the token to change.

use darling::Error;
use quote::ToTokens;

/// Creates an error on `tokens`.
pub(crate) fn error_on(tokens: &dyn ToTokens, message: impl std::fmt::Display) -> Error {
    Error::from(syn::Error::new_spanned(tokens, message))
}
