//! The implementation of `UserMixin` for a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::generated;
use crate::{
    model::{Field, User, UserId},
    parse::UserInput,
};

pub(super) fn expand(user: &User) -> TokenStream {
    let User {
        ident,
        generics,
        id,
        active,
        session_hash,
        equal_by_id,
    } = user;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let (id_type, get_id) = match id {
        UserId::Field(field) => {
            let Field { member, ty } = &**field;
            let get_id = quote_spanned! {ty.span()=>
                ::login::__private::Clone::clone(&self.#member)
            };
            (quote!(#ty), get_id)
        }
        UserId::Method(method) => {
            let get_id = quote_spanned! {method.span()=>
                ::login::__private::ToString::to_string(&Self::#method(self))
            };
            (quote!(::login::__private::String), get_id)
        }
    };
    let is_active = active.as_ref().map(|Field { member, ty }| {
        let active = quote_spanned!(ty.span()=> self.#member);
        quote! {
            fn is_active(&self) -> bool {
                #active
            }
        }
    });
    let session_hash = session_hash.as_ref().map(|Field { member, ty }| {
        let hash = quote_spanned! {ty.span()=>
            <#ty as ::login::__private::SessionHash>::bytes(&self.#member)
        };
        quote! {
            fn session_hash(
                &self,
            ) -> ::login::__private::Option<::login::__private::Cow<'_, [u8]>> {
                ::login::__private::Option::Some(::login::__private::Cow::Borrowed(#hash))
            }
        }
    });
    let equality = equal_by_id.then(|| equality(user));
    quote! {
        #[automatically_derived]
        impl #impl_generics ::login::UserMixin for #ident #type_generics #where_clause {
            type Id = #id_type;

            fn get_id(&self) -> <Self as ::login::UserMixin>::Id {
                #get_id
            }

            #is_active
            #session_hash
        }

        #equality
    }
}

/// Two users of one id are equal, and hash alike.
fn equality(user: &User) -> TokenStream {
    let ident = &user.ident;
    let (impl_generics, type_generics, where_clause) = user.generics.split_for_impl();
    let (other, state) = (generated("other"), generated("state"));
    let hasher = format_ident!("__LoginHasher");
    let (mine, others, span) = match &user.id {
        UserId::Field(field) => {
            let Field { member, ty } = &**field;
            (quote!(self.#member), quote!(#other.#member), ty.span())
        }
        UserId::Method(method) => (
            quote!(Self::#method(self)),
            quote!(Self::#method(#other)),
            method.span(),
        ),
    };
    let equal = quote_spanned!(span=> #mine == #others);
    let hash = quote_spanned!(span=> ::login::__private::Hash::hash(&#mine, #state));
    // Another implementation is a mistake of the derive's, not of the field.
    quote! {
        #[automatically_derived]
        impl #impl_generics ::login::__private::PartialEq for #ident #type_generics
        #where_clause
        {
            fn eq(&self, #other: &Self) -> bool {
                #equal
            }
        }

        #[automatically_derived]
        impl #impl_generics ::login::__private::Eq for #ident #type_generics #where_clause {}

        #[automatically_derived]
        impl #impl_generics ::login::__private::Hash for #ident #type_generics
        #where_clause
        {
            fn hash<#hasher: ::login::__private::Hasher>(&self, #state: &mut #hasher) {
                #hash
            }
        }
    }
}

/// Stands in for the implementation of a struct with a mistake, which does not compile.
pub(super) fn stub(input: &UserInput) -> TokenStream {
    let ident = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::login::UserMixin for #ident #type_generics #where_clause {
            type Id = ::login::__private::String;

            fn get_id(&self) -> ::login::__private::String {
                ::login::__private::String::new()
            }
        }
    }
}
