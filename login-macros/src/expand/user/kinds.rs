//! Implements an enum of users: every method calls the user inside, and the id states which kind
//! it belongs to.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Type, spanned::Spanned};

use super::{Id, generated, located_at, login_at};
use crate::model::{Kind, User};

pub(super) fn id(user: &User, kinds: &[Kind], name: &Ident) -> Id {
    let login = login_at(user, Span::call_site());
    let (_, type_generics, _) = user.generics.split_for_impl();
    let inner = generated("user");
    let arms = each(
        kinds,
        |variant, _| quote!(Self::#variant(#inner) => #name::#variant(#login::UserMixin::get_id(#inner)),),
    );
    Id {
        ty: quote!(#name #type_generics),
        get: quote!(match self { #(#arms)* }),
    }
}

/// Writes the other methods of `UserMixin`.
pub(super) fn answers(user: &User, kinds: &[Kind]) -> TokenStream {
    let login = login_at(user, Span::call_site());
    let inner = generated("user");
    let ask = |method: &str| {
        let method = format_ident!("{method}");
        let arms = each(
            kinds,
            |variant, _| quote!(Self::#variant(#inner) => #login::UserMixin::#method(#inner),),
        );
        quote!(match self { #(#arms)* })
    };
    let (is_active, is_authenticated) = (ask("is_active"), ask("is_authenticated"));
    let session_hash = ask("session_hash");
    quote! {
        fn is_active(&self) -> #login::__private::bool {
            #is_active
        }

        fn is_authenticated(&self) -> #login::__private::bool {
            #is_authenticated
        }

        fn session_hash(
            &self,
        ) -> #login::__private::Option<#login::__private::Cow<'_, [#login::__private::u8]>> {
            #session_hash
        }
    }
}

/// Writes the enum of the ids, which is displayed as `Kind:id`. Two ids are equal if their texts are.
#[allow(clippy::too_many_lines)] // Easier to read as one expansion.
pub(super) fn id_type(user: &User, kinds: &[Kind], name: &Ident) -> TokenStream {
    let (visibility, generics) = (&user.visibility, &user.generics);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let documentation = format!(
        "The id of a [`{}`], as its user loader gets it.",
        user.ident
    );
    let (id, text, other) = (generated("id"), generated("text"), generated("other"));
    let (formatter, state) = (generated("formatter"), generated("state"));
    let hasher = format_ident!("__LoginHasher");
    let login = login_at(user, Span::call_site());
    let private = quote!(#login::__private);
    let implement = |the_trait: &str, body: TokenStream| {
        let the_trait = format_ident!("{the_trait}");
        quote! {
            #[automatically_derived]
            #[allow(deprecated)]
            impl #impl_generics #private::#the_trait for #name #type_generics #where_clause {
                #body
            }
        }
    };
    let variants = each(kinds, |variant, user| {
        let documentation = format!("Of a [`{}`].", quote!(#user));
        quote! {
            #[doc = #documentation]
            #variant(<#user as #login::UserMixin>::Id),
        }
    });
    let written = each(kinds, |variant, _| {
        let format = format!("{variant}:{{}}");
        quote! {
            Self::#variant(#id) => {
                #private::write!(#formatter, #format, #login::UserId::to_text(#id))
            }
        }
    });
    let read = each(kinds, |variant, _| {
        let prefix = format!("{variant}:");
        quote! {
            if let #private::Option::Some(#id) = #text.strip_prefix(#prefix) {
                return #private::Ok(Self::#variant(#private::id_of_kind(#id)?));
            }
        }
    });
    let cloned = each(
        kinds,
        |variant, _| quote!(Self::#variant(#id) => Self::#variant(#private::Clone::clone(#id)),),
    );
    let display = implement(
        "Display",
        quote! {
            fn fmt(&self, #formatter: &mut #private::Formatter<'_>) -> #private::FmtResult {
                match self { #(#written)* }
            }
        },
    );
    let debug = implement(
        "Debug",
        quote! {
            fn fmt(&self, #formatter: &mut #private::Formatter<'_>) -> #private::FmtResult {
                #private::Display::fmt(self, #formatter)
            }
        },
    );
    let from_str = implement(
        "FromStr",
        quote! {
            type Err = #private::NoSuchKind;

            fn from_str(#text: &#private::str) -> #private::Result<Self, #private::NoSuchKind> {
                #(#read)*
                #private::Err(#private::NoSuchKind)
            }
        },
    );
    let clone = implement(
        "Clone",
        quote!(fn clone(&self) -> Self { match self { #(#cloned)* } }),
    );
    let equal = implement(
        "PartialEq",
        quote! {
            fn eq(&self, #other: &Self) -> #login::__private::bool {
                #private::ToString::to_string(self) == #private::ToString::to_string(#other)
            }
        },
    );
    let eq = implement("Eq", TokenStream::new());
    let hash = implement(
        "Hash",
        quote! {
            fn hash<#hasher: #private::Hasher>(&self, #state: &mut #hasher) {
                #private::Hash::hash(&#private::ToString::to_string(self), #state)
            }
        },
    );
    quote! {
        #[doc = #documentation]
        #visibility enum #name #generics #where_clause {
            #(#variants)*
        }

        #display
        #debug
        #from_str
        #clone
        #equal
        #eq
        #hash
    }
}

/// Writes the part of each kind, located at the user's type, so that an error about that type is
/// reported once, there.
fn each(kinds: &[Kind], part: impl Fn(&Ident, &Type) -> TokenStream) -> Vec<TokenStream> {
    let parts = kinds.iter();
    parts
        .map(|Kind { ident, user }| located_at(user.span(), part(ident, user)))
        .collect()
}
