//! Implements roles and permissions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Data, GenericArgument, PathArguments, Type, spanned::Spanned};

use super::{generated, located_at, login_at};
use crate::{
    model::{Asked, Field, Holding, Kind, User},
    parse::{UserInput, user_pairs},
};

/// The names of one of the two traits and of its parts.
struct Words {
    the_trait: Ident,
    associated_type: Ident,
    method: Ident,
    is_among: Ident,
    of_kind: Ident,
}

fn roles() -> Words {
    Words {
        the_trait: format_ident!("HasRoles"),
        associated_type: format_ident!("Role"),
        method: format_ident!("has_role"),
        is_among: format_ident!("is_among_roles"),
        of_kind: format_ident!("kind_has_role"),
    }
}

fn permissions() -> Words {
    Words {
        the_trait: format_ident!("HasPermissions"),
        associated_type: format_ident!("Permission"),
        method: format_ident!("has_permission"),
        is_among: format_ident!("is_among_permissions"),
        of_kind: format_ident!("kind_has_permission"),
    }
}

/// Writes the methods of `UserMixin` that show the user as one with roles or permissions.
pub(super) fn views(user: &User) -> TokenStream {
    let login = login_at(user, Span::call_site());
    let roles = user.roles.as_ref().map(|_| {
        quote! {
            fn as_has_roles(&self) -> #login::__private::Option<&dyn #login::AnyRoles> {
                #login::__private::Option::Some(#login::__private::with_roles(self))
            }
        }
    });
    let permissions = user.permissions.as_ref().map(|_| {
        quote! {
            fn as_has_permissions(
                &self,
            ) -> #login::__private::Option<&dyn #login::AnyPermissions> {
                #login::__private::Option::Some(#login::__private::with_permissions(self))
            }
        }
    });
    quote!(#roles #permissions)
}

/// Writes the implementations of `HasRoles` and `HasPermissions`.
pub(super) fn traits(user: &User) -> TokenStream {
    let of = |holding: &Option<Holding>, words: Words| {
        holding
            .as_ref()
            .and_then(|holding| implementation(user, holding, &words))
    };
    let roles = of(&user.roles, roles());
    let permissions = of(&user.permissions, permissions());
    quote!(#roles #permissions)
}

fn implementation(user: &User, holding: &Holding, words: &Words) -> Option<TokenStream> {
    let Words {
        the_trait,
        associated_type,
        method,
        is_among,
        ..
    } = words;
    let login = login_at(user, Span::call_site());
    let asked = generated("asked");
    let (ty, answer) = match holding {
        Holding::ByHand => return None,
        Holding::One { field, asked: ty } => {
            let Field { member, ty: place } = field;
            let held = quote!(#login::__private::once(&self.#member));
            let call = quote!(#login::__private::#is_among(self, #held, #asked));
            (type_of(ty, &login), located_at(place.span(), call))
        }
        Holding::Many { field, asked: ty } => {
            let Field { member, ty: whole } = field;
            let place = match ty {
                Asked::Text => whole,
                Asked::Type(element) => element,
            };
            let call = quote!(#login::__private::#is_among(self, self.#member.iter(), #asked));
            (type_of(ty, &login), located_at(place.span(), call))
        }
        Holding::Kinds(kinds) => {
            let first = &kinds.first()?.user;
            let ty = quote!(<#first as #login::#the_trait>::#associated_type);
            (ty, any_kind(user, kinds, words, &asked))
        }
    };
    let ident = &user.ident;
    let (impl_generics, type_generics, where_clause) = user.generics.split_for_impl();
    Some(quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #login::#the_trait for #ident #type_generics #where_clause {
            type #associated_type = #ty;

            fn #method(&self, #asked: &<Self as #login::#the_trait>::#associated_type) -> #login::__private::bool {
                #answer
            }
        }
    })
}

/// Writes implementations for a user type with a mistake, so that guards do not report missing roles as well.
pub(super) fn stubs(input: &UserInput, login: &TokenStream) -> TokenStream {
    let of = |mark: &str, words: Words| {
        let ty = likely_asked(input, mark, login)?;
        let Words {
            the_trait,
            associated_type,
            method,
            ..
        } = words;
        let ident = &input.ident;
        let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
        Some(quote! {
            #[automatically_derived]
            #[allow(deprecated)]
            impl #impl_generics #login::#the_trait for #ident #type_generics #where_clause {
                type #associated_type = #ty;

                fn #method(&self, _: &#ty) -> #login::__private::bool {
                    loop {}
                }
            }
        })
    };
    let (roles, permissions) = (of("role", roles()), of("permission", permissions()));
    quote!(#roles #permissions)
}

/// Guesses the type of a role or permission from the marked field, unless the trait is implemented by hand.
fn likely_asked(input: &UserInput, mark: &str, login: &TokenStream) -> Option<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return None;
    };
    let is_marked = |attributes: &[Attribute]| {
        let marks = user_pairs(attributes).unwrap_or_default();
        marks
            .iter()
            .any(|pair| pair.key.to_string().starts_with(mark))
    };
    if is_marked(&input.attrs) {
        return None;
    }
    let held = data.fields.iter().find(|field| is_marked(&field.attrs))?;
    let held = innermost(&held.ty);
    let is_text = matches!(held, Type::Path(path) if path.path.is_ident("String"));
    Some(if is_text {
        quote!(#login::__private::str)
    } else {
        held.to_token_stream()
    })
}

/// Returns `Role` of `Option<Vec<Role>>`.
fn innermost(ty: &Type) -> &Type {
    let Type::Path(path) = ty else {
        return ty;
    };
    match path.path.segments.last().map(|last| &last.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => innermost(inner),
            _ => ty,
        },
        _ => ty,
    }
}

fn type_of(asked: &Asked, login: &TokenStream) -> TokenStream {
    match asked {
        Asked::Text => quote!(#login::__private::str),
        Asked::Type(ty) => ty.to_token_stream(),
    }
}

/// Writes the method for an enum of users. A kind without the mark has no roles or permissions.
fn any_kind(user_type: &User, kinds: &[Kind], words: &Words, asked: &Ident) -> TokenStream {
    let of_kind = &words.of_kind;
    let user = generated("user");
    let arms = kinds.iter().map(|kind| {
        let variant = &kind.ident;
        let login = login_at(user_type, kind.user.span());
        let has = located_at(
            kind.user.span(),
            quote!(#login::__private::#of_kind(#user, #asked)),
        );
        quote!(Self::#variant(#user) => #has,)
    });
    quote! {
        #[allow(unreachable_patterns)]
        match self {
            #(#arms)*
            _ => false,
        }
    }
}
