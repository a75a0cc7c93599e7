//! From a user struct as it is written to what its marks mean.

use darling::{Error, Result, error::Accumulator};
use syn::{Ident, Index, LitStr, Member};

use super::options::Options;
use crate::{
    diagnostics::error_on,
    model::{Field, User, UserId},
    parse::{UserInput, fields, user_pairs},
};

/// The marks of one field.
struct Marked {
    field: Field,
    id: Option<Ident>,
    active: Option<Ident>,
    session_hash: Option<Ident>,
}

/// Checks a user type.
pub(crate) fn user(input: UserInput) -> Result<User> {
    let Some(fields) = fields(&input) else {
        return Err(error_on(
            &input.ident,
            "a user is a struct; write `#[derive(UserMixin)]` on one that has an id",
        ));
    };
    let mut errors = Error::accumulator();
    let of_struct = errors
        .handle_in(|| struct_options(&input))
        .unwrap_or_default();
    let marked: Vec<Marked> = fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| errors.handle_in(|| field_marks(index, field)))
        .collect();
    let id_field = one(&marked, "id", |marked| marked.id.as_ref(), &mut errors);
    let active = one(
        &marked,
        "active",
        |marked| marked.active.as_ref(),
        &mut errors,
    );
    let session_hash = one(
        &marked,
        "session_hash",
        |marked| marked.session_hash.as_ref(),
        &mut errors,
    );
    if let (Some(method), Some(_)) = (&of_struct.id, &id_field) {
        errors.push(error_on(
            method,
            "a field is marked `#[user(id)]` as well; remove one of the two",
        ));
    }
    let called_id = || {
        let mut fields = marked.iter().map(|marked| &marked.field);
        fields
            .find(|field| matches!(&field.member, Member::Named(name) if name == "id"))
            .cloned()
    };
    let id = match of_struct.id {
        Some(method) => errors.handle_in(|| Ok(UserId::Method(method.parse()?))),
        None => id_field
            .or_else(called_id)
            .map(|field| UserId::Field(Box::new(field))),
    };
    // With another mistake the id may only seem to be missing.
    errors = errors.checkpoint()?;
    if id.is_none() {
        errors.push(error_on(
            &input.ident,
            "no field is the user's id; mark one with `#[user(id)]`, or call it `id`",
        ));
    }
    errors.finish()?;
    match id {
        Some(id) => Ok(User {
            ident: input.ident,
            generics: input.generics,
            id,
            active,
            session_hash,
            equal_by_id: !of_struct.no_eq,
        }),
        None => Err(Error::custom("no field is the user's id").with_span(&input.ident)),
    }
}

#[derive(Default)]
struct StructOptions {
    no_eq: bool,
    id: Option<LitStr>,
}

fn struct_options(input: &UserInput) -> Result<StructOptions> {
    let pairs = user_pairs(&input.attrs)?;
    let mut options = Options::new("user", &["id", "no_eq"], pairs);
    let of_struct = StructOptions {
        no_eq: options.flag("no_eq").is_some(),
        id: options.text("id", "\"a_method\""),
    };
    options.finish(of_struct)
}

fn field_marks(index: usize, field: &syn::Field) -> Result<Marked> {
    let pairs = user_pairs(&field.attrs)?;
    let mut options = Options::new("user", &["id", "active", "session_hash"], pairs);
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index::from(index)),
    };
    let marked = Marked {
        field: Field {
            member,
            ty: field.ty.clone(),
        },
        id: options.flag("id"),
        active: options.flag("active"),
        session_hash: options.flag("session_hash"),
    };
    options.finish(marked)
}

/// The one field with this mark.
fn one(
    marked: &[Marked],
    name: &str,
    mark: fn(&Marked) -> Option<&Ident>,
    errors: &mut Accumulator,
) -> Option<Field> {
    let mut with_mark = marked
        .iter()
        .filter_map(|marked| Some((&marked.field, mark(marked)?)));
    let first = with_mark.next().map(|(field, _)| field.clone());
    for (_, again) in with_mark {
        errors.push(error_on(
            again,
            format!("another field is marked `#[user({name})]` already; remove one of the two"),
        ));
    }
    first
}
