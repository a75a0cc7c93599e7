//! Handlers with conditional arguments (`#[cfg(…)]`). A guard must know all arguments, so such a
//! handler is split into one handler for each case.

use quote::quote;
use syn::{Attribute, FnArg, Meta, parse_quote};

use crate::model::Function;

/// Returns one handler for each case, under its condition; only the handler itself if it has no conditions.
pub(super) fn cases(function: Function) -> Vec<Function> {
    let mut inputs = function.signature.inputs.iter().enumerate();
    let conditional = inputs.find_map(|(index, argument)| {
        let attributes = attributes(argument)?;
        let position = attributes.iter().position(is_cfg)?;
        Some((index, position))
    });
    let Some((index, position)) = conditional else {
        return vec![function];
    };
    let (mut with, mut without) = (function.clone(), function);
    let mut condition = None;
    if let Some(FnArg::Typed(argument)) = with.signature.inputs.get_mut(index) {
        condition = Some(argument.attrs.remove(position));
    }
    let others = std::mem::take(&mut without.signature.inputs)
        .into_iter()
        .enumerate();
    let others = others.filter(|(other, _)| *other != index);
    without.signature.inputs = others.map(|(_, argument)| argument).collect();
    if let Some(Attribute {
        meta: Meta::List(list),
        ..
    }) = &condition
    {
        let condition = &list.tokens;
        let otherwise = quote!(not(#condition));
        // The condition comes first, so that nothing of the other case is evaluated.
        with.attributes.insert(0, parse_quote!(#[cfg(#condition)]));
        without
            .attributes
            .insert(0, parse_quote!(#[cfg(#otherwise)]));
    }
    let mut all = cases(with);
    all.extend(cases(without));
    all
}

fn attributes(argument: &FnArg) -> Option<&[Attribute]> {
    match argument {
        FnArg::Typed(argument) => Some(&argument.attrs),
        FnArg::Receiver(_) => None,
    }
}

fn is_cfg(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("cfg"))
}
