//! Limits on attempts to log in, for all processes that share a Redis.

use std::{net::IpAddr, time::Duration};

use actix_web::{http::Method, test::TestRequest, web};
use login::{
    AuthSession, LoginError, LoginManagerBuilder, LoginThrottle, SecretKey, store::RedisStore,
    testing::TestClock,
};
use login_tests::{TestApp, Users, servers::RedisServer};

use super::{cluster::cluster, raw, server};

const HOME: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.77";

/// Users log in with the password `right`.
async fn sign_in_page(
    auth: AuthSession,
    path: web::Path<(String, String)>,
    users: web::Data<Users>,
) -> Result<&'static str, LoginError> {
    let (user, password) = path.into_inner();
    auth.login_attempt(&user).await?;
    match users.get(&user).filter(|_| password == "right") {
        Some(user) => auth.login_user(&user).await.map(|()| "True"),
        None => Ok("False"),
    }
}

fn pages(app: &mut web::ServiceConfig) {
    app.route("/sign-in/{user}/{password}", web::post().to(sign_in_page));
}

async fn process(
    clock: &TestClock,
    settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
) -> TestApp {
    let users = Users::new();
    let builder = TestApp::builder(SecretKey::generate().unwrap(), &users, clock);
    let manager = settings(builder).build().unwrap();
    TestApp::around(manager, users, clock.clone(), pages).await
}

fn limits(throttle: LoginThrottle) -> LoginThrottle {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    throttle
        .per_account(5, minutes(5))
        .per_address(20, minutes(7))
}

/// The status, and when to come again.
async fn sign_in(app: &TestApp, user: &str, password: &str, from: &str) -> (u16, Option<String>) {
    let from: IpAddr = from.parse().unwrap();
    let request = TestRequest::with_uri(&format!("/sign-in/{user}/{password}"))
        .method(Method::POST)
        .peer_addr((from, 4711).into());
    let answer = app.send(request).await;
    let retry_after = answer.header("retry-after").map(str::to_owned);
    (answer.status.as_u16(), retry_after)
}

#[actix_web::test]
async fn u2_all_processes_have_one_limit() {
    let Some((_server, store)) = server(&[]).await else {
        return;
    };
    let clock = TestClock::new();
    let throttle = || limits(LoginThrottle::in_redis(&store));
    let one = process(&clock, |builder| builder.login_throttle(throttle())).await;
    let other = process(&clock, |builder| builder.login_throttle(throttle())).await;
    let mut admitted = 0;
    for n in 0..20 {
        let app = if n % 2 == 0 { &one } else { &other };
        let (status, _) = sign_in(app, "1", "wrong", &format!("192.0.2.{n}")).await;
        admitted += usize::from(status == 200);
    }
    assert_eq!(admitted, 5);
}

/// A walk through everything that an attempt can be, to be the same wherever it is counted.
#[actix_web::test]
async fn u2_redis_counts_as_memory_does() {
    let Some((_server, store)) = server(&[]).await else {
        return;
    };
    let clock = TestClock::new();
    let in_redis = limits(LoginThrottle::in_redis(&store));
    let in_redis = process(&clock, |builder| builder.login_throttle(in_redis)).await;
    let in_memory = limits(LoginThrottle::in_memory());
    let in_memory = process(&clock, |builder| builder.login_throttle(in_memory)).await;
    let mut refused = 0;
    // The same walk every time: a generator of numbers with a known beginning.
    let mut number = 7_u64;
    let mut below = |most: u64| {
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (number >> 33) % most
    };
    for step in 0..600 {
        let user = ["1", "2", "3", "nobody"][usize::try_from(below(4)).unwrap()];
        let password = if below(3) == 0 { "right" } else { "wrong" };
        let from = [HOME, ELSEWHERE, "203.0.113.10", "2001:db8::1"];
        let from = from[usize::try_from(below(4)).unwrap()];
        clock.advance(Duration::from_secs(below(3)));
        let expected = sign_in(&in_memory, user, password, from).await;
        let found = sign_in(&in_redis, user, password, from).await;
        assert_eq!(found, expected, "step {step}: {user} {password} {from}");
        refused += usize::from(expected.0 == 429);
    }
    assert!((50..550).contains(&refused), "{refused}");
}

#[actix_web::test]
async fn u2_keys_go_by_themselves_and_say_neither_account_nor_address() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let clock = TestClock::new();
    let throttle = limits(LoginThrottle::in_redis(&store));
    let app = process(&clock, |builder| builder.login_throttle(throttle)).await;
    assert_eq!(sign_in(&app, "nobody", "wrong", HOME).await.0, 200);
    assert_eq!(sign_in(&app, "1", "right", HOME).await.0, 200);
    let mut raw = raw(&server).await;
    let keys: Vec<String> = raw.ask("KEYS *").await;
    assert!(
        keys.iter().all(|key| key.starts_with("{login}:t:")),
        "{keys:?}"
    );
    assert!(!keys.concat().contains("nobody") && !keys.concat().contains(HOME));
    let mut kinds: Vec<_> = keys
        .iter()
        .map(|key| key.split(':').nth(2).unwrap())
        .collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["account", "address", "known"]);
    for key in &keys {
        let ttl: i64 = raw.ask(&format!("PTTL {key}")).await;
        let longest = if key.contains(":known:") {
            90 * 24 * 60 * 60 * 1000
        } else {
            60 * 1000
        };
        assert!((1..=longest).contains(&ttl), "{key}: {ttl}");
    }
}

#[actix_web::test]
async fn u2_while_redis_is_away_nobody_is_let_through() {
    let Some(server) = RedisServer::start(&[]) else {
        return;
    };
    let store = RedisStore::builder(server.url())
        .timeout(Duration::from_millis(200))
        .connect()
        .await
        .unwrap();
    let clock = TestClock::new();
    let throttle = limits(LoginThrottle::in_redis(&store));
    let app = process(&clock, |builder| builder.login_throttle(throttle)).await;
    assert_eq!(sign_in(&app, "1", "right", HOME).await.0, 200);
    drop(server);
    assert_eq!(sign_in(&app, "1", "right", HOME).await.0, 503);
    assert_eq!(app.browser().get("/protected").await.status, 401);
}

#[actix_web::test]
async fn u2_in_a_cluster_limits_hold_whichever_node_is_asked_first() {
    let Some(nodes) = cluster().await else {
        return;
    };
    let clock = TestClock::new();
    let mut admitted = 0;
    for node in &nodes {
        let store = RedisStore::connect(&node.url()).await.unwrap();
        let throttle = limits(LoginThrottle::in_redis(&store));
        let app = process(&clock, |builder| builder.login_throttle(throttle)).await;
        assert_eq!(sign_in(&app, "2", "right", HOME).await.0, 200);
        for _ in 0..5 {
            admitted += usize::from(sign_in(&app, "1", "wrong", ELSEWHERE).await.0 == 200);
        }
    }
    assert_eq!(admitted, 5);
}
