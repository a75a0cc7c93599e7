//! The pages: plain HTML and CSS. Everything that is not a constant is escaped.

mod html;

use actix_web::{
    HttpResponse, Responder,
    body::BoxBody,
    dev::ServiceResponse,
    get,
    http::header::{CONTENT_TYPE, ContentType, TryIntoHeaderValue},
    middleware::ErrorHandlerResponse,
};
use login::{Flash, LoginDevice};

use self::html::{ago, escaped};
use crate::devices::name;

/// `title` and `main` are HTML.
fn html(title: &str, main: &str) -> String {
    let process = std::process::id();
    format!(
        include_str!("page.html"),
        title = title,
        main = main,
        process = process
    )
}

fn page(title: &str, main: &str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html(title, main))
}

pub(crate) fn home() -> HttpResponse {
    page(
        "One application, three processes",
        r#"<p>This page is for everybody. The others need a login, and it does not matter which
process is asked for them: the logins are in Redis.</p>
<ol>
<li><a href="/login">Log in</a> here, and open the same page on another port.</li>
<li>Log in with a second browser, and end that login under <a href="/devices">your devices</a>.</li>
<li>End a process, or Redis, with <code>kill -9</code>: nobody is logged out.</li>
</ol>"#,
    )
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

pub(crate) fn reauthenticate(user: &str, message: &str) -> HttpResponse {
    let main = format!(
        r#"{alert}<p>You are {user}, we think. Please type your password again.</p>
<form method="post">
<input name="email" type="hidden" value="{user}" autocomplete="username">
<label>Password
<input name="password" type="password" autocomplete="current-password" required></label>
<button>Confirm</button>
</form>"#,
        alert = alert(message),
        user = escaped(user),
    );
    page("Is it you?", &main)
}

pub(crate) fn logged_out() -> HttpResponse {
    page("Logged out", r#"<p><a href="/login">Log in again</a></p>"#)
}

/// The roles repeat what the elements mean, because the style sheet changes their display on narrow
/// screens, which hides their meaning from screen readers.
pub(crate) fn devices(devices: &[LoginDevice], messages: &[Flash]) -> HttpResponse {
    let done = |flash: &Flash| {
        let message = escaped(&flash.message);
        format!(r#"<p class="done" role="status">{message}</p>"#)
    };
    let messages = messages.iter().map(done).collect::<Vec<_>>().concat();
    let rows: String = devices.iter().map(row).collect();
    let main = format!(
        r#"{messages}<table role="table">
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">Browser</th>
<th role="columnheader" scope="col">Address</th>
<th role="columnheader" scope="col">Logged in</th>
<th role="columnheader" scope="col">Last seen</th>
<td role="cell"></td>
</tr></thead>
<tbody role="rowgroup">
{rows}</tbody>
</table>
<div class="actions">
<form method="post" action="/devices/end-others"><button>Log out everywhere else</button></form>
<form method="post" action="/devices/end-all"><button class="grave">Log out everywhere</button></form>
</div>"#
    );
    page("Your devices", &main)
}

fn row(device: &LoginDevice) -> String {
    let this = if device.is_current {
        r#" <strong class="badge">this one</strong>"#
    } else {
        ""
    };
    let address = device.address.as_deref().unwrap_or("unknown");
    format!(
        r#"<tr role="row">
<th role="rowheader" scope="row">{name}{this}</th>
<td role="cell" data-label="Address">{address}</td>
<td role="cell" data-label="Logged in">{created}</td>
<td role="cell" data-label="Last seen">{seen}</td>
<td role="cell"><form method="post" action="/devices/end">
<input type="hidden" name="id" value="{id}">
<button class="small" aria-label="Log out {name}, {address}">Log out</button></form></td>
</tr>
"#,
        name = escaped(&name(device)),
        address = escaped(address),
        created = ago(device.created),
        seen = ago(device.last_seen),
        id = escaped(&device.id),
    )
}

/// Replaces the library's plain text if Redis is unavailable; the headers stay.
pub(crate) fn away<B>(
    response: ServiceResponse<B>,
) -> actix_web::Result<ErrorHandlerResponse<BoxBody>> {
    let body = html(
        "Back in a moment",
        r#"<p class="alert" role="alert">Logins cannot be looked up just now.</p>
<p>You are not logged out. Please load this page again in a few seconds.</p>"#,
    );
    let mut response = response.map_body(|_, _| BoxBody::new(body));
    let html = ContentType::html().try_into_value()?;
    response.headers_mut().insert(CONTENT_TYPE, html);
    Ok(ErrorHandlerResponse::Response(
        response.map_into_left_body(),
    ))
}

fn alert(message: &str) -> String {
    match message {
        "" => String::new(),
        _ => format!(r#"<p class="alert" role="alert">{}</p>"#, escaped(message)),
    }
}

#[get("/style.css")]
pub(crate) async fn style() -> impl Responder {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .body(include_str!("style.css"))
}

const LOGOUT: &str = r#"<form method="post" action="/logout"><button>Log out</button></form>"#;
