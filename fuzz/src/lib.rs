//! The application that is fuzzed: from outside, by what a browser or an attacker can send.

use std::{
    future::Future,
    time::{SystemTime, UNIX_EPOCH},
};

use actix_web::{
    App, HttpRequest, Responder,
    rt::{System, SystemRunner},
    test::{TestRequest, init_service},
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use login::{
    AuthSession, FlaskCompat, LoginError, LoginManager, LoginRequest, NextUrl, SecretKey,
    UserMixin, login_required,
    testing::{Answer, Site},
};
use ring::hmac;

const FLASK_SECRET: &str = "what Flask signs with";

/// A session cookie of Flask's, authentic whatever it holds.
pub fn flask_session(payload: &[u8], compressed: bool) -> String {
    let sign = |key: &[u8], text: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
        hmac::sign(&key, text)
    };
    let key = sign(FLASK_SECRET.as_bytes(), b"cookie-session");
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = u32::try_from(now.as_secs()).unwrap_or_default();
    let mark = if compressed { "." } else { "" };
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let at = URL_SAFE_NO_PAD.encode(now.to_be_bytes());
    let signed = format!("{mark}{payload}.{at}");
    let signature = URL_SAFE_NO_PAD.encode(sign(key.as_ref(), signed.as_bytes()));
    format!("{signed}.{signature}")
}

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
        .flask_compat(FlaskCompat::until("9999-12-31", FLASK_SECRET))
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

/// The one application of this process, and what it runs on.
struct Hosted {
    system: SystemRunner,
    site: Site,
}

thread_local! {
    /// Leaked: when a process ends, parts of actix-web that its own end would need have ended.
    static HOSTED: &'static Hosted = {
        let system = System::new();
        let site = system.block_on(site());
        Box::leak(Box::new(Hosted { system, site }))
    };
}

/// Runs something with the one application of this process.
pub fn with_site<F: Future>(ask: impl FnOnce(Site) -> F) -> F::Output {
    let hosted = HOSTED.with(|hosted| *hosted);
    hosted.system.block_on(ask(hosted.site.clone()))
}

/// Sends a request; no answer may be an error of the server's.
pub async fn send(site: &Site, request: TestRequest) -> Answer {
    let answer = site.send(request).await;
    assert!(!answer.status.is_server_error(), "{}", answer.status);
    answer
}
