//! Handlers that are read without the parser, against what the parser makes of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{GuardKind, guard, guard_or_errors};

/// With an option, if only the usual value of `crate`, the parser reads the handler.
#[test]
fn a_usual_handler_expands_as_the_parser_would_have_it() {
    let handlers = [
        quote!(async fn a() -> impl Responder { 1 + }),
        quote!(
            #[doc = "x"]
            #[get("/")]
            pub async fn a(id: web::Path<(u8, u8)>) -> String {}
        ),
        quote!(
            pub(crate) async fn a(mut b: Bytes, _: HttpRequest) -> &'static str {}
        ),
        quote!(
            async fn a(web::Json(b): web::Json<A<B<C>>>) -> actix_web::Result<HttpResponse> {}
        ),
        quote!(
            async fn a(user: CurrentUser<User>) -> Result<String, Error> {}
        ),
        quote!(
            async fn a(user: Option<login::CurrentUser<User>>) -> ::a::Result<impl Responder> {}
        ),
        quote!(
            async fn a(order: Order, all: Vec<Order>, one: Option<Order>) -> HttpResponse {}
        ),
        quote!(
            async fn a(Pair { a, b }: Pair<{ 1 }>) -> HttpResponse {}
        ),
        quote!(
            async fn a(user: CurrentUser) -> HttpResponse {}
        ),
    ];
    for handler in handlers {
        for kind in [GuardKind::Login, GuardKind::FreshLogin] {
            let arguments = TokenStream::new();
            let usual = crate::lower::usual(kind, &arguments, &handler);
            assert!(usual.is_some(), "{handler}");
            let parsed = guard_or_errors(kind, quote!(crate = ::login), handler.clone());
            let expansion = guard(kind, handler.clone());
            // The parser tells `>>` apart as two.
            let text = |tokens: TokenStream| tokens.to_string().replace(' ', "");
            assert_eq!(text(expansion), text(parsed));
        }
    }
}

#[test]
fn what_is_not_usual_is_left_to_the_parser() {
    let handlers = [
        quote!(
            fn a() -> String {}
        ),
        quote!(
            async fn main() -> String {}
        ),
        quote!(
            async fn a() {}
        ),
        quote!(async fn a() -> String),
        quote!(
            async fn a<T>() -> String {}
        ),
        quote!(
            const async fn a() -> String {}
        ),
        quote!(
            async unsafe fn a() -> String {}
        ),
        quote!(
            async fn a() -> Page {}
        ),
        quote!(
            async fn a() -> Result<String, Failure> {}
        ),
        quote!(
            async fn a() -> Result<Page, Error> {}
        ),
        quote!(
            async fn a() -> Result<String, Error<T>> {}
        ),
        quote!(
            async fn a() -> impl Responder + Send {}
        ),
        quote!(
            async fn a() -> impl Handler<()> {}
        ),
        quote!(
            async fn a() -> dyn Responder {}
        ),
        quote!(
            async fn a() -> String
            where
                u8: Copy,
            {
            }
        ),
        quote!(
            async fn a() -> HttpResponse<B> {}
        ),
        quote!(
            async fn a(self: Order) -> String {}
        ),
        quote!(
            async fn a(&self) -> String {}
        ),
        quote!(
            async fn a(#[cfg(x)] order: Order) -> String {}
        ),
        quote!(
            async fn a(order: impl Order) -> String {}
        ),
        quote!(
            async fn a(order: &Order) -> String {}
        ),
        quote!(
            async fn a(order: [u8; 3]) -> String {}
        ),
        quote!(
            async fn a(order: fn() -> u8) -> String {}
        ),
        quote!(
            async fn a(order: A<B>::C) -> String {}
        ),
        quote!(async fn a(order) -> String {}),
        quote!(
            async fn a(_: login::__private::Admit<Other, ()>) -> String {}
        ),
        quote!(
            async fn a(_: login::__private::LoginAdmit<()>) -> String {}
        ),
        quote!(
            #[login::fresh_login_required]
            async fn a() -> String {}
        ),
        quote!(
            #[role_required(Role::Admin)]
            async fn a() -> String {}
        ),
        quote!(
            struct A;
        ),
    ];
    for handler in handlers {
        let usual = crate::lower::usual(GuardKind::Login, &TokenStream::new(), &handler);
        assert!(usual.is_none(), "{handler}");
    }
    let handler = quote!(
        async fn a() -> String {}
    );
    let usual = |kind, arguments| crate::lower::usual(kind, &arguments, &handler);
    assert!(usual(GuardKind::Role, TokenStream::new()).is_none());
    assert!(usual(GuardKind::Login, quote!(login_view = "/x")).is_none());
    assert!(usual(GuardKind::Login, TokenStream::new()).is_some());
}
