//! What a real Redis is asked, by its own count.

use login::store::RedisStore;
use login_tests::{TestApp, servers::RedisServer};
use redis::{Client, aio::MultiplexedConnection};

/// The commands since the last reset, `get` and `evalsha` for example, with their numbers.
async fn commands(redis: &mut MultiplexedConnection) -> Vec<(String, u32)> {
    let info: String = redis::cmd("INFO")
        .arg("commandstats")
        .query_async(redis)
        .await
        .unwrap();
    let mut commands: Vec<(String, u32)> = info
        .lines()
        .filter_map(|line| {
            let (name, numbers) = line.strip_prefix("cmdstat_")?.split_once(":calls=")?;
            let calls = numbers.split(',').next()?.parse().ok()?;
            Some((name.to_owned(), calls))
        })
        .collect();
    commands.retain(|(name, _)| !name.starts_with("config") && name != "info");
    redis::cmd("CONFIG")
        .arg("RESETSTAT")
        .exec_async(redis)
        .await
        .unwrap();
    commands.sort();
    commands
}

#[actix_web::test]
async fn a_public_page_asks_redis_nothing_and_a_guarded_one_one_command() {
    let Some(server) = RedisServer::start(&[]) else {
        return;
    };
    let store = RedisStore::connect(&server.url()).await.unwrap();
    let app = TestApp::with(|manager| manager.session_store(store)).await;
    let client = Client::open(server.url()).unwrap();
    let mut redis = client.get_multiplexed_async_connection().await.unwrap();
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    assert!(!commands(&mut redis).await.is_empty());

    for _ in 0..10 {
        assert_eq!(browser.get("/public").await.status, 200);
    }
    assert_eq!(commands(&mut redis).await, []);

    for page in ["/protected", "/fresh", "/current", "/data"] {
        for _ in 0..10 {
            assert_eq!(browser.get(page).await.status, 200);
        }
        assert_eq!(
            commands(&mut redis).await,
            [("get".to_owned(), 10)],
            "{page}"
        );
    }
}
