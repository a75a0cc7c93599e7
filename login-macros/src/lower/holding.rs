//! Determines where a user's roles and permissions are, and the types that guards ask for.

use darling::error::Accumulator;
use quote::ToTokens;
use syn::{Ident, Type};

use super::{
    names::{is_called, type_arguments},
    user::{Marked, one},
};
use crate::{
    diagnostics::error_on,
    model::{Asked, Field, Holding, Kind},
};

pub(super) fn roles(
    marked: &[Marked],
    by_hand: Option<&Ident>,
    errors: &mut Accumulator,
) -> Option<Holding> {
    let single = one(marked, "role", |marked| marked.role.as_ref(), errors);
    let several = one(marked, "roles", |marked| marked.roles.as_ref(), errors);
    if let (Some(_), Some(roles)) = (
        &single,
        marked.iter().find_map(|field| field.roles.as_ref()),
    ) {
        errors.push(error_on(
            roles,
            "another field is marked `#[user(role)]` already; remove one of the two",
        ));
    }
    let of_fields = match (single, several) {
        (Some(field), _) if is_collection(&field.ty) => {
            let mark = marked.iter().find_map(|field| field.role.as_ref());
            errors.extend(mark.map(|mark| {
                error_on(
                    mark,
                    "`role` marks a single role; for a collection of them write `#[user(roles)]`",
                )
            }));
            None
        }
        // An `Option` is treated as a collection: a user with `None` has no role.
        (Some(field), _) if is_called(&field.ty, &["Option"]) => many(field, "role", errors),
        (Some(field), _) => {
            let asked = asked(&field.ty);
            Some(Holding::One { field, asked })
        }
        (None, several) => several.and_then(|field| many(field, "roles", errors)),
    };
    one_place(of_fields, by_hand, errors)
}

pub(super) fn permissions(
    marked: &[Marked],
    by_hand: Option<&Ident>,
    errors: &mut Accumulator,
) -> Option<Holding> {
    let field = one(
        marked,
        "permissions",
        |marked| marked.permissions.as_ref(),
        errors,
    );
    let of_fields = field.and_then(|field| many(field, "permissions", errors));
    one_place(of_fields, by_hand, errors)
}

pub(super) fn of_kinds(
    kinds: Vec<Kind>,
    by_hand: Option<&Ident>,
    errors: &mut Accumulator,
) -> Option<Holding> {
    let of_kinds = (!kinds.is_empty()).then_some(Holding::Kinds(kinds));
    one_place(of_kinds, by_hand, errors)
}

fn one_place(
    inside: Option<Holding>,
    by_hand: Option<&Ident>,
    errors: &mut Accumulator,
) -> Option<Holding> {
    let Some(by_hand) = by_hand else {
        return inside;
    };
    if inside.is_some() {
        errors.push(error_on(
            by_hand,
            format!(
                "`{by_hand}` on the type means that you implement the trait yourself, \
                 but it is marked further in as well; remove one of the two"
            ),
        ));
    }
    Some(Holding::ByHand)
}

fn many(field: Field, mark: &str, errors: &mut Accumulator) -> Option<Holding> {
    if let (true, [inside]) = (
        is_called(&field.ty, &["Option"]),
        type_arguments(&field.ty).as_slice(),
    ) && is_collection(inside)
    {
        errors.push(error_on(
            &field.ty,
            format!(
                "an empty collection already means none; write `{}` without the `Option`",
                inside.to_token_stream().to_string().replace(' ', "")
            ),
        ));
        return None;
    }
    let Some(element) = element(&field.ty) else {
        let advice = if mark == "roles" {
            "; for a single role write `#[user(role)]`"
        } else {
            ""
        };
        errors.push(error_on(
            &field.ty,
            format!("`{mark}` marks a collection, such as `Vec<T>` or `HashSet<T>`{advice}"),
        ));
        return None;
    };
    let asked = asked(element);
    Some(Holding::Many { field, asked })
}

/// Returns whether a type seems to be a collection by its name.
fn is_collection(ty: &Type) -> bool {
    const NAMES: [&str; 8] = [
        "BTreeSet",
        "HashSet",
        "IndexSet",
        "LinkedList",
        "SmallVec",
        "ThinVec",
        "Vec",
        "VecDeque",
    ];
    matches!(ty, Type::Array(_) | Type::Slice(_)) || is_called(ty, &NAMES)
}

/// Returns `T` of `Vec<T>`, `HashSet<T>`, `[T; N]`, `&[T]`, `Arc<[T]>`, …
fn element(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Array(array) => Some(&array.elem),
        Type::Slice(slice) => Some(&slice.elem),
        Type::Reference(reference) => element(&reference.elem),
        Type::Paren(paren) => element(&paren.elem),
        Type::Group(group) => element(&group.elem),
        _ => match type_arguments(ty).first()? {
            Type::Slice(slice) => Some(&slice.elem),
            first => Some(first),
        },
    }
}

/// Returns `str` for `String`, `&'static str`, `Cow<'static, str>`, `Box<str>`, …
fn asked(ty: &Type) -> Asked {
    let is_str = |ty: &Type| is_called(ty, &["str"]);
    let is_text = if let Type::Reference(reference) = ty {
        is_str(&reference.elem)
    } else {
        let first = type_arguments(ty).first().copied();
        is_called(ty, &["String"]) || first.is_some_and(is_str)
    };
    if is_text {
        Asked::Text
    } else {
        Asked::Type(Box::new(ty.clone()))
    }
}
