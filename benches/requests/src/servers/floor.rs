//! The smallest possible cost of an authenticated request, written by hand: one search for the cookie, one
//! HMAC-SHA256, an expiry check, and the user from the table. It provides no other protection: anyone who
//! has a cookie is logged in until it expires.

use std::{
    future::{Ready, ready},
    sync::LazyLock,
    time::{SystemTime, UNIX_EPOCH},
};

use actix_web::{
    App, Error, FromRequest, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{Payload, ServiceFactory, ServiceRequest, ServiceResponse},
    error::InternalError,
    get,
    http::header::{COOKIE, LOCATION, SET_COOKIE},
    post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use memchr::memmem::Finder;
use ring::{
    hmac::{self, HMAC_SHA256, Key},
    rand::SystemRandom,
};

use super::HELLO;
use crate::users::User;

const LIFE: u64 = 24 * 60 * 60;
const TAG_LEN: usize = 32;

static KEY: LazyLock<Key> = LazyLock::new(|| {
    let key = Key::generate(HMAC_SHA256, &SystemRandom::new());
    key.unwrap_or_else(|_| Key::new(HMAC_SHA256, b"without randomness, still a key"))
});
static COOKIE_NAME: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("sid="));

pub(crate) fn app() -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .service(public)
        .service(guarded)
        .service(denied)
        .service(page)
        .service(log_in)
        .service(log_out)
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

/// Creates a cookie with the value `id.expiry.base64url(HMAC)`.
fn cookie(id: u32) -> String {
    let claim = format!("{id}.{}", now() + LIFE);
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&KEY, claim.as_bytes()));
    format!("sid={claim}.{tag}; Path=/; Secure; HttpOnly; SameSite=Lax")
}

fn user(request: &HttpRequest) -> Option<User> {
    let cookies = request.headers().get(COOKIE)?.as_bytes();
    let at = COOKIE_NAME.find_iter(cookies);
    let (_, value) = at
        .filter_map(|at| cookies.split_at_checked(at))
        .find(|(before, _)| before.is_empty() || before.ends_with(b" "))?;
    let value = value.strip_prefix(b"sid=")?;
    let value = value.split(|byte| *byte == b';').next()?;
    let dot = memchr::memrchr(b'.', value)?;
    let (claim, tag) = value.split_at_checked(dot)?;
    let mut bytes = [0; TAG_LEN];
    let length = URL_SAFE_NO_PAD.decode_slice(tag.strip_prefix(b".")?, &mut bytes);
    if length != Ok(TAG_LEN) {
        return None;
    }
    hmac::verify(&KEY, claim, &bytes).ok()?;
    let (id, expires) = str::from_utf8(claim).ok()?.split_once('.')?;
    if now() >= expires.parse().ok()? {
        return None;
    }
    User::find(id.parse().ok()?)
}

/// A guard that admits requests with a valid cookie.
struct LoggedIn;

impl FromRequest for LoggedIn {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match user(request) {
            Some(_) => Ok(Self),
            None => Err(InternalError::from_response(
                "login required",
                HttpResponse::Unauthorized()
                    .content_type("text/plain; charset=utf-8")
                    .body("Unauthorized"),
            )
            .into()),
        })
    }
}

#[get("/public")]
async fn public() -> &'static str {
    HELLO
}

#[get("/guarded")]
async fn guarded(_: LoggedIn) -> &'static str {
    HELLO
}

#[get("/denied")]
async fn denied(_: LoggedIn) -> &'static str {
    HELLO
}

#[get("/page")]
async fn page(user: Option<LoggedIn>) -> HttpResponse {
    match user {
        Some(LoggedIn) => HttpResponse::Ok().body(HELLO),
        None => HttpResponse::Found()
            .insert_header((LOCATION, "/login"))
            .finish(),
    }
}

#[post("/login")]
async fn log_in() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((SET_COOKIE, cookie(User::ID)))
        .body(HELLO)
}

#[post("/logout")]
async fn log_out(_: LoggedIn) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((SET_COOKIE, "sid=; Path=/; Max-Age=0"))
        .body(HELLO)
}
