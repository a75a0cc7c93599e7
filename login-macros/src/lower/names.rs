//! Recognizes paths and types by their last segment.

use syn::{GenericArgument, Path, PathArguments, Type};

/// Returns whether the last segment of a path is one of `names`.
pub(super) fn ends_in(path: &Path, names: &[&str]) -> bool {
    let last = path.segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Returns whether a type is a path whose last segment is one of `names`.
pub(super) fn is_called(ty: &Type, names: &[&str]) -> bool {
    matches!(bare(ty), Type::Path(ty) if ends_in(&ty.path, names))
}

/// Removes parentheses, and the invisible groups that a `macro_rules!` puts around a type.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// Returns `A` and `B` of `Name<'a, A, B>`.
pub(super) fn type_arguments(ty: &Type) -> Vec<&Type> {
    let last = match bare(ty) {
        Type::Path(ty) => ty.path.segments.last(),
        _ => None,
    };
    let Some(PathArguments::AngleBracketed(arguments)) = last.map(|last| &last.arguments) else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
