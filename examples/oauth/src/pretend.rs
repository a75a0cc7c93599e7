//! A pretended provider, so that the example runs without a real account. It asks for no
//! password and is only a demonstration.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use actix_web::{HttpRequest, HttpResponse, Responder, get, http::header::ContentType, post, web};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use oauth2::CsrfToken;
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use crate::{escaped, page};

/// Codes and tokens that were issued and not used yet.
#[derive(Default)]
pub(crate) struct Pretended {
    /// By code: the challenge, and the name of the person.
    codes: Mutex<HashMap<String, (String, String)>>,
    /// By access token: the name of the person.
    tokens: Mutex<HashMap<String, String>>,
}

pub(crate) fn provider(app: &mut web::ServiceConfig) {
    app.service(web::scope("/provider").service((authorize, allow, exchange, profile)));
}

#[derive(Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
    code_challenge: String,
}

/// Asks who the person is.
#[get("/authorize")]
async fn authorize(asked: web::Query<Asked>) -> impl Responder {
    // These are Base64 and an address. They are escaped anyway, since anybody can write a link to this page.
    let main = include_str!("pretend.html")
        .replace("{redirect_uri}", &escaped(&asked.redirect_uri))
        .replace("{state}", &escaped(&asked.state))
        .replace("{code_challenge}", &escaped(&asked.code_challenge));
    page(&main)
}

#[derive(Deserialize)]
struct Allowed {
    /// Empty if the person has declined.
    name: String,
    #[serde(flatten)]
    asked: Asked,
}

#[post("/allow")]
async fn allow(
    request: HttpRequest,
    form: web::Form<Allowed>,
    pretended: web::Data<Pretended>,
) -> impl Responder {
    let Allowed { name, asked } = form.into_inner();
    // A provider knows the addresses of its clients, and never redirects to another one.
    let own = format!("http://{}/callback", request.connection_info().host());
    if asked.redirect_uri != own {
        return HttpResponse::BadRequest().body("an unknown client");
    }
    let outcome = if name.is_empty() {
        "error=access_denied".to_owned()
    } else {
        let code = CsrfToken::new_random().into_secret();
        let mut codes = pretended
            .codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        codes.insert(code.clone(), (asked.code_challenge, name));
        format!("code={code}")
    };
    let target = format!("{own}?{outcome}&state={}", asked.state);
    HttpResponse::SeeOther()
        .insert_header(("location", target))
        .finish()
}

#[derive(Deserialize)]
struct Exchange {
    code: String,
    code_verifier: String,
}

#[post("/token")]
async fn exchange(form: web::Form<Exchange>, pretended: web::Data<Pretended>) -> impl Responder {
    let mut codes = pretended
        .codes
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    // A code can be used only once.
    let found = codes.remove(&form.code);
    let hash = digest(&SHA256, form.code_verifier.as_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(hash);
    let Some((_, name)) = found.filter(|(expected, _)| *expected == challenge) else {
        return HttpResponse::BadRequest().body(r#"{"error":"invalid_grant"}"#);
    };
    let token = CsrfToken::new_random().into_secret();
    let mut tokens = pretended
        .tokens
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    tokens.insert(token.clone(), name);
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(format!(
            r#"{{"access_token":"{token}","token_type":"bearer"}}"#
        ))
}

#[get("/user")]
async fn profile(request: HttpRequest, pretended: web::Data<Pretended>) -> impl Responder {
    let header = request.headers().get("authorization");
    let token = header.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let tokens = pretended
        .tokens
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    match token.and_then(|token| tokens.get(token)) {
        Some(name) if name == "ada" => HttpResponse::Ok()
            .content_type(ContentType::json())
            .body(r#"{"sub":"1815","name":"Ada"}"#),
        Some(_) => HttpResponse::Ok()
            .content_type(ContentType::json())
            .body(r#"{"sub":"1906","name":"Grace"}"#),
        None => HttpResponse::Unauthorized().finish(),
    }
}
