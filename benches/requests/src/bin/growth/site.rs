//! The application whose requests are measured.

use actix_web::{
    HttpResponse, dev::ServiceResponse, http::header::SET_COOKIE, test::TestRequest, web,
};
use login::{
    AuthSession, LoginManager, LoginManagerBuilder, SecretKey, Session, UserMixin, login_required,
};
use requests::{HEADERS, Result};

#[derive(Clone, UserMixin)]
struct User {
    id: u32,
}

#[login_required]
async fn guarded() -> &'static str {
    "hello"
}

async fn open() -> &'static str {
    "hello"
}

async fn log_in(
    auth: AuthSession,
    session: Session,
    path: web::Path<(u32, usize)>,
) -> actix_web::Result<HttpResponse> {
    let (id, bytes) = path.into_inner();
    auth.login_user(&User { id }).await?;
    if bytes > 0 {
        session.insert("note", "n".repeat(bytes))?;
    }
    Ok(HttpResponse::Ok().finish())
}

async fn log_out(auth: AuthSession) -> actix_web::Result<HttpResponse> {
    auth.logout_user().await?;
    Ok(HttpResponse::Ok().finish())
}

pub(crate) fn manager() -> Result<LoginManagerBuilder> {
    let builder = LoginManager::builder(SecretKey::generate()?);
    Ok(builder.user_loader(async |id| Some(User { id })))
}

pub(crate) fn pages(app: &mut web::ServiceConfig, routes: usize, is_guarded: bool) {
    for number in 0..routes {
        let route = if is_guarded {
            web::get().to(guarded)
        } else {
            web::get().to(open)
        };
        app.route(&format!("/pages/{number}"), route);
    }
    app.route("/login/{id}/{bytes}", web::post().to(log_in))
        .route("/logout", web::post().to(log_out));
}

pub(crate) fn session_of<B>(response: &ServiceResponse<B>) -> Result<String> {
    let line = response.headers().get(SET_COOKIE).ok_or("no cookie")?;
    let pair = line.to_str()?.split(';').next().unwrap_or_default();
    Ok(pair.to_owned())
}

/// Returns a request with the headers of a browser.
pub(crate) fn browser(uri: &str) -> TestRequest {
    let request = TestRequest::with_uri(uri);
    HEADERS
        .into_iter()
        .fold(request, TestRequest::insert_header)
}
