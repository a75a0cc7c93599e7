//! Guards a handler through a wrapper function.
//!
//! A function with the handler's name takes the raw request, decides, and only then extracts
//! the handler's arguments one by one. The handler itself is unchanged, nested inside or, if it is
//! an associated function, next to it. The logic is in `login::__private`, not here.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    Attribute, GenericParam, Generics, Meta, PathSegment, ReturnType, Signature, Type,
    ext::IdentExt, spanned::Spanned,
};

use super::{
    checks, requirement,
    tokens::{self, generated, located_at, private},
};
use crate::model::{Argument, ArgumentKind, Function, Guard, Place, owned};

#[allow(clippy::too_many_lines)] // Easier to read as one expansion.
pub(super) fn expand(guard: &Guard, place: Place) -> TokenStream {
    let Guard {
        policy,
        merged,
        function,
        arguments,
        user,
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
        generics,
        ..
    } = signature;
    let (outer_attributes, inner_attributes) = tokens::apart(attributes);
    let outer_attributes: Vec<Attribute> = match place {
        Place::Free => outer_attributes.into_iter().cloned().collect(),
        Place::Associated => outer_attributes.into_iter().map(not_expected).collect(),
    };
    let undocumented_errors =
        (!returns_result(&signature.output)).then(|| quote!(#[allow(clippy::missing_errors_doc)]));
    // A plain handler needs these bounds as well, but only when it is registered.
    let parameters = owned(generics.clone());
    let where_clause = &parameters.where_clause;
    let handler_name = format_ident!("__login_{}", ident, span = ident.span());
    let runtime_at = |place| private(policy.runtime.as_ref(), place);
    let runtime = runtime_at(Span::call_site());
    let requirement = requirement::expand(policy);
    let request = generated("request");
    let known = generated("known");
    let admitted = generated("admitted");
    let mutability = (!arguments.is_empty()).then(|| quote!(mut));

    let names: Vec<Ident> = (0..arguments.len())
        .map(|index| generated(&format!("argument_{index}")))
        .collect();
    // All tokens are located at the argument's type: rustc then merges its errors about an argument
    // into one. The type itself is inferred from the call of the handler, because an unknown type would
    // otherwise be reported twice, in different ways.
    let extractions = arguments.iter().zip(&names).map(|(argument, name)| {
        let Argument { ty, kind, .. } = argument;
        let place = ty.span();
        let runtime = runtime_at(place);
        let extract = match kind {
            ArgumentKind::Any => quote_spanned!(place=> argument::<_, true>),
            ArgumentKind::User | ArgumentKind::Extractor => quote_spanned!(place=> known_argument),
        };
        quote_spanned! {place=>
            let #name = #runtime::#extract(&mut #admitted).await?;
        }
    });
    let checks = policy
        .checks
        .iter()
        .map(|check| checks::expand(check, policy, user.as_ref(), &known));
    let merged = merged.iter().map(tokens::keep_name);
    let turbofish = turbofish(generics);
    let output_span = match &signature.output {
        ReturnType::Default => ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let callee = match place {
        Place::Free => located_at(output_span, ident.to_token_stream()),
        Place::Associated => {
            let name = located_at(output_span, handler_name.to_token_stream());
            quote_spanned!(output_span=> Self::#name)
        }
    };
    let answer_runtime = runtime_at(output_span);
    // An error about a part of a type is described better by the compiler than by us.
    let answer_by = if has_parts(&signature.output) {
        quote_spanned!(output_span=> answer)
    } else {
        quote_spanned!(output_span=> HandlerAnswer::answer)
    };
    let answer = quote_spanned! {output_span=>
        #answer_runtime::#answer_by(
            #callee #turbofish (#(#names),*).await,
            &#admitted,
        )
    };
    // A free handler is nested inside; an associated one is placed next to it, where `Self` is the same.
    let (inside, beside) = match place {
        Place::Free => {
            let handler = quote! {
                #(#inner_attributes)*
                #[allow(clippy::unused_async, non_snake_case)]
                #signature #body
            };
            (Some(handler), None)
        }
        Place::Associated => {
            let repeated = outer_attributes
                .iter()
                .filter(|at| is_about_the_code_too(at));
            let inner_attributes = inner_attributes
                .iter()
                .map(|attribute| span_of_its_name(attribute, ident));
            let signature = Signature {
                ident: handler_name.clone(),
                ..signature.clone()
            };
            let handler = quote! {
                #(#repeated)*
                #(#inner_attributes)*
                #[allow(clippy::unused_async, non_snake_case)]
                #signature #body
            };
            (None, Some(handler))
        }
    };
    let wrapping = quote! {
        #(#merged)*
        #inside
        let #known = #runtime::guard(#request, #requirement).await?;
        #(#checks)*
        let #mutability #admitted = #known.admit()?;
        #(#extractions)*
        #runtime::Ok(#answer)
    };
    // The compiler reports a function as unused only if it begins and ends in the user's
    // code.
    let mut wrapping = Group::new(Delimiter::Brace, wrapping);
    wrapping.set_span(fn_token.span);
    // The handler comes before the rest of the wrapper, as in `signature`.
    quote! {
        #beside
        #(#outer_attributes)*
        #[allow(clippy::future_not_send)]
        #undocumented_errors
        #visibility #asyncness #fn_token #ident #parameters (
            #request: #runtime::Unguarded,
        ) -> #runtime::Result<
            #runtime::HttpResponse,
            #runtime::Error,
        > #where_clause #wrapping
    }
}

/// Returns whether an attribute applies to both the wrapper and the handler next to it: conditions and lints.
fn is_about_the_code_too(attribute: &Attribute) -> bool {
    const LINTS: [&str; 5] = ["allow", "warn", "deny", "forbid", "expect"];
    tokens::is_condition(attribute) || LINTS.iter().any(|name| attribute.path().is_ident(name))
}

/// Turns `expect` into `allow`: with two functions for one, an expected lint may occur in only one of them.
fn not_expected(attribute: &Attribute) -> Attribute {
    let mut attribute = attribute.clone();
    if let (true, Meta::List(list)) = (attribute.path().is_ident("expect"), &mut attribute.meta) {
        list.path = Ident::new("allow", list.path.span()).into();
    }
    attribute
}

/// Adds the handler's name to an `#[instrument]`, because the function has another name. Spans in logs are
/// to have the handler's name.
fn span_of_its_name(attribute: &Attribute, ident: &Ident) -> TokenStream {
    let path = attribute.path();
    let given = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    };
    let is_name = |pair: &[TokenTree]| match pair {
        [TokenTree::Ident(key), TokenTree::Punct(sign)] => key == "name" && sign.as_char() == '=',
        _ => false,
    };
    let tokens: Vec<TokenTree> = given.clone().into_iter().collect();
    // In tracing's older syntax, the first token is the name itself.
    let is_named =
        tokens.windows(2).any(is_name) || matches!(tokens.first(), Some(TokenTree::Literal(_)));
    if is_named {
        return attribute.to_token_stream();
    }
    let name = ident.unraw().to_string();
    let comma = (!given.is_empty()).then(|| quote!(,));
    quote!(#[#path(name = #name #comma #given)])
}

/// Returns whether a return type is a `Result` by its name.
fn returns_result(output: &ReturnType) -> bool {
    last_of(output).is_some_and(|last| last.ident == "Result")
}

/// Returns whether a return type is made of other types, as `web::Json<T>` is.
fn has_parts(output: &ReturnType) -> bool {
    last_of(output).is_some_and(|last| !last.arguments.is_none())
}

fn last_of(output: &ReturnType) -> Option<&PathSegment> {
    match output {
        ReturnType::Type(_, ty) => match &**ty {
            Type::Path(ty) => ty.path.segments.last(),
            _ => None,
        },
        ReturnType::Default => None,
    }
}

/// Writes the wrapper's own type and const parameters as arguments; lifetimes are inferred.
fn turbofish(generics: &Generics) -> Option<TokenStream> {
    let parameters: Vec<&dyn ToTokens> = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(parameter) => Some(&parameter.ident as &dyn ToTokens),
            GenericParam::Const(parameter) => Some(&parameter.ident as &dyn ToTokens),
        })
        .collect();
    (!parameters.is_empty()).then(|| quote!(::<#(#parameters),*>))
}
