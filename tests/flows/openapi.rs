//! `utoipa` documents guarded handlers as others, whichever attribute stands first.

#![allow(unused_qualifications)] // For what utoipa writes about a `web::Query<Filter>`.

use actix_web::{HttpResponse, Responder, get, post, web};
use login::{CurrentUser, fresh_login_required, login_required};
use login_tests::{TestApp, User};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi, ToSchema};

#[derive(Deserialize, IntoParams)]
struct Filter {
    word: String,
}

#[derive(Deserialize, ToSchema)]
struct Note {
    text: String,
}

#[utoipa::path(params(Filter), responses((status = 200)))]
#[get("/above/{id}")]
#[login_required]
async fn above(
    id: web::Path<u64>,
    filter: web::Query<Filter>,
    user: CurrentUser<User>,
) -> impl Responder {
    format!("{id} {} {}", filter.word, user.id)
}

#[login_required]
#[utoipa::path(params(Filter), responses((status = 200)))]
#[get("/below/{id}")]
async fn below(
    id: web::Path<u64>,
    filter: web::Query<Filter>,
    user: CurrentUser<User>,
) -> impl Responder {
    format!("{id} {} {}", filter.word, user.id)
}

/// Two guards, one on each side.
#[fresh_login_required(within = "15m")]
#[cfg_attr(all(), utoipa::path(responses((status = 200))))]
#[post("/between/{id}")]
#[login_required(test = |user: &User| user.id == "1")]
async fn between(id: web::Path<u64>, note: web::Json<Note>) -> HttpResponse {
    HttpResponse::Ok().body(format!("{id} {}", note.text))
}

#[login_required(login_view = "/from-around")]
#[cfg_attr(all(), fresh_login_required(test = |user: &login_tests::User| user.id == "1"))]
mod members {
    pub(super) mod deeper {
        use actix_web::{Responder, get, web};
        use login::login_required;

        #[utoipa::path(responses((status = 200)))]
        #[get("/inside/{id}")]
        #[login_required(login_view = "/own")]
        pub(in super::super) async fn inside(id: web::Path<u64>) -> impl Responder {
            id.to_string()
        }
    }
}

#[derive(OpenApi)]
#[openapi(paths(above, below, between, members::deeper::inside))]
struct Documentation;

fn operation(path: &str, method: &str) -> serde_json::Value {
    let document = serde_json::to_value(Documentation::openapi()).unwrap();
    let operation = document
        .get("paths")
        .and_then(|paths| paths.get(path)?.get(method));
    operation.unwrap().clone()
}

fn parameters(operation: &serde_json::Value) -> Vec<(&str, &str)> {
    let parameters = operation["parameters"].as_array().unwrap();
    let told = parameters.iter().map(|parameter| {
        let name = parameter["name"].as_str().unwrap();
        (name, parameter["in"].as_str().unwrap())
    });
    told.collect()
}

#[test]
fn a_document_has_the_parameters_and_bodies_of_guarded_handlers() {
    for path in ["/above/{id}", "/below/{id}"] {
        let operation = operation(path, "get");
        assert_eq!(
            parameters(&operation),
            [("word", "query"), ("id", "path")],
            "{path}"
        );
    }
    let inside = operation("/inside/{id}", "get");
    assert_eq!(parameters(&inside), [("id", "path")]);
    let operation = operation("/between/{id}", "post");
    assert_eq!(parameters(&operation), [("id", "path")]);
    assert_eq!(operation["summary"], "Two guards, one on each side.");
    let body = &operation["requestBody"]["content"]["application/json"];
    assert_eq!(body["schema"]["$ref"], "#/components/schemas/Note");
}

#[actix_web::test]
async fn documented_handlers_are_guarded() {
    let pages = |app: &mut web::ServiceConfig| {
        app.service((above, below, between, members::deeper::inside));
    };
    let app = TestApp::with_pages(|manager| manager, pages).await;
    let mut browser = app.browser();
    for uri in ["/above/7?word=x", "/below/7?word=x"] {
        assert_eq!(browser.get(uri).await.status, 401, "{uri}");
    }
    assert_eq!(browser.post("/between/7").await.status, 401);
    let refused = browser.get("/inside/7").await;
    let location = refused.header("location");
    assert!(
        location.is_some_and(|view| view.starts_with("/own")),
        "{refused:?}"
    );
    browser.post("/login?user=1&stale=true").await;
    for uri in ["/above/7?word=x", "/below/7?word=x"] {
        assert_eq!(browser.get(uri).await.text(), "7 x 1", "{uri}");
    }
    assert_eq!(browser.post("/between/7").await.status, 401);
    assert_ne!(browser.get("/inside/7").await.status, 200);
    browser.post("/confirm").await;
    assert_eq!(browser.get("/inside/7").await.text(), "7");
    // Past its guards, and refused for the body that it does not have.
    assert_eq!(browser.post("/between/7").await.status, 400);
    let mut another = app.browser();
    another.post("/login?user=2").await;
    assert_eq!(another.get("/inside/7").await.status, 403);
}
