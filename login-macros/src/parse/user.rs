//! A user struct and its `#[user(…)]` attributes.

use syn::{Attribute, Data, DeriveInput, Meta, Result};

use super::pairs::{Pair, pairs};

pub(crate) use syn::DeriveInput as UserInput;

/// All that `#[user(…)]` attributes say in one place.
pub(crate) fn user_pairs(attributes: &[Attribute]) -> Result<Vec<Pair>> {
    let mut all = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident("user") {
            match &attribute.meta {
                Meta::List(list) => all.extend(pairs(list.tokens.clone())?),
                other => {
                    return Err(syn::Error::new_spanned(
                        other,
                        "it says nothing; write `#[user(id)]` or the like",
                    ));
                }
            }
        }
    }
    Ok(all)
}

/// The fields of a struct; nothing for an enum or a union.
pub(crate) fn fields(input: &DeriveInput) -> Option<&syn::Fields> {
    match &input.data {
        Data::Struct(data) => Some(&data.fields),
        _ => None,
    }
}
