//! Guards on modules and `impl` blocks.

use actix_web::{Responder, web};
use login::{CurrentUser, fresh_login_required, login_required};
use login_tests::{TestApp, User};

/// A class-based view: handlers that share what `Self` knows.
struct Api<T>(std::marker::PhantomData<T>);

#[login_required]
impl<T: std::str::FromStr + ToString + 'static> Api<T> {
    const PREFIX: &'static str = "api";

    async fn show(item: web::Path<String>, user: CurrentUser<User>) -> impl Responder {
        let item = item
            .parse::<T>()
            .ok()
            .map_or_else(String::new, |item| item.to_string());
        format!("{} {} {item}", Self::PREFIX, user.id)
    }

    #[fresh_login_required]
    async fn delete() -> impl Responder {
        Self::PREFIX
    }

    #[login_not_required]
    #[allow(clippy::unused_async)] // A handler is.
    async fn open() -> impl Responder {
        "open"
    }
}

#[login_required]
mod members {
    use actix_web::{Responder, get};

    #[get("/members/list")]
    pub(super) async fn list() -> impl Responder {
        helper()
    }

    #[get("/members/open")]
    #[login_not_required]
    pub(super) async fn open() -> impl Responder {
        "open"
    }

    fn helper() -> &'static str {
        "list"
    }

    pub(super) mod deeper {
        use actix_web::Responder;

        pub(in super::super) async fn hidden() -> impl Responder {
            "hidden"
        }
    }
}

#[actix_web::test]
async fn an_impl_block_and_a_module_guard_every_handler_but_those_marked() {
    let pages = |app: &mut web::ServiceConfig| {
        app.service((members::list, members::open))
            .route("/hidden", web::get().to(members::deeper::hidden))
            .route("/api/{item}/show", web::get().to(Api::<u8>::show))
            .route("/api/delete", web::get().to(Api::<u8>::delete))
            .route("/api/open", web::get().to(Api::<u8>::open));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    for uri in ["/members/list", "/hidden", "/api/7/show", "/api/delete"] {
        assert_eq!(browser.get(uri).await.status, 401, "{uri}");
    }
    for uri in ["/members/open", "/api/open"] {
        assert_eq!(browser.get(uri).await.text(), "open", "{uri}");
    }
    browser.post("/login?user=1&stale=true").await;
    for (uri, body) in [
        ("/members/list", "list"),
        ("/hidden", "hidden"),
        ("/api/7/show", "api 1 7"),
    ] {
        assert_eq!(browser.get(uri).await.text(), body);
    }
    assert_eq!(browser.get("/api/delete").await.status, 401);
    browser.post("/confirm").await;
    assert_eq!(browser.get("/api/delete").await.text(), "api");
}
