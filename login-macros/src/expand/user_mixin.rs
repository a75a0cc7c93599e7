//! The implementation of `UserMixin` for a struct.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::model::{Field, User};

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
    let id_type = &id.ty;
    let id_member = &id.member;
    let get_id = quote_spanned! {id_type.span()=>
        ::login::__private::Clone::clone(&self.#id_member)
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
    let equality = equal_by_id.then(|| {
        quote_spanned! {id_type.span()=>
            #[automatically_derived]
            impl #impl_generics ::login::__private::PartialEq for #ident #type_generics
            #where_clause
            {
                fn eq(&self, other: &Self) -> bool {
                    self.#id_member == other.#id_member
                }
            }

            #[automatically_derived]
            impl #impl_generics ::login::__private::Eq for #ident #type_generics #where_clause {}

            #[automatically_derived]
            impl #impl_generics ::login::__private::Hash for #ident #type_generics
            #where_clause
            {
                fn hash<H: ::login::__private::Hasher>(&self, state: &mut H) {
                    ::login::__private::Hash::hash(&self.#id_member, state);
                }
            }
        }
    });
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
