//! The implementation of `UserMixin` and of the traits that belong to it.

mod equality;
mod holding;
mod kinds;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, Ident, Path, Type, spanned::Spanned};

use super::tokens::{generated, located_at, private, runtime};
use crate::{
    model::{Field, SessionHash, Shape, User},
    parse::{UserInput, runtime_in, user_pairs},
};

/// The type of the id, and the body of `get_id`.
struct Id {
    ty: TokenStream,
    get: TokenStream,
}

pub(super) fn expand(user: &User) -> TokenStream {
    let User {
        ident, generics, ..
    } = user;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let login = login_at(user, Span::call_site());
    let by_method = user.id_method.as_ref();
    let by_method = by_method.map(|method| id_by_method(user, method));
    let (id, answers, id_type) = match &user.shape {
        Shape::Struct {
            id,
            active,
            session_hash,
        } => {
            let id = by_method.or_else(|| id.as_deref().map(|field| id_of_field(user, field)));
            let is_active = active.as_deref().map(|field| is_active(user, field));
            let session_hash = session_hash.as_deref();
            let session_hash = session_hash.map(|field| session_hash_of(user, field));
            (id, quote!(#is_active #session_hash), None)
        }
        Shape::Kinds { all, id_type } => {
            let own_type = by_method
                .is_none()
                .then(|| kinds::id_type(user, all, id_type));
            let id = by_method.unwrap_or_else(|| kinds::id(user, all, id_type));
            (Some(id), kinds::answers(user, all), own_type)
        }
    };
    let checks = not_overridden(user);
    let id = id.map(|Id { ty, get }| {
        quote! {
            type Id = #ty;

            fn get_id(&self) -> <Self as #login::UserMixin>::Id {
                #checks
                #get
            }
        }
    });
    let holding = holding::views(user);
    let traits = holding::traits(user);
    let equality = user.equal_by_id.then(|| equality::expand(user));
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #login::UserMixin for #ident #type_generics #where_clause {
            #id
            #answers
            #holding
        }

        #traits
        #id_type
        #equality
    }
}

/// Returns a statement that compiles only if the type has no method of its own that hides a derived one.
fn not_overridden(user: &User) -> TokenStream {
    let place = user.ident.span();
    let login = login_at(user, place);
    let private = private(user.runtime.as_ref(), place);
    // `#[user(id = "get_id")]` calls the method.
    let by_get_id = user.id_method.as_ref();
    let by_get_id = by_get_id.is_some_and(|method| method.is_ident("get_id"));
    let pairs = ["get_id", "is_active", "session_hash"].map(|name| {
        let method = Ident::new(name, place);
        let derived = quote_spanned!(place=> <Self as #login::UserMixin>::#method);
        let found = quote_spanned!(place=> Self::#method);
        let found = if by_get_id && name == "get_id" {
            &derived
        } else {
            &found
        };
        quote_spanned!(place=> (#derived, #found))
    });
    quote_spanned! {place=>
        {
            #[allow(unused_imports)]
            use #login::UserMixin as _;
            #private::not_overridden(#(#pairs),*);
        }
    }
}

/// Returns the path of the runtime crate as this user type names it, located at one place of the source.
fn login_at(user: &User, place: Span) -> TokenStream {
    runtime(user.runtime.as_ref(), place)
}

fn id_by_method(user: &User, method: &Path) -> Id {
    let login = login_at(user, method.span());
    Id {
        ty: quote!(#login::__private::String),
        get: quote_spanned! {method.span()=>
            #login::__private::ToString::to_string(&Self::#method(self))
        },
    }
}

fn id_of_field(user: &User, Field { member, ty }: &Field) -> Id {
    let login = login_at(user, ty.span());
    Id {
        ty: quote!(#ty),
        get: quote_spanned! {ty.span()=>
            #login::__private::Clone::clone(&self.#member)
        },
    }
}

fn is_active(user: &User, Field { member, ty }: &Field) -> TokenStream {
    let login = login_at(user, Span::call_site());
    let private = private(user.runtime.as_ref(), ty.span());
    let active = quote_spanned!(ty.span()=> <#ty as #private::ActiveFlag>::is_set(&self.#member));
    quote! {
        fn is_active(&self) -> #login::__private::bool {
            #active
        }
    }
}

fn session_hash_of(user: &User, hash: &SessionHash) -> TokenStream {
    let login = login_at(user, Span::call_site());
    let Field { member, ty } = &hash.field;
    let private = private(user.runtime.as_ref(), ty.span());
    let answer = match &hash.of_option {
        None => quote_spanned! {ty.span()=>
            #private::Option::Some(#private::Cow::Borrowed(
                <#ty as #private::SessionHash>::bytes(&self.#member)
            ))
        },
        Some(inside) => {
            let hash = generated("hash");
            let bytes = quote_spanned! {inside.span()=>
                <#inside as #private::SessionHash>::bytes(#hash)
            };
            quote_spanned! {ty.span()=>
                #private::Option::map(#private::Option::as_ref(&self.#member), |#hash| {
                    #private::Cow::Borrowed(#bytes)
                })
            }
        }
    };
    quote! {
        fn session_hash(
            &self,
        ) -> #login::__private::Option<#login::__private::Cow<'_, [#login::__private::u8]>> {
            #answer
        }
    }
}

/// Writes an implementation for a type with a mistake; the mistake prevents compilation anyway.
pub(super) fn stub(input: &UserInput) -> TokenStream {
    let ident = &input.ident;
    let login = runtime(likely_runtime(input).as_ref(), Span::call_site());
    let id = likely_id(input).map_or_else(|| quote!(#login::__private::String), |ty| quote!(#ty));
    let holding = holding::stubs(input, &login);
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #login::UserMixin for #ident #type_generics #where_clause {
            type Id = #id;

            fn get_id(&self) -> #id {
                loop {}
            }
        }

        #holding
    }
}

/// Returns the path that seems to be meant for the runtime crate, whatever else is wrong.
fn likely_runtime(input: &UserInput) -> Option<Path> {
    runtime_in(user_pairs(&input.attrs).ok()?)
}

/// Returns the type that seems to be meant for the id, so that loaders do not report another one.
fn likely_id(input: &UserInput) -> Option<&Type> {
    let Data::Struct(data) = &input.data else {
        return None;
    };
    let is_marked = |field: &&syn::Field| {
        let marks = user_pairs(&field.attrs).unwrap_or_default();
        marks.iter().any(|mark| mark.key == "id")
    };
    let is_called_id = |field: &&syn::Field| field.ident.as_ref().is_some_and(|name| name == "id");
    let mut fields = data.fields.iter();
    let marked = fields.clone().find(is_marked);
    Some(&marked.or_else(|| fields.find(is_called_id))?.ty)
}
