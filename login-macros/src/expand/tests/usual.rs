//! Compares handlers that are read without the parser with the parser's result for them.

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::quote;

use super::{GuardKind, guard, guard_or_errors};

/// The option `crate` with its usual value makes the parser read the handler.
#[test]
fn a_usual_handler_expands_as_the_parser_would_have_it() {
    let handlers = [
        "async fn a() -> impl Responder { 1 + }",
        r#"#[doc = "x"] #[get("/")] pub async fn a(id: web::Path<(u8, u8)>) -> String {}"#,
        "pub(crate) async fn a(mut b: Bytes, _: HttpRequest) -> &'static str {}",
        "async fn a(web::Json(b): web::Json<A<B<C>>>) -> actix_web::Result<HttpResponse> {}",
        "async fn a(user: CurrentUser<User>) -> Result<String, Error> {}",
        "async fn a(user: Option<login::CurrentUser<User>>) -> ::a::Result<impl Responder> {}",
        "async fn a(order: Order, all: Vec<Order>, one: Option<Order>) -> HttpResponse {}",
        "async fn a(Pair { a, b }: Pair<{ 1 }>) -> HttpResponse {}",
        "async fn a(user: CurrentUser) -> HttpResponse {}",
    ];
    for handler in handlers {
        let handler: TokenStream = handler.parse().unwrap();
        for kind in [GuardKind::Login, GuardKind::FreshLogin] {
            let arguments = TokenStream::new();
            let usual = crate::lower::usual(kind, &arguments, &handler);
            assert!(usual.is_some(), "{handler}");
            let parsed = guard_or_errors(kind, quote!(crate = ::login), handler.clone());
            let expansion = guard(kind, handler.clone());
            // The parser splits `>>` into two tokens.
            let text = |tokens: TokenStream| tokens.to_string().replace(' ', "");
            assert_eq!(text(expansion), text(parsed));
        }
    }
}

#[test]
fn what_is_not_usual_is_left_to_the_parser() {
    let handlers = [
        "fn a() -> String {}",
        "async fn main() -> String {}",
        "async fn a() {}",
        "async fn a() -> String",
        "async fn a<T>() -> String {}",
        "const async fn a() -> String {}",
        "async unsafe fn a() -> String {}",
        "async fn a() -> Page {}",
        "async fn a() -> Result<String, Failure> {}",
        "async fn a() -> Result<Page, Error> {}",
        "async fn a() -> Result<String, Error<T>> {}",
        "async fn a() -> impl Responder + Send {}",
        "async fn a() -> impl Handler<()> {}",
        "async fn a() -> dyn Responder {}",
        "async fn a() -> String where u8: Copy, { }",
        "async fn a((b, c): web::Path<(u8, u8)>) -> String {}",
        "async fn a(Some(b): Option<Order>) -> String {}",
        "async fn a(web::Path((Ok(b), c)): web::Path<Order>) -> String {}",
        "async fn a([b, c]: Order) -> String {}",
        "async fn a() -> HttpResponse<B> {}",
        "async fn a(self: Order) -> String {}",
        "async fn a(&self) -> String {}",
        "async fn a(#[cfg(x)] order: Order) -> String {}",
        "async fn a(order: impl Order) -> String {}",
        "async fn a(order: &Order) -> String {}",
        "async fn a(order: [u8; 3]) -> String {}",
        "async fn a(order: fn() -> u8) -> String {}",
        "async fn a(order: A<B>::C) -> String {}",
        "async fn a(order) -> String {}",
        "async fn a(_: login::__private::Admit<Other, ()>) -> String {}",
        "async fn a(_: login::__private::LoginAdmit<()>) -> String {}",
        "#[login::fresh_login_required] async fn a() -> String {}",
        "#[role_required(Role::Admin)] async fn a() -> String {}",
        "#[utoipa::path(get)] async fn a() -> String {}",
        "#[cfg_attr(x, utoipa::path(get))] async fn a() -> String {}",
        "struct A;",
    ];
    for handler in handlers {
        let item: TokenStream = handler.parse().unwrap();
        let usual = crate::lower::usual(GuardKind::Login, &TokenStream::new(), &item);
        assert!(usual.is_none(), "{handler}");
    }
}

/// A `$meta` of a `macro_rules!` arrives in such brackets.
#[test]
fn an_attribute_in_unseen_brackets_is_left_to_the_parser() {
    let guard = Group::new(Delimiter::None, quote!(fresh_login_required));
    let handler = quote!(#[#guard] async fn a() -> String {});
    let usual = crate::lower::usual(GuardKind::Login, &TokenStream::new(), &handler);
    assert!(usual.is_none());
}

#[test]
fn only_a_guard_of_the_login_without_options_is_usual() {
    let handler: TokenStream = "async fn a() -> String {}".parse().unwrap();
    let usual = |kind, arguments| crate::lower::usual(kind, &arguments, &handler);
    assert!(usual(GuardKind::Role, TokenStream::new()).is_none());
    assert!(usual(GuardKind::Login, quote!(login_view = "/x")).is_none());
    assert!(usual(GuardKind::Login, TokenStream::new()).is_some());
}
