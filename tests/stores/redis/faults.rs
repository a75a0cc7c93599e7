//! A server that is away, silent, full, strict, or holds something else under our keys.

use std::{
    net::TcpListener,
    time::{Duration, Instant},
};

use login::store::{Limit, RedisStore, SessionStore, StoreError, WhenFull, Written};
use login_tests::servers::RedisServer;

use super::{HOUR, NOW, entry, raw, server};

#[actix_web::test]
async fn a_restarted_server_is_used_again_with_what_it_kept() {
    let Some((mut server, store)) =
        server(&["--appendonly", "yes", "--appendfsync", "always"]).await
    else {
        return;
    };
    let anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    // Meanwhile the store can notice that the connection ends.
    let restarted = actix_web::rt::task::spawn_blocking(move || {
        server.start_again();
        server
    });
    let _server = restarted.await.unwrap();
    // The first question is one that is not asked twice.
    let ben = entry(Some("ben"));
    assert_eq!(store.create(&ben, None, NOW).await.unwrap(), Written::Done);
    assert_eq!(
        store.load(&anna.key, NOW).await.unwrap().as_ref(),
        Some(&anna)
    );
    assert_eq!(store.list("anna", NOW).await.unwrap(), [anna]);
}

#[actix_web::test]
async fn a_server_that_is_away_is_an_error_until_it_is_back() {
    let Some((mut server, store)) = server(&["--appendonly", "yes"]).await else {
        return;
    };
    let anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    server.kill();
    for _ in 0..3 {
        let asked = Instant::now();
        let error = store.load(&anna.key, NOW).await.unwrap_err();
        assert!(
            asked.elapsed() < Duration::from_secs(2),
            "{:?}",
            asked.elapsed()
        );
        assert!(
            error.to_string().starts_with("redis at 127.0.0.1:"),
            "{error}"
        );
        store.list("anna", NOW).await.unwrap_err();
    }
    server.start_again();
    assert!(store.delete(&anna.key, NOW).await.is_ok());
}

#[actix_web::test]
async fn a_silent_server_is_an_error_in_time() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    server.signal("STOP");
    let asked = Instant::now();
    let questions: Vec<_> = (0..20)
        .map(|_| {
            let store = store.clone();
            actix_web::rt::spawn(async move { store.load(&super::key(), NOW).await })
        })
        .collect();
    for question in questions {
        question.await.unwrap().unwrap_err();
    }
    assert!(
        asked.elapsed() < Duration::from_secs(3),
        "{:?}",
        asked.elapsed()
    );
    server.signal("CONT");
    assert_eq!(store.load(&super::key(), NOW).await.unwrap(), None);

    let mute = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}", mute.local_addr().unwrap());
    let asked = Instant::now();
    let store = RedisStore::builder(url).timeout(Duration::from_millis(200));
    store.connect().await.unwrap_err();
    assert!(asked.elapsed() < Duration::from_secs(1));
}

#[actix_web::test]
async fn what_is_no_entry_is_an_error_that_says_what_was_found() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    let names: Vec<String> = raw.ask("KEYS *:e:*").await;
    let name = &names[0];
    let mut of_tomorrow: Vec<u8> = raw.ask(&format!("GET {name}")).await;
    of_tomorrow[0] = 9;
    for (value, found) in [
        (&b""[..], "0 bytes that begin with nothing"),
        (b"\x01\x01", "2 bytes that begin with 1"),
        (&of_tomorrow, "bytes that begin with 9"),
    ] {
        raw.set(name, value).await;
        for error in everything(&store, &anna).await {
            assert!(error.to_string().contains(found), "{error}");
        }
    }
    raw.ask::<()>(&format!("DEL {name}")).await;
    raw.ask::<()>(&format!("LPUSH {name} x")).await;
    for error in everything(&store, &anna).await {
        assert!(error.to_string().contains("WRONGTYPE"), "{error}");
    }
    // All of a user's are ended whatever they are.
    assert_eq!(store.delete_of("anna", &[], NOW).await.unwrap(), 1);
    assert_eq!(store.load(&anna.key, NOW).await.unwrap(), None);
}

/// What every operation that reads this entry is answered.
async fn everything(store: &RedisStore, anna: &login::store::Entry) -> Vec<StoreError> {
    let limit = Some(Limit {
        most: 1,
        when_full: WhenFull::Refuse,
    });
    let other = entry(Some("anna"));
    vec![
        store.load(&anna.key, NOW).await.unwrap_err(),
        store.create(anna, None, NOW).await.unwrap_err(),
        store.create(&other, limit, NOW).await.unwrap_err(),
        store.update(anna, NOW).await.unwrap_err(),
        store
            .touch(&anna.key, NOW, NOW + HOUR, NOW)
            .await
            .unwrap_err(),
        store
            .replace(&anna.key, 0, &other, None, NOW)
            .await
            .unwrap_err(),
        store.delete(&anna.key, NOW).await.unwrap_err(),
        store.list("anna", NOW).await.unwrap_err(),
    ]
}

#[actix_web::test]
async fn an_index_that_is_none_is_an_error_and_changes_nothing() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    let names: Vec<String> = raw.ask("KEYS *:o:*").await;
    let name = &names[0];
    raw.set(name, b"x").await;
    let other = entry(Some("anna"));
    store.create(&other, None, NOW).await.unwrap_err();
    store
        .replace(&anna.key, 0, &other, None, NOW)
        .await
        .unwrap_err();
    store
        .replace(&anna.key, 0, &entry(None), None, NOW)
        .await
        .unwrap_err();
    store.update(&anna, NOW).await.unwrap_err();
    store.list("anna", NOW).await.unwrap_err();
    assert_eq!(store.load(&other.key, NOW).await.unwrap(), None);
    assert_eq!(
        store.load(&anna.key, NOW).await.unwrap().as_ref(),
        Some(&anna)
    );
    // Whoever logs out is out, though that is told as an error.
    store.delete(&anna.key, NOW).await.unwrap_err();
    assert_eq!(store.load(&anna.key, NOW).await.unwrap(), None);
}

#[actix_web::test]
async fn a_full_server_takes_nothing_new_and_lets_log_out() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    raw.ask::<()>("CONFIG SET maxmemory 1").await;
    let next = entry(Some("anna"));
    let error = store.create(&next, None, NOW).await.unwrap_err();
    assert!(error.to_string().contains("OOM"), "{error}");
    assert_eq!(store.list("anna", NOW).await.unwrap().len(), 1);
    // Both or neither.
    let replaced = store.replace(&anna.key, 0, &next, None, NOW).await;
    let there = store.load(&next.key, NOW).await.unwrap().is_some();
    assert_eq!(replaced.is_ok(), there);
    assert_eq!(store.load(&anna.key, NOW).await.unwrap().is_some(), !there);
    assert_eq!(store.delete_of("anna", &[], NOW).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_user_with_few_rights_is_enough_and_no_error_tells_the_password() {
    let Some((server, _)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let rights = "on >s3cret-word ~{login}:* -@all +get +getrange +setrange +set +del +exists +strlen \
                  +pttl +pexpire +time +evalsha +script|load +zadd +zrem +zcard +zrange +zrangebyscore";
    raw.ask::<()>(&format!("ACL SETUSER web {rights}")).await;
    let address = format!("127.0.0.1:{}", server.port());
    let url = format!("redis://web:s3cret-word@{address}/0");
    let store = RedisStore::connect(&url).await.unwrap();
    let anna = entry(Some("anna"));
    let limit = Some(Limit {
        most: 1,
        when_full: WhenFull::EvictOldest,
    });
    store.create(&anna, limit, NOW).await.unwrap();
    store.update(&anna, NOW).await.unwrap();
    store
        .touch(&anna.key, NOW + 1, NOW + 2 * HOUR, NOW)
        .await
        .unwrap();
    let next = entry(Some("anna"));
    let replaced = store.replace(&anna.key, 1, &next, limit, NOW).await;
    assert_eq!(replaced.unwrap(), Written::Done);
    assert_eq!(store.list("anna", NOW).await.unwrap(), [next]);
    assert_eq!(store.delete_of("anna", &[], NOW).await.unwrap(), 1);

    let builder = RedisStore::builder(&url).prefix("elsewhere:");
    let mut texts = vec![format!("{store:?} {builder:?}")];
    texts.push(builder.connect().await.unwrap_err().to_string());
    for url in [
        format!("redis://web:s3cret-word-wrong@{address}/0"),
        format!("redis://web:s3cret-word@{address}/many"),
        format!("http://web:s3cret-word@{address}"),
        "redis://web:s3cret-word@127.0.0.1:1".to_owned(),
        "redis://web:s3cret-word@[".to_owned(),
        "rediss://web:s3cret-word@127.0.0.1:1".to_owned(),
    ] {
        let error = RedisStore::connect(&url).await.unwrap_err();
        texts.push(format!("{error} {error:?}"));
    }
    for text in texts {
        println!("{text}");
        assert!(!text.contains("s3cret"), "{text}");
    }
}

#[actix_web::test]
async fn a_replica_that_is_asked_by_mistake_is_an_error() {
    let Some((server, _)) = server(&[]).await else {
        return;
    };
    let port = server.port().to_string();
    let Some(replica) = RedisServer::start(&["--replicaof", "127.0.0.1", &port]) else {
        return;
    };
    let store = RedisStore::connect(&replica.url()).await.unwrap();
    let error = store.create(&entry(None), None, NOW).await.unwrap_err();
    assert!(error.to_string().contains("read only replica"), "{error}");
}
