//! What is put together wrongly, or put into the store by others.

use actix_session::SessionMiddleware;
use actix_web::{App, cookie::Key, test::init_service};
use login::{
    BuildError, LoginManager, LoginManagerBuilder, SecretKey,
    store::MemoryStore,
    testing::{Site, TestClock},
};
use tracing::Level;

use login_tests::{Log, Users};

use super::{
    SESSION,
    world::{Sessions, manager, pages, world},
};

const NOT_KEPT: &str = "actix-session did not store the login";

fn manager_of_test() -> LoginManager {
    manager(&TestClock::new(), LoginManagerBuilder::actix_session)
}

#[actix_web::test]
async fn a_wrong_order_of_middleware_is_in_the_log() {
    let (log, _here) = Log::here(Level::INFO);
    let middleware = SessionMiddleware::new(Sessions::default(), Key::from(&[7; 64]));
    let app = App::new()
        .configure(pages)
        .wrap(middleware)
        .wrap(manager_of_test());
    let mut browser = Site::new(init_service(app).await).browser();
    browser.post("/login/1").await;
    assert_eq!(browser.get("/who").await.status, 401);
    assert_eq!(log.says(NOT_KEPT), 1);
}

#[actix_web::test]
async fn a_missing_middleware_is_in_the_log() {
    let (log, _here) = Log::here(Level::INFO);
    let app = App::new().configure(pages).wrap(manager_of_test());
    let mut browser = Site::new(init_service(app).await).browser();
    browser.post("/login/1").await;
    assert_eq!(log.says(NOT_KEPT), 1);
}

#[actix_web::test]
async fn the_right_order_leaves_no_word_in_the_log() {
    let (log, _here) = Log::here(Level::INFO);
    let mut browser = world().await.logged_in().await;
    browser.get("/who").await;
    browser.post("/logout").await;
    assert_eq!(log.says(NOT_KEPT), 0);
}

#[actix_web::test]
async fn a_purge_in_the_request_that_logs_in_is_in_the_log() {
    let (log, _here) = Log::here(Level::INFO);
    let mut browser = world().await.site.browser();
    browser.post("/purge-and-log-in").await;
    assert_eq!(browser.get("/who").await.status, 401);
    assert_eq!(log.says("purged its session"), 1);
}

#[actix_web::test]
async fn d1_whatever_is_there_under_the_name_is_nobodys_login() {
    for value in ["7", "\"\"", "\"AAAA\"", "{}", "no json", "null", ""] {
        let world = world().await;
        let mut browser = world.logged_in().await;
        world.sessions.set_all(SESSION, value);
        assert_eq!(browser.get("/who").await.status, 401, "{value}");
        browser.post("/login/1").await;
        assert_eq!(browser.get("/who").await.text(), "1", "{value}");
    }
}

#[test]
fn sessions_in_two_places_are_refused() {
    let users = Users::new();
    let error = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(move |id: String| {
            let user = users.get(&id);
            async move { user }
        })
        .session_store(MemoryStore::new())
        .actix_session()
        .build();
    assert_eq!(error.unwrap_err(), BuildError::TwoStorages);
}
