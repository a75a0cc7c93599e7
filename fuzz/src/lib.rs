//! The application that is fuzzed: from outside, by what a browser or an attacker can send.

use std::{cell::RefCell, future::Future};

use actix_web::{App, HttpRequest, Responder, rt::System, test::{TestRequest, init_service}, web};
use login::{
    AuthSession, LoginError, LoginManager, LoginRequest, NextUrl, SecretKey, UserMixin,
    login_required,
    testing::{Answer, Site},
};

/// A user.
#[derive(Clone, UserMixin)]
struct User {
    id: u32,
}

#[login_required]
async fn guarded() -> impl Responder {
    "guarded"
}

async fn log_in(auth: AuthSession) -> Result<impl Responder, LoginError> {
    auth.login_user(&User { id: 7 }).remember(true).await?;
    Ok("in")
}

async fn next(next: NextUrl) -> impl Responder {
    next.or("/default").redirect()
}

async fn echo(request: HttpRequest, body: web::Bytes) -> impl Responder {
    let _path = request.path().len();
    body
}

/// Knows nobody, whatever the form says.
async fn by_form(request: LoginRequest) -> Option<User> {
    let _form: Option<Vec<(String, String)>> = request.form().await;
    let _query: Option<Vec<(String, String)>> = request.query();
    None
}

async fn site() -> Site {
    let manager = LoginManager::builder(SecretKey::generate().expect("random bytes"))
        .user_loader(async |id| Some(User { id }))
        .request_loader(by_form)
        .login_view("/login")
        .build()
        .expect("the settings are right");
    let app = App::new()
        .wrap(manager)
        .route("/guarded", web::to(guarded))
        .route("/login", web::post().to(log_in))
        .route("/next", web::get().to(next))
        .route("/echo", web::post().to(echo));
    Site::new(init_service(app).await)
}

thread_local! {
    static SYSTEM: RefCell<Option<actix_web::rt::SystemRunner>> = const { RefCell::new(None) };
    static SITE: RefCell<Option<Site>> = const { RefCell::new(None) };
}

/// Runs something with the one application of this process.
pub fn with_site<F: Future>(ask: impl FnOnce(Site) -> F) -> F::Output {
    SYSTEM.with_borrow_mut(|system| {
        let system = system.get_or_insert_with(System::new);
        let site = SITE.with_borrow_mut(|kept| match kept {
            Some(site) => site.clone(),
            None => kept.insert(system.block_on(site())).clone(),
        });
        system.block_on(ask(site))
    })
}

/// Sends a request; no answer may be an error of the server's.
pub async fn send(site: &Site, request: TestRequest) -> Answer {
    let answer = site.send(request).await;
    assert!(!answer.status.is_server_error(), "{}", answer.status);
    answer
}
