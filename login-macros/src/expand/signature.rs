//! A guard by the handler's own signature: its arguments become one, which exists only once
//! the guard has let the request pass. Body and answer stay as they are.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::{Attribute, Signature, spanned::Spanned};

use super::{
    checks, requirement,
    tokens::{self, generated, located_at, private},
};
use crate::model::{Argument, ArgumentKind, Function, Guard, Policy, Usual};

pub(super) fn expand(guard: &Guard) -> TokenStream {
    let Guard {
        policy,
        merged,
        function,
        arguments,
        ..
    } = guard;
    let Function {
        attributes,
        visibility,
        signature,
        body,
    } = function;
    let Signature {
        asyncness,
        fn_token,
        ident,
        output,
        generics,
        ..
    } = signature;
    let where_clause = &generics.where_clause;
    let runtime = private(policy.runtime.as_ref(), Span::call_site());
    let (admission, guard_item) = admission(guard, &runtime);
    let merged = merged.iter().map(tokens::keep_name);
    let parameter = parameter(&runtime, &admission, arguments);
    // The handler first: editors complete in a copy of this expansion that is longer by a word
    // to come, and lose their place behind what names a type of the user's once more.
    quote! {
        #(#merged)*
        #(#attributes)*
        #visibility #asyncness #fn_token #ident(#parameter) #output #where_clause #body
        #guard_item
    }
}

/// The same of a handler that is written down again as it was read.
pub(super) fn expand_usual(usual: Usual) -> TokenStream {
    let Usual {
        fresh,
        arguments,
        head,
        parentheses,
        tail,
    } = usual;
    let runtime = private(None, Span::call_site());
    let parameter = parameter(&runtime, &plain_admission(fresh), &arguments);
    let mut group = Group::new(Delimiter::Parenthesis, parameter);
    group.set_span(parentheses);
    let group = TokenTree::Group(group);
    head.into_iter().chain([group]).chain(tail).collect()
}

/// The one argument that stands for all. `admission` is its type as far as that is known
/// without them.
fn parameter(
    runtime: &TokenStream,
    admission: &TokenStream,
    arguments: &[Argument],
) -> TokenStream {
    if arguments.is_empty() {
        return quote!(_: #runtime::#admission ()>);
    }
    let (mut pattern, mut ty) = (quote!(()), quote!(()));
    for argument in arguments.iter().rev() {
        let Argument {
            pattern: first,
            ty: first_type,
            kind,
        } = argument;
        if *kind == ArgumentKind::Extractor {
            pattern = quote!((#first, (), #pattern));
            ty = quote!((#first_type, (), #ty));
        } else {
            pattern = quote!((#first, #pattern));
            ty = quote!((#first_type, #ty));
        }
    }
    let checked = checked(runtime, arguments);
    quote!(#runtime::Admit { arguments: #pattern, .. }: #runtime::#admission #ty #checked>)
}

/// A constant that has a value only if the arguments are such as a handler can have: where
/// it has none the compiler has told why, at the argument, and is silent about the rest.
/// actix-web's own extractors are left to actix-web's words; checking hundreds of them would
/// be felt.
fn checked(runtime: &TokenStream, arguments: &[Argument]) -> Option<TokenStream> {
    let checks = arguments.iter().filter_map(|Argument { ty, kind, .. }| {
        let check = match kind {
            ArgumentKind::Any => "is_argument",
            ArgumentKind::User => "is_user",
            ArgumentKind::Extractor => return None,
        };
        let place = ty.span();
        let check = Ident::new(check, place);
        let runtime = located_at(place, runtime.clone());
        Some(quote_spanned!(place=> #runtime::#check::<#ty>()))
    });
    let checks: Vec<TokenStream> = checks.collect();
    (!checks.is_empty()).then(|| quote!(, { #(#checks)&* }))
}

fn plain_admission(fresh: bool) -> TokenStream {
    if fresh {
        quote!(FreshLoginAdmit<)
    } else {
        quote!(LoginAdmit<)
    }
}

/// The type of the one argument, up to what it is made of; and the item of the guard, if it
/// is the handler's own.
fn admission(guard: &Guard, runtime: &TokenStream) -> (TokenStream, Option<TokenStream>) {
    let Guard {
        policy,
        function,
        user,
        ..
    } = guard;
    if is_plain(policy) {
        return (plain_admission(policy.fresh), None);
    }
    let ident = &function.signature.ident;
    let name = format_ident!(
        "__login_guard_of_{}{}",
        ident,
        place_of(ident),
        span = Span::call_site()
    );
    let requirement = requirement::expand(policy);
    let known = generated("known");
    let checks = policy
        .checks
        .iter()
        .map(|check| checks::expand(check, policy, user.as_ref(), &known));
    let checks: Vec<TokenStream> = checks.collect();
    let check = (!checks.is_empty()).then(|| {
        quote! {
            fn check(
                #known: &#runtime::LoggedIn,
            ) -> #runtime::Result<(), #runtime::Error> {
                #(#checks)*
                #runtime::Ok(())
            }
        }
    });
    let conditions: Vec<&Attribute> = function
        .attributes
        .iter()
        .filter(|attribute| tokens::is_condition(attribute))
        .collect();
    let visibility = &function.visibility;
    let item = quote! {
        #(#conditions)*
        #[doc(hidden)]
        #[allow(dead_code, missing_debug_implementations, non_camel_case_types, unreachable_pub)]
        #visibility struct #name;

        #(#conditions)*
        #[automatically_derived]
        impl #runtime::Guard for #name {
            const REQUIREMENT: #runtime::Requirement = #requirement;

            #check
        }
    };
    (quote!(Admit<#name,), Some(item))
}

/// Where a handler is, for a name: that there are two of one name is to be said of them, and not
/// of their guards as well.
fn place_of(ident: &Ident) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let place = ident.span().unwrap();
    format!("_{}_{}", place.line(), place.column())
}

fn is_plain(policy: &Policy) -> bool {
    let Policy {
        fresh: _,
        usual_age: _,
        within,
        login_view,
        refresh_view,
        unauthorized,
        checks,
        runtime: _,
    } = policy;
    within.is_none()
        && login_view.is_none()
        && refresh_view.is_none()
        && unauthorized.is_none()
        && checks.is_empty()
}
