//! The wrapper around a guarded handler.
//!
//! A function of the handler's name takes the raw request, decides, and only then extracts
//! the handler's arguments one by one; the handler itself lies inside it, untouched. What
//! happens is in `login::__private`, not here.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericParam, Generics, ReturnType, Signature, spanned::Spanned};

use super::generated;
use crate::model::{Guard, Place, Policy, Requirement};

pub(super) fn expand(guard: &Guard) -> TokenStream {
    let Guard {
        outer_attributes,
        inner_attributes,
        visibility,
        signature,
        arguments,
        body,
        ..
    } = guard;
    let Signature {
        fn_token,
        ident,
        generics,
        ..
    } = signature;
    let where_clause = &generics.where_clause;
    let handler_name = format_ident!("__login_{ident}", span = ident.span());
    let signature = match guard.place {
        Place::Free => signature.clone(),
        Place::Associated => Signature {
            ident: handler_name.clone(),
            ..signature.clone()
        },
    };
    let runtime_at = |place| runtime(&guard.policy, place);
    let runtime = runtime_at(Span::call_site());
    let requirement = requirement(&guard.policy);
    let request = generated("request");
    let admitted = generated("admitted");
    let mutability = (!arguments.is_empty()).then(|| quote!(mut));

    let names: Vec<Ident> = (0..arguments.len())
        .map(|index| generated(&format!("argument_{index}")))
        .collect();
    // All tokens in one place, on the argument's type: rustc then merges what it has to say
    // about an argument into one error there.
    let extractions = arguments.iter().zip(&names).map(|(ty, name)| {
        let place = ty.span();
        let ty = located_at(place, ty.to_token_stream());
        let runtime = runtime_at(place);
        quote_spanned! {place=>
            let #name = #runtime::argument::<#ty>(&mut #admitted).await?;
        }
    });
    let test = guard.policy.test.as_ref().map(|test| {
        let runtime = runtime_at(test.span());
        let admitted = located_at(test.span(), admitted.to_token_stream());
        quote_spanned!(test.span()=> #runtime::test(#test, &#admitted)?;)
    });
    let turbofish = turbofish(generics);
    let output_span = match &signature.output {
        ReturnType::Default => ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let callee = match guard.place {
        Place::Free => located_at(output_span, ident.to_token_stream()),
        Place::Associated => {
            let name = located_at(output_span, handler_name.to_token_stream());
            quote_spanned!(output_span=> Self::#name)
        }
    };
    let answer_runtime = runtime_at(output_span);
    let answer = quote_spanned! {output_span=>
        #answer_runtime::HandlerAnswer::answer(
            #callee #turbofish (#(#names),*).await,
            &#admitted,
        )
    };
    let handler = quote! {
        #(#inner_attributes)*
        #[allow(clippy::unused_async)]
        #signature #body
    };
    // A free handler lies inside; an associated one beside, where `Self` means the same.
    let (inside, beside) = match guard.place {
        Place::Free => (Some(handler), None),
        Place::Associated => (None, Some(handler)),
    };
    quote! {
        #(#outer_attributes)*
        #visibility async #fn_token #ident #generics (
            #request: #runtime::Unguarded,
        ) -> #runtime::Result<
            #runtime::HttpResponse,
            #runtime::Error,
        > #where_clause {
            #inside
            let #mutability #admitted = #runtime::guard(#request, #requirement).await?;
            #test
            #(#extractions)*
            #runtime::Ok(#answer)
        }

        #beside
    }
}

/// The module of the runtime that expansions call, named in one place of the source.
fn runtime(policy: &Policy, place: Span) -> TokenStream {
    let Some(path) = &policy.runtime else {
        return quote_spanned!(place=> ::login::__private);
    };
    let path = located_at(place, path.to_token_stream());
    quote_spanned!(place=> #path::__private)
}

/// What is asked for, as a value of the runtime's.
fn requirement(policy: &Policy) -> TokenStream {
    let Policy {
        requirement,
        within,
        login_view,
        refresh_view,
        unauthorized,
        ..
    } = policy;
    let here = runtime(policy, Span::call_site());
    let base = match requirement {
        Requirement::Login => quote!(#here::Requirement::LOGIN),
        Requirement::FreshLogin => quote!(#here::Requirement::FRESH_LOGIN),
    };
    let within = within.map(|seconds| quote!(.within(#seconds)));
    let login_view = login_view.as_ref().map(|view| quote!(.login_view(#view)));
    let refresh_view = refresh_view
        .as_ref()
        .map(|view| quote!(.refresh_view(#view)));
    let unauthorized = unauthorized.as_ref().map(|handler| {
        // Every token on the path: what is wrong with the function is said there.
        let there = runtime(policy, handler.span());
        quote_spanned! {handler.span()=>
            .unauthorized(|request| #there::respond(#handler, request))
        }
    });
    quote!(#base #within #login_view #refresh_view #unauthorized)
}

/// The same tokens with the same hygiene, but all in one place of the source.
fn located_at(place: Span, tokens: TokenStream) -> TokenStream {
    let located = tokens.into_iter().map(|token| {
        let span = token.span().located_at(place);
        let mut token = match token {
            TokenTree::Group(group) => {
                let inner = located_at(place, group.stream());
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            token => token,
        };
        token.set_span(span);
        token
    });
    located.collect()
}

/// The wrapper's own type and const parameters, handed on; lifetimes are inferred.
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
