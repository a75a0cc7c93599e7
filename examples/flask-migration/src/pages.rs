//! The pages.

use std::env;

use actix_web::{HttpResponse, http::header::ContentType};

use crate::users::User;

/// Whom the page greets is one of two names known here, so that nothing needs escaping.
pub(crate) fn home(user: Option<&User>) -> HttpResponse {
    let flask = env::var("FLASK_URL").unwrap_or_else(|_| "http://localhost:5000".to_owned());
    let who = user.map_or("nobody", |user| &user.id);
    html(format!(
        r#"<!doctype html><meta charset="utf-8"><title>Rust</title>
<h1>The Rust application</h1>
<p>Logged in: <b>{who}</b>.</p>
<p><a href="/protected">Protected</a> · <a href="/fresh">Fresh</a> · <a href="/login">Log in</a> ·
<a href="{flask}/">The Flask application</a></p>
<form method="post" action="/logout"><button>Log out</button></form>"#
    ))
}

pub(crate) fn login() -> HttpResponse {
    html(
        r#"<!doctype html><meta charset="utf-8"><title>Log in</title><form method="post">
<input name="email" placeholder="foo@bar.tld">
<input name="password" type="password" placeholder="secret">
<label><input name="remember" type="checkbox"> Remember me</label><button>Log in</button></form>"#
            .to_owned(),
    )
}

fn html(page: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(page)
}
