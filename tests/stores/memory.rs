//! The store in memory.

use login::store::{Entry, Key, Kind, MemoryStore, SessionStore, Written};

login::session_store_suite!(async { MemoryStore::new() });

const NOW: u64 = 1_000;

/// A session of one owner, made now.
fn session(name: u8, expires: u64) -> Entry {
    Entry {
        key: Key::from_bytes([name; 32]),
        kind: Kind::Session,
        owner: Some("ann".to_owned()),
        version: 0,
        created: NOW,
        seen: NOW,
        expires,
        data: Vec::new(),
    }
}

/// Which of these are there.
async fn there(store: &MemoryStore, names: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut there = Vec::new();
    for name in names {
        let key = Key::from_bytes([name; 32]);
        if store.load(&key, NOW).await.unwrap().is_some() {
            there.push(name);
        }
    }
    there
}

async fn create(store: &MemoryStore, entry: &Entry) -> Written {
    store.create(entry, None, NOW).await.unwrap()
}

#[actix_web::test]
async fn it_holds_no_more_than_its_capacity() {
    let store = MemoryStore::with_capacity(10);
    for name in 0..100 {
        assert_eq!(create(&store, &session(name, 2_000)).await, Written::Done);
        assert!(store.len() <= 10);
    }
    let left = there(&store, 0..100).await;
    assert_eq!(left.len(), 10);
    assert!(left.contains(&99), "what was made is there: {left:?}");
    let listed = store.list("ann", NOW).await.unwrap();
    assert_eq!(listed.len(), 10);
}

#[actix_web::test]
async fn it_holds_one_entry_at_least() {
    let store = MemoryStore::with_capacity(0);
    for name in 0..3 {
        create(&store, &session(name, 2_000)).await;
        assert_eq!(there(&store, 0..3).await, [name]);
    }
}

#[actix_web::test]
async fn when_full_what_has_expired_goes_first() {
    let store = MemoryStore::with_capacity(3);
    for (name, expires) in [(0, 2_000), (1, 500), (2, 1_500)] {
        let entry = session(name, expires);
        store.create(&entry, None, 400).await.unwrap();
    }
    create(&store, &session(3, 3_000)).await;
    assert_eq!(there(&store, 0..4).await, [0, 2, 3]);
}

#[actix_web::test]
async fn when_full_what_would_expire_soonest_goes() {
    let store = MemoryStore::with_capacity(3);
    for (name, expires) in [(0, 2_000), (1, 1_500), (2, 4_000)] {
        create(&store, &session(name, expires)).await;
    }
    // What was used lives longer.
    let used = Key::from_bytes([1; 32]);
    assert!(store.touch(&used, NOW, 3_500, NOW).await.unwrap());
    create(&store, &session(3, 3_000)).await;
    assert_eq!(there(&store, 0..4).await, [1, 2, 3]);
    // The new one stays, though it would expire soonest.
    create(&store, &session(4, 1_001)).await;
    assert_eq!(there(&store, 0..5).await, [1, 2, 4]);
}

#[actix_web::test]
async fn when_full_visitors_go_before_logins_and_after_what_has_expired() {
    let store = MemoryStore::with_capacity(4);
    let visitor = |name, expires| Entry {
        kind: Kind::Visitor,
        owner: None,
        ..session(name, expires)
    };
    for entry in [session(0, 500), session(1, 2_000), visitor(2, 4_000)] {
        store.create(&entry, None, 400).await.unwrap();
    }
    create(&store, &visitor(3, 3_000)).await;
    for (newcomer, left) in [
        (visitor(4, 5_000), vec![1, 2, 3, 4]),
        (session(5, 9_000), vec![1, 2, 4, 5]),
        (session(6, 9_000), vec![1, 4, 5, 6]),
        (visitor(7, 6_000), vec![1, 5, 6, 7]),
        (session(8, 9_000), vec![1, 5, 6, 8]),
        (session(9, 9_000), vec![5, 6, 8, 9]),
    ] {
        create(&store, &newcomer).await;
        assert_eq!(there(&store, 0..10).await, left);
    }
}

#[actix_web::test]
async fn when_full_visitors_go_also_if_they_were_changed() {
    let store = MemoryStore::with_capacity(2);
    let visitor = Entry {
        kind: Kind::Visitor,
        owner: None,
        ..session(0, 3_000)
    };
    create(&store, &visitor).await;
    create(&store, &session(1, 2_000)).await;
    store.update(&visitor, NOW).await.unwrap();
    store.touch(&visitor.key, NOW, 9_000, NOW).await.unwrap();
    create(&store, &session(2, 2_000)).await;
    assert_eq!(there(&store, 0..3).await, [1, 2]);
}

#[actix_web::test]
async fn when_full_nothing_goes_for_what_is_not_made() {
    let store = MemoryStore::with_capacity(2);
    for name in 0..2 {
        create(&store, &session(name, 2_000)).await;
    }
    let taken = create(&store, &session(1, 3_000)).await;
    assert_eq!(taken, Written::Conflict);
    assert_eq!(there(&store, 0..2).await, [0, 1]);
}

#[actix_web::test]
async fn when_full_a_replacement_costs_nobody_else_an_entry() {
    let store = MemoryStore::with_capacity(2);
    for name in 0..2 {
        create(&store, &session(name, 2_000)).await;
    }
    let old = Key::from_bytes([1; 32]);
    let new = session(2, 3_000);
    let replaced = store.replace(&old, 0, &new, None, NOW).await.unwrap();
    assert_eq!(replaced, Written::Done);
    assert_eq!(there(&store, 0..3).await, [0, 2]);
}

#[actix_web::test]
async fn what_has_expired_is_removed_so_many_at_a_time() {
    let store = MemoryStore::new();
    for name in 0..5 {
        create(&store, &session(name, 2_000 + u64::from(name))).await;
    }
    for (removed, left) in [(2, 3), (2, 1), (0, 1)] {
        assert_eq!(store.delete_expired(2, 2_003).await.unwrap(), removed);
        assert_eq!(store.len(), left);
    }
    assert_eq!(store.delete_expired(2, 2_004).await.unwrap(), 1);
    assert!(store.is_empty());
}

#[actix_web::test]
async fn nothing_is_left_of_owners_who_have_nothing() {
    let store = MemoryStore::new();
    for name in 0..5 {
        create(&store, &session(name, 2_000)).await;
    }
    assert_eq!(store.delete_of("ann", &[], NOW).await.unwrap(), 5);
    assert!(store.is_empty());
    assert_eq!(store.delete_expired(10, 3_000).await.unwrap(), 0);
}

#[test]
fn its_debug_output_shows_no_entry() {
    let store = MemoryStore::with_capacity(7);
    assert_eq!(format!("{store:?}"), "MemoryStore { capacity: 7, .. }");
}
