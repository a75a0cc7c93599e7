//! Parses a user type and its `#[user(…)]` attributes.

use syn::{Attribute, Meta, Result};

use super::arguments::{Pair, pairs};

pub(crate) use syn::DeriveInput as UserInput;

/// Collects the options of all `#[user(…)]` attributes in one place.
pub(crate) fn user_pairs(attributes: &[Attribute]) -> Result<Vec<Pair>> {
    let mut all = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("user") {
            match &attribute.meta {
                Meta::List(list) => all.extend(pairs(list.tokens.clone())?),
                other => {
                    return Err(syn::Error::new_spanned(
                        other,
                        "this attribute names no option; write one, as in `#[user(id)]`",
                    ));
                }
            }
        }
    }
    Ok(all)
}
