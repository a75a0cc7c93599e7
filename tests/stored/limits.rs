//! How many sessions and remembered logins a user may have.

use actix_web::{http::Method, web};
use login::{AuthSession, LoginError, store::WhenFull};
use login_tests::{TestApp, Users};

use super::{
    REMEMBER, SESSION,
    races::while_slow,
    world::{World, all_at_once, logged_in, remembered, status, with_only},
};

async fn limited(world: &World, when_full: WhenFull) -> TestApp {
    world
        .app_with(|builder| builder.concurrent_sessions(2, when_full))
        .await
}

#[actix_web::test]
async fn l8_of_fifty_logins_at_once_two_live_when_the_oldest_goes() {
    let world = World::new();
    let app = limited(&world, WhenFull::EvictOldest).await;
    let browsers = (0..50).map(|_| app.browser());
    let done = all_at_once(browsers, Method::POST, "/login?user=1").await;
    assert_eq!(world.kept("1").await, (2, 0));
    let mut alive = 0;
    for (mut browser, answer) in done {
        assert_eq!(answer.text(), "True");
        alive += usize::from(browser.get("/protected").await.status == 200);
    }
    assert_eq!(alive, 2);
    assert_eq!(
        status(&mut logged_in(&app, "2").await, "/protected").await,
        200
    );
}

#[actix_web::test]
async fn l8_of_fifty_logins_at_once_two_are_let_in_when_more_are_refused() {
    let world = World::new();
    let app = limited(&world, WhenFull::Refuse).await;
    let browsers = (0..50).map(|_| app.browser());
    let done = all_at_once(browsers, Method::POST, "/login?user=1&remember=true").await;
    let mut alive = 0;
    for (mut browser, answer) in done {
        if answer.status == 200 {
            alive += 1;
            assert_eq!(status(&mut browser, "/protected").await, 200);
        } else {
            assert_eq!(answer.status, 403);
            assert!(answer.set_cookies().is_empty());
        }
    }
    assert_eq!(alive, 2);
    // Nor is there a remembered login of those who were refused.
    assert_eq!(world.kept("1").await, (2, 2));
    assert_eq!(world.take_events(), ["user_logged_in"; 2]);
}

/// Which error it is.
async fn try_login(auth: AuthSession, users: web::Data<Users>) -> Result<String, LoginError> {
    let user = users.get("1").unwrap();
    let logged_in = auth.login_user(&user).remember(true).await;
    Ok(format!("{logged_in:?}"))
}

#[actix_web::test]
async fn l8_a_visitor_whose_login_was_refused_goes_on() {
    let world = World::new();
    let app = world
        .app_with(|builder| builder.concurrent_sessions(1, WhenFull::Refuse))
        .await;
    let _first = logged_in(&app, "1").await;
    let mut visitor = app.browser();
    visitor.post("/data/key/value").await;
    assert_eq!(visitor.post("/login?user=1").await.status, 403);
    assert_eq!(visitor.get("/data").await.text(), "key=value");
    let emptied = while_slow(&visitor, Method::POST, "/slow/remove/key", async {}).await;
    assert_eq!(emptied.status, 200);
    assert_eq!(visitor.get("/data").await.text(), "");
}

#[actix_web::test]
async fn l8_a_refused_login_changes_nothing() {
    let world = World::new();
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/try-login", web::post().to(try_login));
    };
    let (store, users, clock) = (world.store.clone(), &world.users, &world.clock);
    let app = TestApp::around(
        TestApp::sealed(login::SecretKey::generate().unwrap(), users, clock)
            .session_store(store)
            .concurrent_sessions(2, WhenFull::Refuse)
            .build()
            .unwrap(),
        users.clone(),
        clock.clone(),
        pages,
    )
    .await;
    let others = [remembered(&app, "1").await, remembered(&app, "1").await];
    let mut second = remembered(&app, "2").await;
    second.post("/data/key/value").await;
    let before = second.clone();
    let answer = second.post("/try-login").await;
    assert_eq!(answer.text(), "Err(TooManySessions)");
    assert!(answer.set_cookies().is_empty());
    assert_eq!(second.jar, before.jar);
    assert_eq!(second.get("/who").await.text(), "2");
    assert_eq!(second.get("/data").await.text(), "key=value");
    second.close();
    assert_eq!(second.get("/who").await.text(), "2");
    for mut other in others {
        assert_eq!(status(&mut other, "/protected").await, 200);
    }
    assert_eq!(world.kept("1").await, (2, 2));
    // A visitor with values of his own keeps them.
    let mut visitor = app.browser();
    visitor.post("/data/key/value").await;
    visitor.post("/try-login").await;
    assert_eq!(visitor.get("/data").await.text(), "key=value");
    assert_eq!(visitor.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn l8_who_is_logged_in_may_log_in_again_and_confirm_although_there_is_no_room() {
    let world = World::new();
    let app = limited(&world, WhenFull::Refuse).await;
    let mut one = logged_in(&app, "1").await;
    let mut two = logged_in(&app, "1").await;
    for uri in ["/login?user=1", "/confirm", "/permanent", "/data/a/b"] {
        assert_eq!(one.post(uri).await.status, 200, "{uri}");
        assert_eq!(status(&mut one, "/protected").await, 200, "{uri}");
        assert_eq!(status(&mut two, "/protected").await, 200, "{uri}");
    }
    two.post("/logout").await;
    logged_in(&app, "1").await;
}

#[actix_web::test]
async fn l8_a_session_that_timed_out_makes_room() {
    let world = World::new();
    let app = limited(&world, WhenFull::Refuse).await;
    logged_in(&app, "1").await;
    logged_in(&app, "1").await;
    world.wait(2 * super::HOUR - 1);
    assert_eq!(app.browser().post("/login?user=1").await.status, 403);
    world.wait(1);
    logged_in(&app, "1").await;
}

#[actix_web::test]
async fn l8_a_restored_login_ends_the_oldest_where_a_new_one_would_be_refused() {
    let world = World::new();
    let app = limited(&world, WhenFull::Refuse).await;
    let mut returning = with_only(&remembered(&app, "1").await, REMEMBER);
    world.wait(1);
    let mut other = logged_in(&app, "1").await;
    assert_eq!(status(&mut returning, "/protected").await, 200);
    assert!(returning.jar.contains_key(SESSION));
    assert_eq!(world.kept("1").await.0, 2);
    assert_eq!(status(&mut other, "/protected").await, 200);
}

#[actix_web::test]
async fn r2_one_remembered_login_more_than_allowed_ends_the_oldest() {
    let world = World::new();
    let app = world.app_with(|builder| builder.remembered_logins(3)).await;
    let mut browsers = Vec::new();
    for _ in 0..4 {
        browsers.push(with_only(&remembered(&app, "1").await, REMEMBER));
        world.wait(1);
    }
    assert_eq!(world.kept("1").await.1, 3);
    let mut statuses = Vec::new();
    for browser in &mut browsers {
        statuses.push(status(browser, "/protected").await);
    }
    assert_eq!(statuses, [401, 200, 200, 200]);
}

#[actix_web::test]
async fn l8_nobody_fills_the_store_by_one_account() {
    let world = World::new();
    let app = world.app().await;
    let mut elsewhere = logged_in(&app, "1").await;
    let mut greedy = with_only(&remembered(&app, "1").await, REMEMBER);
    for _ in 0..120 {
        assert_eq!(status(&mut greedy, "/protected").await, 200);
        greedy.jar.remove(SESSION);
    }
    let (sessions, series) = world.kept("1").await;
    assert_eq!((sessions, series), (100, 1));
    // What somebody makes by one cookie takes the place of what they made before.
    assert_eq!(status(&mut elsewhere, "/protected").await, 200);
    for _ in 0..120 {
        logged_in(&app, "1").await;
    }
    assert_eq!(world.kept("1").await.0, 100);
}
