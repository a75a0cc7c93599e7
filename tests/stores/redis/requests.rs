//! What requests ask a real Redis, by its own count.

use std::collections::BTreeMap;

use login_tests::TestApp;

use super::{raw, server};

#[actix_web::test]
async fn a_public_page_asks_redis_nothing_and_a_guarded_one_one_command() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let app = TestApp::with(|manager| manager.session_store(store)).await;
    let mut redis = raw(&server).await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    assert!(!redis.take_calls().await.is_empty());

    for _ in 0..10 {
        assert_eq!(browser.get("/public").await.status, 200);
    }
    assert_eq!(redis.take_calls().await, BTreeMap::new());

    for page in ["/protected", "/fresh", "/current", "/data"] {
        for _ in 0..10 {
            assert_eq!(browser.get(page).await.status, 200);
        }
        let one_each = BTreeMap::from([("get".to_owned(), 10)]);
        assert_eq!(redis.take_calls().await, one_each, "{page}");
    }
}
