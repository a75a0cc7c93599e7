//! The pages.

use std::env;

use actix_web::{HttpResponse, Responder, get, http::header::ContentType};

use crate::users::User;

/// The user's id is one of two that are known here, so it needs no escaping.
pub(crate) fn home(user: Option<&User>) -> HttpResponse {
    let main = match user {
        Some(user) => format!(
            r#"<p>Logged in: <b>{}</b>.</p>
<form method="post" action="/logout"><button>Log out</button></form>"#,
            user.id
        ),
        None => r#"<p>Logged in: <b>nobody</b>.</p><p><a href="/login">Log in</a></p>"#.to_owned(),
    };
    page("The Rust application", &main)
}

pub(crate) fn login() -> HttpResponse {
    page(
        "Log in",
        r#"<form method="post">
<label>Email <input name="email" type="email" autocomplete="username" placeholder="foo@bar.tld" required></label>
<label>Password
<input name="password" type="password" autocomplete="current-password" placeholder="secret" required></label>
<label class="check"><input name="remember" type="checkbox"> Remember me</label>
<button>Log in</button>
</form>"#,
    )
}

#[get("/style.css")]
pub(crate) async fn style() -> impl Responder {
    HttpResponse::Ok()
        .content_type("text/css")
        .body(include_str!("../../quickstart/style.css"))
}

fn page(title: &str, main: &str) -> HttpResponse {
    let flask = env::var("FLASK_URL").unwrap_or_else(|_| "http://localhost:5000".to_owned());
    let html = format!(
        include_str!("page.html"),
        title = title,
        flask = flask,
        main = main
    );
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html)
}
