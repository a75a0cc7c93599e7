//! A renamed dependency, told to each guard by its option `crate` alone.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]

use actix_web::{
    App, Responder, get,
    http::StatusCode,
    test::{TestRequest, call_service, init_service},
    web,
};
use auth::{
    CurrentUser, LoginManager, SecretKey, fresh_login_required, login_required,
    permission_required, role_required,
};

#[get("/plain")]
#[login_required(crate = auth)]
async fn plain() -> impl Responder {
    "plain"
}

#[allow(clippy::future_not_send)] // For the `Rc` in a `CurrentUser`.
#[login_required(crate = ::auth, test = |user: &login_hygiene::Plain| user.id > 0)]
#[get("/tested")]
async fn tested(user: CurrentUser<login_hygiene::Plain>) -> impl Responder {
    user.id.to_string()
}

#[fresh_login_required(crate = ::auth, within = "1h")]
#[permission_required("read")]
async fn stacked() -> impl Responder {
    "stacked"
}

#[role_required(login_hygiene::Role::Admin, crate = ::auth)]
mod guarded {
    #[actix_web::get("/inside")]
    pub async fn inside() -> impl actix_web::Responder {
        "inside"
    }
}

struct Api;

#[login_required(crate = ::auth)]
impl Api {
    async fn show() -> String {
        "show".to_owned()
    }
}

#[actix_web::test]
async fn every_handler_of_a_renamed_crate_is_guarded() {
    let manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(|id: u64| std::future::ready(Some(login_hygiene::Plain { id })))
        .build()
        .unwrap();
    let app = App::new()
        .wrap(manager)
        .configure(login_hygiene::routes)
        .service((plain, tested, guarded::inside))
        .route("/also-stacked", web::get().to(stacked))
        .route("/also-show", web::get().to(Api::show));
    let app = init_service(app).await;
    let own = [
        "/plain",
        "/tested",
        "/also-stacked",
        "/inside",
        "/also-show",
    ];
    let of_the_library = [
        "/above/7", "/fresh", "/role", "/stacked", "/generic", "/unusual", "/some", "/show",
        "/change",
    ];
    for uri in own.into_iter().chain(of_the_library) {
        let answer = call_service(&app, TestRequest::get().uri(uri).to_request()).await;
        let status = if uri == "/fresh" {
            StatusCode::OK
        } else {
            StatusCode::UNAUTHORIZED
        };
        assert_eq!(answer.status(), status, "{uri}");
    }
}
