//! A logout beside requests of copies of the session: it ends whatever they go on as.

use actix_web::{
    http::Method,
    rt::{spawn, task::JoinHandle},
};
use login_tests::Browser;

use super::{
    SESSION,
    probe::REPLACED,
    races::while_slow,
    world::{World, logged_in, status},
};

/// Lets a copy of a session end the other logins where another copy has said that it goes on, which
/// fails, so that nobody's word is left beside the session.
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
        (false, "replace", "/confirm"),
        (false, "replace", "/revoke-others"),
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
    world.store.stall("replace");
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
