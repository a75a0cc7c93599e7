//! Guards a handler through its signature. Its arguments are merged into one, which can be extracted only
//! if the guard lets the request pass. The body and the return type stay unchanged.

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
    // The handler comes first: editors complete in a copy of this expansion that contains an extra word,
    // and lose their position behind another mention of the user's types.
    quote! {
        #(#merged)*
        #(#attributes)*
        #visibility #asyncness #fn_token #ident(#parameter) #output #where_clause #body
        #guard_item
    }
}

/// Expands a handler that was read token by token, and writes its tokens back unchanged.
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

/// Writes the single parameter that contains all arguments. `admission` is its type, up to the
/// arguments.
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

/// Writes a constant that has a value only if the arguments are valid for a handler. If they are not,
/// the compiler reports that at the argument, and suppresses further errors. The arguments of actix-web's
/// own extractors are not checked: actix-web reports those itself, and checking hundreds of them would
/// slow down compilation noticeably.
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

/// Returns the type of the single parameter, up to its arguments, and the guard's own item if it
/// needs one.
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
        "__login_needs_a_guard_on_the_impl_block_of_{}{}",
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

/// Returns the position of a handler, to make a name unique. If two handlers have the same name, the
/// error is then reported for them, and not for their guards as well.
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
