//! Compares every expansion with a file, so that changes to it are seen and intended. Set
//! `UPDATE_SNAPSHOTS=1` to rewrite the files.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use quote::quote;

use super::{GuardKind, guard_or_errors, user_mixin_or_errors};

mod usual;

fn check(name: &str, expansion: TokenStream) {
    let file = syn::parse2(expansion).unwrap();
    let formatted = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("snapshots")
        .join(format!("{name}.rs"));
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &formatted).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(formatted, expected, "see {}", path.display());
}

fn guard(kind: GuardKind, item: TokenStream) -> TokenStream {
    guard_or_errors(kind, TokenStream::new(), item)
}

#[test]
fn a_handler_with_arguments() {
    let item = quote! {
        /// Shows the account.
        #[get("/account/{id}")]
        #[tracing::instrument(skip(form))]
        pub async fn account(id: web::Path<u64>, web::Form(form): web::Form<Edit>) -> impl Responder {
            format!("{id}")
        }
    };
    check("login_required", guard(GuardKind::Login, item));
}

#[test]
fn a_handler_without_arguments() {
    let item = quote! {
        async fn secret() -> &'static str { "x" }
    };
    check("fresh_login_required", guard(GuardKind::FreshLogin, item));
}

#[test]
fn a_generic_handler() {
    let item = quote! {
        async fn show<'a, S: Store, const N: usize>(store: web::Data<S>) -> HttpResponse
        where
            S: 'static,
        {
            store.show::<N>()
        }
    };
    check("login_required_generic", guard(GuardKind::Login, item));
}

#[test]
fn an_unknown_attribute_sees_the_guarded_function() {
    let item = quote! {
        #[auto_route("/x")]
        async fn secret() -> HttpResponse { body }
    };
    let expansion = guard(GuardKind::Login, item).to_string();
    let registered = expansion.split("async fn").nth(1).unwrap();
    assert!(expansion.starts_with("# [auto_route"));
    assert!(registered.contains("LoginAdmit"));
}

/// Other attributes may generate code from the function, and must see the guarded one.
#[test]
fn only_an_attribute_that_documents_a_handler_sees_it_as_written() {
    let item = quote! {
        #[get("/x")]
        #[utoipa::path]
        #[role_required("a")]
        async fn show(id: web::Path<u64>) -> HttpResponse { body }
    };
    let arguments = quote!(crate = facade::auth);
    let expansion = guard_or_errors(GuardKind::Login, arguments, item).to_string();
    let expected = quote! {
        #[utoipa::path]
        #[facade::auth::login_required(crate = facade::auth)]
        #[get("/x")]
        #[role_required("a")]
        async fn show(id: web::Path<u64>) -> HttpResponse { body }
    };
    assert_eq!(expansion, expected.to_string());
}

#[test]
fn a_mistake_beside_such_an_attribute_is_left_to_the_guard_in_its_own_crate() {
    let item = quote!(
        #[utoipa::path]
        async fn show() -> HttpResponse {
            body
        }
    );
    let arguments = quote!(crate = facade::auth, tset = 1);
    let expansion = guard_or_errors(GuardKind::Login, arguments, item).to_string();
    let expected = quote!(#[facade::auth::login_required(crate = facade::auth, tset = 1)]);
    assert!(expansion.contains(&expected.to_string()), "{expansion}");
}

#[test]
fn the_languages_own_path_is_no_such_attribute() {
    let item = quote!(
        #[path = "x"]
        async fn show() -> HttpResponse {
            body
        }
    );
    let expansion = guard(GuardKind::Login, item).to_string();
    assert!(expansion.contains("LoginAdmit"), "{expansion}");
}

#[test]
fn the_word_of_guards_around_opens_nothing_by_hand() {
    for arguments in ["__login_around", "__login_around 1", "__login_around (1)"] {
        let item = quote!(
            async fn show() -> HttpResponse {
                body
            }
        );
        let arguments: TokenStream = arguments.parse().unwrap();
        let expansion = guard_or_errors(GuardKind::FreshLogin, arguments, item).to_string();
        assert!(expansion.contains("compile_error"), "{expansion}");
    }
}

#[test]
fn a_body_is_never_looked_into() {
    let item = quote! {
        async fn half_typed() -> HttpResponse { let x = user.; 1 1 }
    };
    let expansion = guard(GuardKind::Login, item).to_string();
    assert!(expansion.contains("let x = user . ; 1 1"));
    assert!(!expansion.contains("compile_error"));
}

#[test]
fn a_user() {
    let item = quote! {
        struct User<T: 'static> {
            id: i64,
            #[user(active)]
            enabled: bool,
            #[user(session_hash)]
            password: String,
            extra: T,
        }
    };
    check("user_mixin", user_mixin_or_errors(item));
}

#[test]
fn a_tuple_user() {
    let item = quote! {
        struct User(#[user(id)] String);
    };
    check("user_mixin_tuple", user_mixin_or_errors(item));
}

#[test]
fn an_item_with_a_mistake_is_kept_beside_the_error() {
    let item = quote! {
        #[get("/")]
        fn index(user: User) -> HttpResponse { body }
    };
    let expansion = guard(GuardKind::Login, item).to_string();
    assert!(expansion.contains("fn index (user : User) -> HttpResponse { body }"));
    assert_eq!(expansion.matches("compile_error").count(), 1);
}

#[test]
fn a_module() {
    let item = quote! {
        /// Only for members.
        pub mod members {
            #![allow(dead_code)]
            use super::*;
            const MOST: usize = { 3 };
            struct Wrapped(u8);
            #[get("/list")]
            pub async fn list() -> impl Responder { "list" }
            #[get("/open")]
            #[login_not_required]
            async fn open() -> impl Responder { "open" }
            fn helper() -> u8 { 1 }
            impl Display for Wrapped {
                fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result { Ok(()) }
            }
            mod deeper {
                async fn hidden() -> impl Responder { "hidden" }
            }
        }
    };
    check("login_required_module", guard(GuardKind::Login, item));
}

#[test]
fn an_impl_block() {
    let item = quote! {
        impl<S: Store> Api<S> {
            const NAME: &'static str = "api";
            pub fn new(store: S) -> Self { Self { store } }
            pub async fn show(store: web::Data<Self>) -> Result<Json<S::Item>> { store.show() }
            #[fresh_login_required]
            pub async fn delete<T: Key>(key: web::Path<T>) -> HttpResponse { Self::gone(key) }
            async fn method(&self) {}
        }
    };
    check("login_required_impl", guard(GuardKind::Login, item));
}

#[test]
fn every_option() {
    let arguments = quote! {
        within = "15m", refresh_view = "/again",
        unauthorized = pages::sorry, test = User::is_admin, crate = facade::auth
    };
    let item = quote! {
        async fn secret(user: CurrentUser<User>) -> HttpResponse { body }
    };
    let expansion = guard_or_errors(GuardKind::FreshLogin, arguments, item);
    assert!(!expansion.to_string().contains(":: login ::"));
    check("fresh_login_required_options", expansion);
}

#[test]
fn durations_are_counted_in_seconds() {
    for (text, seconds) in [("1s", 1_u64), ("15m", 900), ("2h", 7200), ("1d", 86_400)] {
        let item = quote!(
            async fn secret() -> HttpResponse {
                body
            }
        );
        let expansion = guard_or_errors(GuardKind::FreshLogin, quote!(within = #text), item);
        assert!(
            expansion
                .to_string()
                .contains(&format!("within ({seconds}u64)"))
        );
    }
}

#[test]
fn stacked_guards_are_one() {
    let arguments = quote!(
        any(Role::Admin, all(Role::Editor, Role::Trusted)),
        login_view = "/in"
    );
    let item = quote! {
        #[get("/posts")]
        #[fresh_login_required]
        #[cfg(feature = "posts")]
        #[permission_required("posts.edit")]
        async fn posts(user: CurrentUser<User>, order: Order) -> HttpResponse { body }
    };
    check(
        "stacked_guards",
        guard_or_errors(GuardKind::Role, arguments, item),
    );
}

#[test]
fn a_user_with_roles() {
    let item = quote! {
        struct User {
            id: i64,
            #[user(role)]
            role: Role,
            #[user(permissions)]
            may: Vec<String>,
        }
    };
    check("user_mixin_roles", user_mixin_or_errors(item));
}

#[test]
fn an_enum_of_users() {
    let item = quote! {
        #[user(no_eq)]
        pub enum Account {
            #[user(roles)]
            Staff(Staff),
            Customer(people::Customer),
        }
    };
    check("user_mixin_enum", user_mixin_or_errors(item));
}

#[test]
fn a_user_whose_id_a_method_makes() {
    let item = quote! {
        #[user(id = "token", no_eq)]
        struct User {
            generation: u32,
        }
    };
    check("user_mixin_method", user_mixin_or_errors(item));
}

#[test]
fn a_user_with_a_mistake_is_a_user_all_the_same() {
    let item = quote!(
        struct User {
            name: String,
        }
    );
    let expansion = user_mixin_or_errors(item).to_string();
    assert_eq!(expansion.matches("compile_error").count(), 1);
    assert!(expansion.contains("UserMixin for User"));
}

#[test]
fn a_span_in_an_impl_has_the_handlers_name() {
    let item = quote! {
        impl Api {
            #[tracing::instrument(skip(order))]
            async fn list(order: Order) -> HttpResponse { body }
            #[instrument(name = "own")]
            async fn show() -> HttpResponse { body }
        }
    };
    let expansion = guard(GuardKind::Login, item).to_string().replace(' ', "");
    assert!(expansion.contains(r#"instrument(name="list",skip(order))"#));
    assert!(expansion.contains(r#"instrument(name="own")"#));
}

#[test]
fn of_a_view_and_an_answer_the_nearer_counts() {
    let item = quote! {
        mod pages {
            #[login_required(login_view = "/own")]
            async fn one() -> HttpResponse { body }
        }
    };
    let expansion = guard_or_errors(GuardKind::Role, quote!("x", unauthorized = sorry), item);
    let expansion = expansion.to_string();
    assert!(expansion.contains("\"/own\"") && !expansion.contains("sorry"));
}
