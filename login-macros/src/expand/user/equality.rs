//! Implements equality and hashing of users by their id.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{generated, login_at, private};
use crate::model::{Field, Shape, User};

pub(super) fn expand(user: &User) -> TokenStream {
    let ident = &user.ident;
    let (impl_generics, type_generics, where_clause) = user.generics.split_for_impl();
    let login = login_at(user, Span::call_site());
    let (other, state) = (generated("other"), generated("state"));
    let hasher = format_ident!("__LoginHasher");
    let (mine, others, span) = match &user.shape {
        Shape::Struct { id: Some(id), .. } => {
            let Field { member, ty } = &**id;
            (quote!(self.#member), quote!(#other.#member), ty.span())
        }
        _ => (
            quote!(#login::UserMixin::get_id(self)),
            quote!(#login::UserMixin::get_id(#other)),
            ident.span(),
        ),
    };
    let equal = quote_spanned!(span=> #mine == #others);
    let private = private(user.runtime.as_ref(), span);
    let hash = quote_spanned!(span=> #private::Hash::hash(&#mine, #state));
    // A conflict with another implementation is reported at the derive, not at the field.
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #login::__private::PartialEq for #ident #type_generics
        #where_clause
        {
            fn eq(&self, #other: &Self) -> #login::__private::bool {
                #equal
            }
        }

        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #login::__private::Eq for #ident #type_generics #where_clause {}

        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #login::__private::Hash for #ident #type_generics
        #where_clause
        {
            fn hash<#hasher: #login::__private::Hasher>(&self, #state: &mut #hasher) {
                #hash
            }
        }
    }
}
