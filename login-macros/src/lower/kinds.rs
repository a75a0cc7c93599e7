//! Lowers an enum of users of several types.

use darling::{Error, Result};
use syn::{DataEnum, Fields, Ident, Type, Variant};

use super::options::Options;
use crate::{diagnostics::error_on, model::Kind, parse::user_pairs};

/// All kinds, those that have roles, and those that have permissions.
pub(super) type Kinds = (Vec<Kind>, Vec<Kind>, Vec<Kind>);

pub(super) fn lower(ident: &Ident, data: &DataEnum) -> Result<Kinds> {
    let mut errors = Error::accumulator();
    let (mut kinds, mut with_roles, mut with_permissions) = Kinds::default();
    if data.variants.is_empty() {
        errors.push(error_on(
            ident,
            "this enum has no variants; write one for each kind of user, such as `Staff(Staff)`",
        ));
    }
    for variant in &data.variants {
        let Some((user, marks)) = errors.handle_in(|| kind(variant)) else {
            continue;
        };
        let kind = || Kind {
            ident: variant.ident.clone(),
            user: user.clone(),
        };
        kinds.push(kind());
        if marks.roles {
            with_roles.push(kind());
        }
        if marks.permissions {
            with_permissions.push(kind());
        }
    }
    errors.finish_with((kinds, with_roles, with_permissions))
}

struct Marks {
    roles: bool,
    permissions: bool,
}

fn kind(variant: &Variant) -> Result<(Type, Marks)> {
    let mut options = Options::new(
        "user",
        &["roles", "permissions"],
        user_pairs(&variant.attrs)?,
    );
    let marks = Marks {
        roles: options.flag("roles").is_some(),
        permissions: options.flag("permissions").is_some(),
    };
    let marks = options.finish(marks)?;
    let single = match &variant.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
        _ => None,
    };
    let Some(user) = single else {
        let name = &variant.ident;
        return Err(error_on(
            name,
            format!(
                "a variant must hold exactly one user; write `{name}({name})`, \
                 where `{name}` is a struct with `#[derive(UserMixin)]`"
            ),
        ));
    };
    if let Some(attribute) = user.attrs.iter().find(|at| at.path().is_ident("user")) {
        return Err(error_on(
            &attribute.meta,
            "this has no effect here; write it in the struct that the variant holds",
        ));
    }
    Ok((user.ty.clone(), marks))
}
