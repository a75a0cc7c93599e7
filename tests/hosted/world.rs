//! An application that keeps a basket in actix-session, whose store a test looks into.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use actix_session::{
    Session, SessionMiddleware,
    storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key},
};
use actix_web::{
    App, HttpResponse,
    cookie::{Key, time::Duration},
    test::init_service,
    web,
};
use login::{
    AuthSession, LoginError, LoginManager, LoginManagerBuilder, fresh_login_required,
    login_required,
    testing::{Browser, Site, TestClock, weak_secret},
};
use login_tests::{User, Users};

use super::HOST;

type State = HashMap<String, String>;

/// Sessions by their keys, in memory.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Rc<RefCell<HashMap<String, State>>>);

impl Sessions {
    pub(crate) fn keys(&self) -> Vec<String> {
        self.0.borrow().keys().cloned().collect()
    }

    /// The only session there is.
    pub(crate) fn only(&self) -> State {
        let sessions = self.0.borrow();
        assert_eq!(sessions.len(), 1, "{:?}", self.keys());
        sessions.values().next().cloned().unwrap()
    }

    pub(crate) fn put(&self, key: &str, state: State) {
        self.0.borrow_mut().insert(key.to_owned(), state);
    }

    /// Puts a value into every session.
    pub(crate) fn set_all(&self, name: &str, value: &str) {
        for state in self.0.borrow_mut().values_mut() {
            state.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl SessionStore for Sessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        Ok(self.0.borrow().get(key.as_ref()).cloned())
    }

    async fn save(&self, state: State, _: &Duration) -> Result<SessionKey, SaveError> {
        let key = generate_session_key();
        self.put(key.as_ref(), state);
        Ok(key)
    }

    async fn update(
        &self,
        key: SessionKey,
        state: State,
        ttl: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        // As the one for Redis: what is gone is made again, under another key.
        if !self.0.borrow().contains_key(key.as_ref()) {
            let saved = self.save(state, ttl).await;
            return Ok(saved.unwrap());
        }
        self.put(key.as_ref(), state);
        Ok(key)
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        self.0.borrow_mut().remove(key.as_ref());
        Ok(())
    }
}

/// One application, and what is around it.
pub(crate) struct World {
    pub(crate) manager: LoginManager,
    pub(crate) sessions: Sessions,
    pub(crate) clock: TestClock,
    pub(crate) site: Site,
}

pub(crate) async fn world() -> World {
    world_with(LoginManagerBuilder::actix_session).await
}

pub(crate) async fn world_with(
    settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
) -> World {
    let (sessions, clock) = (Sessions::default(), TestClock::new());
    let manager = manager(&clock, settings);
    let site = site(&manager, &sessions).await;
    World {
        manager,
        sessions,
        clock,
        site,
    }
}

pub(crate) fn manager(
    clock: &TestClock,
    settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
) -> LoginManager {
    let users = Users::new();
    let builder = LoginManager::builder(weak_secret("shared by all"))
        .user_loader(move |id: String| {
            let user = users.get(&id);
            async move { user }
        })
        .clock(clock.clone());
    settings(builder).build().unwrap()
}

/// The application in a process of its own, on sessions that it may share.
pub(crate) async fn site(manager: &LoginManager, sessions: &Sessions) -> Site {
    let middleware = SessionMiddleware::builder(sessions.clone(), Key::from(&[7; 64]));
    let app = App::new()
        .configure(pages)
        .wrap(manager.clone())
        .wrap(middleware.cookie_name(HOST.to_owned()).build());
    Site::new(init_service(app).await)
}

impl World {
    pub(crate) async fn logged_in(&self) -> Browser {
        let mut browser = self.site.browser();
        browser.post("/login/1").await;
        browser
    }
}

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/public", web::get().to(async || "public"))
        .route("/login/{user}", web::post().to(log_in))
        .route("/purge-and-log-in", web::post().to(purge_and_log_in))
        .route("/logout", web::post().to(log_out))
        .route("/confirm", web::post().to(confirm))
        .route("/who", web::get().to(who))
        .route("/fresh", web::get().to(fresh))
        .route("/basket", web::get().to(basket))
        .route("/basket/{thing}", web::post().to(put_into_basket))
        .route("/empty", web::post().to(empty))
        .route("/empty-and-renew", web::post().to(empty_and_renew))
        .route("/renew", web::post().to(renew))
        .route("/cached", web::get().to(cached))
        .route("/note", web::get().to(note))
        .route("/note/{text}", web::post().to(write_note));
}

pub(crate) fn user(id: &str) -> User {
    Users::new().get(id).unwrap()
}

async fn log_in(auth: AuthSession, id: web::Path<String>) -> Result<&'static str, LoginError> {
    let (id, remember) = match id.split_once(":remember") {
        Some((id, _)) => (id, true),
        None => (id.as_str(), false),
    };
    auth.login_user(&user(id)).remember(remember).await?;
    Ok("in")
}

async fn purge_and_log_in(session: Session, auth: AuthSession) -> Result<String, LoginError> {
    session.purge();
    auth.login_user(&user("1")).await?;
    Ok("in".to_owned())
}

async fn log_out(auth: AuthSession, session: Session) -> actix_web::Result<&'static str> {
    auth.logout_user().await?;
    session.insert("bye", "come again")?;
    Ok("out")
}

async fn confirm(auth: AuthSession) -> Result<&'static str, LoginError> {
    auth.confirm_login().await?;
    Ok("confirmed")
}

#[login_required]
async fn who(user: login::CurrentUser<User>) -> String {
    user.id.clone()
}

#[fresh_login_required]
async fn fresh() -> &'static str {
    "fresh"
}

async fn basket(session: Session) -> actix_web::Result<String> {
    Ok(session.get("basket")?.unwrap_or_default())
}

async fn put_into_basket(
    session: Session,
    thing: web::Path<String>,
) -> actix_web::Result<HttpResponse> {
    session.insert("basket", thing.into_inner())?;
    Ok(HttpResponse::Ok().finish())
}

async fn note(session: login::Session) -> actix_web::Result<String> {
    Ok(session.get("note")?.unwrap_or_default())
}

async fn write_note(
    session: login::Session,
    text: web::Path<String>,
) -> actix_web::Result<HttpResponse> {
    session.insert("note", text.into_inner())?;
    Ok(HttpResponse::Ok().finish())
}

/// An application's own way of logging out.
#[login_required]
async fn empty(session: Session) -> &'static str {
    session.clear();
    "emptied"
}

/// The same, in an application that renews the session whenever rights change.
#[login_required]
async fn empty_and_renew(
    session: Session,
    ours: login::Session,
) -> actix_web::Result<&'static str> {
    session.clear();
    ours.renew()?;
    Ok("emptied")
}

/// Lets another request read the session before it is renewed.
async fn renew(session: login::Session) -> actix_web::Result<&'static str> {
    tokio::task::yield_now().await;
    session.renew()?;
    Ok("renewed")
}

/// A page for everybody that shows the note of the visitor, and is to be kept for a while.
async fn cached(session: login::Session) -> actix_web::Result<HttpResponse> {
    let note: Option<String> = session.get("note")?;
    Ok(HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=60"))
        .body(note.unwrap_or_default()))
}
