//! Sessions in which nobody is logged in.

use actix_web::http::Method;
use login::store::MemoryStore;
use login_tests::TestApp;

use super::{
    races::while_slow,
    world::{World, logged_in},
};

const ROOM: usize = 20;

async fn small_app() -> TestApp {
    let settings = |builder: login::LoginManagerBuilder| {
        builder
            .login_view("/login")
            .login_message(login::LOGIN_MESSAGE)
            .session_store(MemoryStore::with_capacity(ROOM))
    };
    World::new().any_app(settings).await
}

#[actix_web::test]
async fn d3_visitors_who_fill_the_store_in_memory_end_nobodys_login() {
    let app = small_app().await;
    let mut bystander = logged_in(&app, "1").await;
    app.wait(1);
    for _ in 0..5 * ROOM {
        // One leaves a value, the other is told to log in.
        app.browser().post("/data/key/value").await;
        let refused = app.browser().get("/protected").await;
        assert!(!refused.set_cookies().is_empty(), "a message is kept");
    }
    assert_eq!(bystander.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn d3_visitors_who_fill_the_store_in_memory_bring_no_logout_back() {
    let app = small_app().await;
    let mut owner = logged_in(&app, "1").await;
    let mut thief = owner.clone();
    owner.post("/logout").await;
    app.wait(1);
    for _ in 0..5 * ROOM {
        app.browser().post("/data/key/value").await;
    }
    // The message of the refusal is all that there is.
    assert_eq!(thief.get("/protected").await.status, 302);
}

#[actix_web::test]
async fn a_visitor_takes_along_what_was_kept_for_them() {
    let app = small_app().await;
    let mut visitor = app.browser();
    visitor.post("/data/basket/pear").await;
    visitor.post("/login?user=1").await;
    assert!(visitor.get("/data").await.text().contains("pear"));
    app.wait(1);
    for _ in 0..5 * ROOM {
        app.browser().post("/data/key/value").await;
    }
    assert!(visitor.get("/data").await.text().contains("pear"));
    assert_eq!(visitor.get("/protected").await.status, 200);
    visitor.post("/logout").await;
    assert_eq!(visitor.get("/protected").await.status, 302);
}

#[actix_web::test]
async fn a_slow_request_of_a_visitor_takes_no_renewed_session_from_the_browser() {
    let world = World::new();
    let app = world.app().await;
    let mut visitor = app.browser();
    visitor.post("/data/basket/pear").await;
    let mut faster = visitor.clone();
    let late = while_slow(&visitor, Method::GET, "/slow/who", async {
        assert_eq!(faster.post("/renew").await.status, 200);
    });
    assert!(late.await.set_cookies().is_empty());
    assert_eq!(faster.get("/data").await.text(), "basket=pear");
    // Also one that begins after it.
    assert!(visitor.get("/who").await.set_cookies().is_empty());
    assert_eq!(visitor.get("/data").await.text(), "");
}
