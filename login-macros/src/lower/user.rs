//! Lowers a user type and its attributes.

use darling::{Error, Result, error::Accumulator};
use quote::format_ident;
use syn::{Data, DataStruct, Ident, Index, LitStr, Member, Path};

use super::{
    holding, kinds,
    names::{is_called, type_arguments},
    options::Options,
};
use crate::{
    diagnostics::error_on,
    model::{Field, SessionHash, Shape, User, owned},
    parse::{UserInput, user_pairs},
};

/// Checks a user type.
pub(crate) fn user(input: UserInput) -> Result<User> {
    let mut errors = Error::accumulator();
    let of_type = errors
        .handle_in(|| type_options(&input))
        .unwrap_or_default();
    if let Some(lifetime) = input.generics.lifetimes().next() {
        errors.push(error_on(
            lifetime,
            "a user type cannot borrow, because it outlives the request; \
             own the data, as in `name: String`",
        ));
    }
    let id_method: Option<Path> = of_type
        .id
        .as_ref()
        .and_then(|method| errors.handle_in(|| method_path(method)));
    let (shape, roles, permissions) = match &input.data {
        Data::Struct(data) => {
            let marked = marked_fields(data, &mut errors);
            // If an attribute is wrong, the id may only seem to be missing.
            errors = errors.checkpoint()?;
            if let Some(name) = &of_type.id_type {
                errors.push(error_on(
                    name,
                    "`id_type` is an option for enums of users only; remove it",
                ));
            }
            let shape = errors.handle_in(|| struct_shape(&input.ident, &of_type, &marked));
            let roles = holding::roles(&marked, of_type.roles.as_ref(), &mut errors);
            let permissions =
                holding::permissions(&marked, of_type.permissions.as_ref(), &mut errors);
            (shape, roles, permissions)
        }
        Data::Enum(data) => {
            let kinds = errors.handle_in(|| kinds::lower(&input.ident, data));
            let (kinds, with_roles, with_permissions) = kinds.unwrap_or_default();
            let roles = holding::of_kinds(with_roles, of_type.roles.as_ref(), &mut errors);
            let permissions =
                holding::of_kinds(with_permissions, of_type.permissions.as_ref(), &mut errors);
            let default = || format_ident!("{}Id", input.ident);
            let id_type = of_type.id_type.clone().unwrap_or_else(default);
            let shape = Shape::Kinds {
                all: kinds,
                id_type,
            };
            (Some(shape), roles, permissions)
        }
        Data::Union(data) => {
            errors.push(error_on(
                &data.union_token,
                "a user type must be a struct or an enum; write `struct`",
            ));
            (None, None, None)
        }
    };
    errors.finish()?;
    Ok(User {
        runtime: of_type.runtime,
        visibility: input.vis,
        ident: input.ident,
        // A user outlives the request, so its type parameters must not borrow either.
        generics: owned(input.generics),
        shape: shape.ok_or_else(|| Error::custom("a user type must be a struct or an enum"))?,
        id_method,
        roles,
        permissions,
        equal_by_id: !of_type.no_eq,
    })
}

#[derive(Default)]
struct TypeOptions {
    runtime: Option<Path>,
    no_eq: bool,
    id: Option<LitStr>,
    id_type: Option<Ident>,
    roles: Option<Ident>,
    permissions: Option<Ident>,
}

fn type_options(input: &UserInput) -> Result<TypeOptions> {
    let pairs = user_pairs(&input.attrs)?;
    let known = ["crate", "id", "id_type", "no_eq", "roles", "permissions"];
    let mut options = Options::new("user", &known, pairs);
    let id_type = options.name("id_type", "AccountKey");
    let id = options.text("id", "\"a_method\"");
    if let (Some(name), Some(_)) = (&id_type, &id) {
        options.mistake(
            name,
            "ids that the method `id` returns are text and need no `id_type`; remove one of the two",
        );
    }
    let of_type = TypeOptions {
        runtime: options.path("crate", "facade::login"),
        no_eq: options.flag("no_eq").is_some(),
        id,
        id_type,
        roles: options.flag("roles"),
        permissions: options.flag("permissions"),
    };
    options.finish(of_type)
}

fn method_path(method: &LitStr) -> Result<Path> {
    method.parse().map_err(|_| {
        error_on(
            method,
            "this is not the name of a method; write one such as `\"token\"`",
        )
    })
}

/// A field and its attributes.
pub(super) struct Marked {
    pub(super) field: Field,
    id: Option<Ident>,
    active: Option<Ident>,
    session_hash: Option<Ident>,
    pub(super) role: Option<Ident>,
    pub(super) roles: Option<Ident>,
    pub(super) permissions: Option<Ident>,
}

fn marked_fields(data: &DataStruct, errors: &mut Accumulator) -> Vec<Marked> {
    let fields = data.fields.iter().enumerate();
    fields
        .filter_map(|(index, field)| errors.handle_in(|| field_marks(index, field)))
        .collect()
}

fn field_marks(index: usize, field: &syn::Field) -> Result<Marked> {
    let pairs = user_pairs(&field.attrs)?;
    let known = [
        "id",
        "active",
        "session_hash",
        "role",
        "roles",
        "permissions",
    ];
    let mut options = Options::new("user", &known, pairs);
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index::from(index)),
    };
    options.refuse(
        "id_type",
        "`id_type` is an option for enums of users only; remove it",
    );
    options.refuse(
        "no_eq",
        "`no_eq` applies to the whole type; write `#[user(no_eq)]` above it",
    );
    options.refuse(
        "crate",
        "`crate` applies to the whole type; write `#[user(crate = …)]` above it",
    );
    let marked = Marked {
        field: Field {
            member,
            ty: field.ty.clone(),
        },
        id: options.flag("id"),
        active: options.flag("active"),
        session_hash: options.flag("session_hash"),
        role: options.flag("role"),
        roles: options.flag("roles"),
        permissions: options.flag("permissions"),
    };
    options.finish(marked)
}

fn struct_shape(ident: &Ident, of_type: &TypeOptions, marked: &[Marked]) -> Result<Shape> {
    let mut errors = Error::accumulator();
    let id_field = one(marked, "id", |marked| marked.id.as_ref(), &mut errors);
    let active = one(
        marked,
        "active",
        |marked| marked.active.as_ref(),
        &mut errors,
    );
    let session_hash = one(
        marked,
        "session_hash",
        |marked| marked.session_hash.as_ref(),
        &mut errors,
    );
    if let (Some(method), Some(_)) = (&of_type.id, &id_field) {
        errors.push(error_on(
            method,
            "a field is marked `#[user(id)]` too; remove one of the two",
        ));
    }
    let called_id = || {
        let mut fields = marked.iter().map(|marked| &marked.field);
        fields
            .find(|field| matches!(&field.member, Member::Named(name) if name == "id"))
            .cloned()
    };
    let id = if of_type.id.is_some() {
        None
    } else {
        id_field.or_else(called_id).map(Box::new)
    };
    if id.is_none() && of_type.id.is_none() {
        errors.push(error_on(
            ident,
            "no field holds the id of the user; mark one with `#[user(id)]`, or name it `id`",
        ));
    }
    errors.finish_with(Shape::Struct {
        id,
        active: active.map(Box::new),
        session_hash: session_hash.map(|field| Box::new(of_option(field))),
    })
}

fn of_option(field: Field) -> SessionHash {
    let is_option = is_called(&field.ty, &["Option"]);
    let inside = type_arguments(&field.ty).first().copied().cloned();
    SessionHash {
        of_option: inside.filter(|_| is_option),
        field,
    }
}

/// Returns the field with this attribute, of which there may be only one.
pub(super) fn one(
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
