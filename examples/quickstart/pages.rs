//! The pages: plain HTML and CSS. User input, including the id, is escaped.

use actix_web::{HttpResponse, Responder, get, http::header::ContentType};
use login::CurrentUser;

use crate::User;

fn page(title: &str, main: &str) -> HttpResponse {
    let html = format!(include_str!("page.html"), title = title, main = main);
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html)
}

#[get("/")]
pub(crate) async fn home(user: Option<CurrentUser<User>>) -> impl Responder {
    match user {
        Some(user) => page(
            "Home",
            &format!("<p>Hello {}</p>{LOGOUT}", escaped(&user.id)),
        ),
        None => page(
            "Home",
            r#"<p>Hello stranger</p><p><a href="/login">Log in</a></p>"#,
        ),
    }
}

/// The form has no `action`, so it is sent to the page's own address, including `next`.
pub(crate) fn login(message: &str) -> HttpResponse {
    let form = r#"<form method="post">
<label>Email <input name="email" type="email" autocomplete="username" required></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required></label>
<label class="check"><input name="remember" type="checkbox" value="on"> Remember me</label>
<button>Log in</button>
</form>"#;
    page("Log in", &format!("{}{form}", alert(message)))
}

pub(crate) fn protected(user: &str) -> HttpResponse {
    let main = format!("<p>Logged in as: {}</p>{LOGOUT}", escaped(user));
    page("Protected", &main)
}

pub(crate) fn fresh(user: &str) -> HttpResponse {
    let main = format!("<p>Logged in afresh as: {}</p>{LOGOUT}", escaped(user));
    page("Fresh only", &main)
}

pub(crate) fn reauthenticate(user: &str, message: &str) -> HttpResponse {
    let main = format!(
        r#"{}<p>You are {user}, we think. Please type your password again.</p>
<form method="post">
<input name="email" type="hidden" value="{user}" autocomplete="username">
<label>Password
<input name="password" type="password" autocomplete="current-password" required></label>
<button>Confirm</button>
</form>"#,
        alert(message),
        user = escaped(user)
    );
    page("Is it you?", &main)
}

pub(crate) fn logged_out() -> HttpResponse {
    page("Logged out", r#"<p><a href="/login">Log in again</a></p>"#)
}

pub(crate) fn unauthorized() -> HttpResponse {
    page(
        "Unauthorized",
        r#"<p><a href="/login">Log in</a> to see this page.</p>"#,
    )
}

fn alert(message: &str) -> String {
    match message {
        "" => String::new(),
        _ => format!(r#"<p class="alert" role="alert">{message}</p>"#),
    }
}

/// Escapes text for HTML, including attributes in quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[get("/style.css")]
pub(crate) async fn style() -> impl Responder {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(include_str!("style.css"))
}

const LOGOUT: &str = r#"<form method="post" action="/logout"><button>Log out</button></form>"#;
