//! Type parameters of types that must not borrow.

use syn::{
    Generics, Ident, Type, TypeParamBound, WherePredicate, parse_quote, punctuated::Punctuated,
    token::Plus,
};

/// Returns the parameters with a `'static` bound on each type.
pub(crate) fn owned(mut generics: Generics) -> Generics {
    let bound: TypeParamBound = parse_quote!('static);
    let mut where_clause = generics.where_clause.take();
    for parameter in generics.type_params_mut() {
        // Clippy requires all bounds of a parameter in one place.
        let predicates = where_clause.iter_mut().flat_map(|all| &mut all.predicates);
        let beside = predicates.filter_map(|predicate| bounds_of(&parameter.ident, predicate));
        let bounds = beside.last().unwrap_or(&mut parameter.bounds);
        if !bounds.iter().any(|other| *other == bound) {
            bounds.push(bound.clone());
        }
    }
    generics.where_clause = where_clause;
    generics
}

fn bounds_of<'a>(
    parameter: &Ident,
    predicate: &'a mut WherePredicate,
) -> Option<&'a mut Punctuated<TypeParamBound, Plus>> {
    match predicate {
        WherePredicate::Type(predicate) => match &predicate.bounded_ty {
            Type::Path(ty) if ty.path.is_ident(parameter) => Some(&mut predicate.bounds),
            _ => None,
        },
        _ => None,
    }
}
