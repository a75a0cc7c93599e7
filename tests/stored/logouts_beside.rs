//! A logout beside requests of copies of the session: it ends whatever they go on as.

use actix_web::{
    http::{Method, StatusCode},
    rt::{spawn, task::JoinHandle},
};
use login_tests::Browser;

use super::{
    REMEMBER, SESSION,
    devices::own_id,
    pages::gate,
    probe::REPLACED,
    races::while_slow,
    world::{World, logged_in, remembered, status, with_only},
};

/// Lets a copy of a session end the other logins where another copy has said that it goes on, which
/// fails, so that nobody's tombstone is left beside the session.
struct Renewal(JoinHandle<Browser>);

impl Renewal {
    /// Until the session is in its new place, and nothing says so at the old one.
    async fn stalled(world: &World, copy: &Browser) -> Self {
        world.store.stall("replace");
        let [mut first, mut second] = [copy.clone(), copy.clone()];
        let confirming = spawn(async move { first.post("/confirm").await.status });
        world.store.stalled().await;
        world.store.stall(REPLACED);
        let renewing = spawn(async move {
            second.post("/revoke-others").await;
            second
        });
        world.store.stalled().await;
        world.store.release();
        assert_eq!(confirming.await.unwrap(), 401);
        Self(renewing)
    }

    async fn done(self, world: &World) -> Browser {
        world.store.release();
        self.0.await.unwrap()
    }
}

/// A logout that has opened its session, and waits for the gate.
pub(crate) async fn leaving_slowly(browser: &Browser) -> JoinHandle<StatusCode> {
    let mut browser = browser.clone();
    let leaving = spawn(async move { browser.post("/slow/logout").await.status });
    gate().entered().await;
    leaving
}

#[actix_web::test]
async fn l1_a_logout_that_keeps_values_gives_way_to_nobody_who_goes_on() {
    for step in ["create", "replace", REPLACED] {
        let world = World::new();
        let app = world
            .app_with(|builder| builder.keep_session_data(true))
            .await;
        let mut browser = logged_in(&app, "1").await;
        browser.post("/data/key/value").await;
        let mut copy = browser.clone();
        world.store.stall(step);
        let going_on = spawn(async move {
            copy.post("/confirm").await;
            copy
        });
        world.store.stalled().await;
        assert_eq!(browser.post("/logout").await.status, 200, "{step}");
        assert_eq!(status(&mut browser, "/protected").await, 401, "{step}");
        world.store.release();
        let mut copy = going_on.await.unwrap();
        assert_eq!(status(&mut copy, "/protected").await, 401, "{step}");
        assert_eq!(world.kept("1").await, (0, 0), "{step}");
    }
}

#[actix_web::test]
async fn l1_a_logout_ends_what_a_copy_goes_on_as_beside_it() {
    for (keeps, step, uri) in [
        (false, "delete_version", "/confirm"),
        (false, "delete_version", "/revoke-others"),
        (true, "create", "/confirm"),
        (true, "replace", "/confirm"),
        (true, "replace", "/revoke-others"),
    ] {
        let world = World::new();
        let app = world
            .app_with(|builder| builder.keep_session_data(keeps))
            .await;
        let mut browser = logged_in(&app, "1").await;
        browser.post("/data/key/value").await;
        let mut copy = browser.clone();
        world.store.stall(step);
        let leaving = spawn(async move { browser.post("/logout").await.status });
        world.store.stalled().await;
        copy.post(uri).await;
        world.store.release();
        assert_eq!(leaving.await.unwrap(), 200, "{keeps} {step} {uri}");
        let answer = copy.get("/protected").await;
        assert_eq!(answer.status, 401, "{keeps} {step} {uri}");
        assert_eq!(world.kept("1").await, (0, 0), "{keeps} {step} {uri}");
    }
}

#[actix_web::test]
async fn l1_a_logout_ends_what_is_on_its_way_to_another_place_unsaid() {
    for arrives_before in [true, false] {
        let world = World::new();
        let app = world.app().await;
        let browser = logged_in(&app, "1").await;
        let (mut renewal, mut copy) = (None, None);
        let late = while_slow(&browser, Method::POST, "/slow/logout", async {
            let stalled = Renewal::stalled(&world, &browser).await;
            if arrives_before {
                copy = Some(stalled.done(&world).await);
            } else {
                renewal = Some(stalled);
            }
        });
        assert_eq!(late.await.status, 200, "{arrives_before}");
        if let Some(stalled) = renewal {
            copy = Some(stalled.done(&world).await);
        }
        let answer = copy.unwrap().get("/protected").await;
        assert_eq!(answer.status, 401, "{arrives_before}");
        assert_eq!(world.kept("1").await, (0, 0), "{arrives_before}");
    }
}

#[actix_web::test]
async fn l1_a_logout_with_an_overtaken_cookie_ends_what_goes_on_meanwhile() {
    let world = World::new();
    let app = world.app().await;
    let mut overtaken = logged_in(&app, "1").await;
    let mut copy = overtaken.clone();
    copy.post("/confirm").await;
    world.store.stall("delete_version");
    let leaving = spawn(async move { overtaken.post("/logout").await.status });
    world.store.stalled().await;
    assert_eq!(copy.post("/confirm").await.status, 200);
    world.store.release();
    assert_eq!(leaving.await.unwrap(), 200);
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_a_logout_ends_what_every_cookie_of_it_goes_on_as() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let mut copy = logged_in(&app, "1").await;
    let both = format!("{}; {SESSION}={}", browser.jar[SESSION], copy.jar[SESSION]);
    browser.jar.insert(SESSION.to_owned(), both);
    let late = while_slow(&browser, Method::POST, "/slow/logout", async {
        assert_eq!(copy.post("/confirm").await.status, 200);
    });
    assert_eq!(late.await.status, 200);
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_whoever_writes_into_a_session_all_the_time_does_not_keep_it_from_ending() {
    for (uri, keeps) in [
        ("/logout", false),
        ("/logout", true),
        ("/revoke-all", false),
        ("/revoke/", false),
        ("/revoke/", true),
    ] {
        let world = World::new();
        let app = world
            .app_with(|builder| builder.keep_session_data(keeps))
            .await;
        let mut browser = logged_in(&app, "1").await;
        browser.post("/data/key/value").await;
        let mut copy = browser.clone();
        let uri = match uri {
            "/revoke/" => format!("{uri}{}", own_id(&mut browser).await),
            _ => uri.to_owned(),
        };
        world.store.disturb(true);
        assert_eq!(browser.post(&uri).await.status, 200, "{uri} {keeps}");
        world.store.disturb(false);
        assert_eq!(status(&mut copy, "/protected").await, 401, "{uri} {keeps}");
        assert_eq!(world.kept("1").await, (0, 0), "{uri} {keeps}");
    }
}

/// A login over a session that waits before it writes the remembered login: the session has gone on.
pub(crate) async fn logging_in(
    world: &World,
    browser: &Browser,
    user: &str,
) -> JoinHandle<StatusCode> {
    let mut browser = browser.clone();
    let uri = format!("/login?user={user}&remember=true");
    world.store.stall("create");
    let request = spawn(async move { browser.post(&uri).await.status });
    // What it announces, and its tombstone.
    for _ in 0..2 {
        world.store.stalled().await;
        world.store.stall("create");
        world.store.release();
    }
    world.store.stalled().await;
    request
}

#[actix_web::test]
async fn l1_a_login_that_fails_puts_nothing_back_that_was_logged_out_before() {
    for (user, is_opened_before) in [("1", true), ("2", true), ("1", false), ("2", false)] {
        let world = World::new();
        let app = world.app().await;
        let mut browser = logged_in(&app, "1").await;
        let mut copy = browser.clone();
        let leaving = leaving_slowly(&browser).await;
        let failing = logging_in(&world, &browser, user).await;
        if is_opened_before {
            gate().open();
            assert_eq!(leaving.await.unwrap(), 200, "{user}");
        } else {
            assert_eq!(copy.post("/logout").await.status, 200, "{user}");
        }
        world.store.fail_after(0, "create");
        world.store.release();
        assert_eq!(failing.await.unwrap(), 503, "{user}");
        assert_eq!(status(&mut browser, "/protected").await, 401, "{user}");
        for user in ["1", "2"] {
            assert_eq!(world.kept(user).await, (0, 0), "{user}");
        }
    }
}

#[actix_web::test]
async fn l1_a_login_that_fails_puts_nothing_back_that_was_logged_out_on_its_way() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let mut again = browser.clone();
    let leaving = leaving_slowly(&browser).await;
    world.store.stall(REPLACED);
    let failing = spawn(async move { again.post("/login?user=2&remember=true").await.status });
    world.store.stalled().await;
    gate().open();
    assert_eq!(leaving.await.unwrap(), 200);
    // Its tombstone is tried twice.
    world.store.fail_after(2, "create");
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_a_logout_ends_what_is_put_back_while_it_looks() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let leaving = leaving_slowly(&browser).await;
    let failing = logging_in(&world, &browser, "2").await;
    world.store.stall("update");
    gate().open();
    world.store.stalled().await;
    world.store.fail_after(0, "create");
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    world.store.release();
    assert_eq!(leaving.await.unwrap(), 200);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l5_a_login_that_fails_puts_nothing_back_that_ended_with_all_meanwhile() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let mut other = logged_in(&app, "1").await;
    let failing = logging_in(&world, &browser, "2").await;
    assert_eq!(other.post("/revoke-all").await.status, 200);
    world.store.fail_after(0, "create");
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l1_a_login_that_fails_puts_nothing_back_where_a_logout_does_not_find_it() {
    let world = World::new();
    let app = world.app().await;
    let mut browser = logged_in(&app, "1").await;
    let failing = logging_in(&world, &browser, "1").await;
    let leaving = leaving_slowly(&browser).await;
    world.store.fail_after(0, "create");
    world.store.release();
    assert_eq!(failing.await.unwrap(), 503);
    assert_eq!(status(&mut browser, "/protected").await, 200);
    gate().open();
    assert_eq!(leaving.await.unwrap(), 200);
    assert_eq!(status(&mut browser, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l2_a_logout_ends_a_session_of_its_remember_cookie_that_goes_on_meanwhile() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    let mut copy = with_only(&browser, SESSION);
    let mut owner = with_only(&browser, REMEMBER);
    world.store.stall("replace");
    let leaving = spawn(async move { owner.post("/logout").await.status });
    world.store.stalled().await;
    // The remembered login has ended, and the session is listed next.
    world.store.stall("delete");
    world.store.release();
    world.store.stalled().await;
    assert_eq!(copy.post("/confirm").await.status, 200);
    world.store.release();
    assert_eq!(leaving.await.unwrap(), 200);
    assert_eq!(status(&mut copy, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn l2_a_logout_tried_again_ends_the_remember_cookie_of_what_had_gone_on() {
    let world = World::new();
    let app = world.app().await;
    let browser = remembered(&app, "1").await;
    let mut owner = with_only(&browser, SESSION);
    let mut copy = owner.clone();
    let leaving = leaving_slowly(&owner).await;
    world.store.stall(REPLACED);
    let confirming = spawn(async move { copy.post("/confirm").await.status });
    world.store.stalled().await;
    // It has left the tombstone, and does not come to ask what the session was about to go on as.
    world.store.fail_after(1, "load");
    gate().open();
    assert_eq!(leaving.await.unwrap(), 503);
    world.store.release();
    assert_eq!(confirming.await.unwrap(), 401);
    assert_eq!(owner.post("/logout").await.status, 200);
    let mut remember = with_only(&browser, REMEMBER);
    assert_eq!(status(&mut remember, "/protected").await, 401);
    assert_eq!(world.kept("1").await, (0, 0));
}

#[actix_web::test]
async fn f3_who_logs_in_beside_the_end_of_the_session_before_is_logged_in() {
    let world = World::new();
    let app = world.app().await;
    let browser = logged_in(&app, "1").await;
    let mut other = logged_in(&app, "1").await;
    let mut again = browser.clone();
    let leaving = leaving_slowly(&browser).await;
    world.store.stall("replace");
    let logging_in = spawn(async move {
        again.post("/login?user=1&remember=true").await;
        again
    });
    world.store.stalled().await;
    other.post("/revoke-all").await;
    gate().open();
    assert_eq!(leaving.await.unwrap(), 200);
    world.store.release();
    let mut again = logging_in.await.unwrap();
    assert_eq!(
        status(&mut with_only(&again, SESSION), "/protected").await,
        200
    );
    assert_eq!(status(&mut again, "/protected").await, 200);
}
