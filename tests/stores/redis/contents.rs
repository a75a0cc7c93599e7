//! What stands in Redis, and what it costs.

use std::collections::BTreeMap;

use login::store::{Entry, Key, Limit, RedisStore, SessionStore, WhenFull, Written};

use super::{HOUR, NOW, Raw, entry, raw, server};

#[actix_web::test]
async fn no_name_of_a_key_tells_an_owner_and_no_value_what_is_in_a_cookie() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let anna = entry(Some("anna@example.org"));
    store.create(&anna, None, NOW).await.unwrap();
    store.create(&entry(None), None, NOW).await.unwrap();
    let mut raw = raw(&server).await;
    let mut names: Vec<String> = raw.ask("KEYS *").await;
    names.sort();
    assert_eq!(names.len(), 3);
    for name in &names {
        assert!(name.starts_with("{login}:"), "{name}");
        assert!(!name.contains("anna"), "{name}");
        let left: i64 = raw.ask(&format!("PTTL {name}")).await;
        assert!(
            (3_500_000..=3_600_000).contains(&left),
            "{name} stays for {left} ms"
        );
    }
    assert!(names[0].starts_with("{login}:e:") && names[2].starts_with("{login}:o:"));
}

#[actix_web::test]
async fn a_load_is_one_command_and_everything_else_one_script() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let first = entry(Some("anna"));
    let second = entry(Some("anna"));
    let limit = Some(Limit {
        most: 5,
        when_full: WhenFull::EvictOldest,
    });
    // The server knows the scripts afterwards.
    for _ in 0..2 {
        raw.take_calls().await;
        store.create(&first, limit, NOW).await.unwrap();
        store.update(&first, NOW).await.unwrap();
        store.touch(&first.key, NOW, NOW + HOUR, NOW).await.unwrap();
        store
            .replace(&first.key, 1, &second, limit, NOW)
            .await
            .unwrap();
        store.list("anna", NOW).await.unwrap();
        store.delete(&second.key, NOW).await.unwrap();
        store.delete_of("anna", &[], NOW).await.unwrap();
    }
    let calls = raw.take_calls().await;
    assert_eq!(calls["evalsha"], 7);
    assert_eq!(calls.get("script|load"), None);

    store.create(&first, None, NOW).await.unwrap();
    raw.take_calls().await;
    for _ in 0..10 {
        store.load(&first.key, NOW).await.unwrap().unwrap();
    }
    assert_eq!(
        raw.take_calls().await,
        BTreeMap::from([("get".to_owned(), 10)])
    );
}

#[actix_web::test]
async fn an_entry_goes_by_itself_and_leaves_the_index() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let mut brief = entry(Some("anna"));
    brief.expires = NOW + 1;
    store.create(&brief, None, NOW).await.unwrap();
    // What has expired by the asking one's clock is removed by the next login.
    let next = entry(Some("anna"));
    store.create(&next, None, NOW + 1).await.unwrap();
    let size: u64 = raw.ask("DBSIZE").await;
    assert_eq!(size, 2, "an entry and an index");
    let listed = store.list("anna", NOW).await.unwrap();
    assert_eq!(listed, [next]);
}

#[actix_web::test]
async fn what_is_used_stays_longer_and_so_does_the_index() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let mut anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    let later = NOW + 2 * HOUR;
    store.touch(&anna.key, NOW, later, NOW).await.unwrap();
    assert_eq!(hours_left(&mut raw).await, [2, 2]);
    anna.expires = NOW + 3 * HOUR;
    store.update(&anna, NOW).await.unwrap();
    assert_eq!(hours_left(&mut raw).await, [3, 3]);
    // What is shorter is no reason to forget the others.
    store
        .update(
            &Entry {
                version: 1,
                expires: NOW + HOUR,
                ..anna
            },
            NOW,
        )
        .await
        .unwrap();
    assert_eq!(hours_left(&mut raw).await, [1, 3]);
}

/// For how long the entry and the index are kept, rounded.
async fn hours_left(raw: &mut Raw) -> Vec<u64> {
    let mut names: Vec<String> = raw.ask("KEYS *").await;
    names.sort();
    let mut hours = Vec::new();
    for name in names {
        let left: u64 = raw.ask(&format!("PTTL {name}")).await;
        hours.push((left + 60_000) / 3_600_000);
    }
    hours
}

#[actix_web::test]
async fn numbers_of_any_size_are_kept() {
    let Some((_server, store)) = server(&[]).await else {
        return;
    };
    let mut last = entry(Some("anna"));
    (last.version, last.expires) = (u64::MAX - 1, u64::MAX - 1);
    store.create(&last, None, NOW).await.unwrap();
    let listed = store.list("anna", NOW).await.unwrap();
    assert_eq!(listed, [last.clone()]);
    assert_eq!(store.update(&last, NOW).await.unwrap(), Written::Done);
    let touched = store.touch(&last.key, u64::MAX, u64::MAX, NOW).await;
    assert!(touched.unwrap());
    let loaded = store.load(&last.key, u64::MAX - 1).await.unwrap().unwrap();
    let most = u64::MAX;
    let numbers = (loaded.version, loaded.seen, loaded.expires);
    assert_eq!(numbers, (most, most, most));
}

#[actix_web::test]
async fn stores_with_different_prefixes_do_not_see_each_other() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let other = RedisStore::builder(server.url()).prefix("other:");
    let other = other.connect().await.unwrap();
    let anna = entry(Some("anna"));
    store.create(&anna, None, NOW).await.unwrap();
    assert_eq!(other.load(&anna.key, NOW).await.unwrap(), None);
    assert_eq!(other.list("anna", NOW).await.unwrap(), []);
    assert_eq!(other.delete_of("anna", &[], NOW).await.unwrap(), 0);
    assert_eq!(other.create(&anna, None, NOW).await.unwrap(), Written::Done);
    assert!(other.delete(&anna.key, NOW).await.unwrap());
    assert_eq!(store.load(&anna.key, NOW).await.unwrap(), Some(anna));
}

#[actix_web::test]
async fn a_small_session_takes_less_than_700_bytes() {
    let Some((server, store)) = server(&[]).await else {
        return;
    };
    let mut raw = raw(&server).await;
    let before = used(&mut raw).await;
    for number in 0..2000_u32 {
        let mut bytes = [7; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        let mut entry = entry(Some(&format!("user-{number}")));
        entry.key = Key::from_bytes(bytes);
        entry.data = vec![1; 60];
        store.create(&entry, None, NOW).await.unwrap();
    }
    let each = (used(&mut raw).await - before) / 2000;
    println!("a session of a user of its own takes {each} bytes");
    let names: Vec<String> = raw.ask("KEYS *").await;
    for kind in ["{login}:e:", "{login}:o:"] {
        let name = names.iter().find(|name| name.starts_with(kind)).unwrap();
        let usage: u64 = raw.ask(&format!("MEMORY USAGE {name}")).await;
        println!("MEMORY USAGE of {kind}: {usage}");
    }
    assert!(each < 700);
}

async fn used(raw: &mut Raw) -> u64 {
    let info: String = raw.ask("INFO memory").await;
    let used = info
        .lines()
        .find_map(|line| line.strip_prefix("used_memory:"));
    used.unwrap().parse().unwrap()
}
