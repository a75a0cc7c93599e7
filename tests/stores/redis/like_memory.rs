//! Whatever is asked, the answers are those of `MemoryStore`.

use login::store::{
    Entry, Key, Kind, Limit, MemoryStore, RedisStore, SessionStore, WhenFull, Written,
};
use login_tests::servers::RedisServer;
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{HOUR, NOW};

#[derive(Clone, Debug)]
enum Step {
    Create(Entry, Option<Limit>),
    Update(Entry),
    Touch(Key, u64),
    Replace(Key, u64, Entry, Option<Limit>),
    Delete(Key),
    DeleteVersion(Key, u64),
    DeleteOf(&'static str, Vec<Key>),
    Wait(u64),
}

const OWNERS: [&str; 2] = ["anna", "ben"];

fn keys() -> impl Strategy<Value = Key> {
    (1..6_u8).prop_map(|number| Key::from_bytes([number; 32]))
}

fn entries() -> impl Strategy<Value = Entry> {
    let owner = prop::option::of(prop::sample::select(&OWNERS));
    let kind = prop::sample::select(&[Kind::Session, Kind::Remembered, Kind::Visitor]);
    let data = vec(any::<u8>(), 0..9);
    (keys(), kind, owner, 0..3_u64, 0..9_u64, data).prop_map(
        |(key, kind, owner, version, hours, data)| Entry {
            key,
            kind,
            owner: owner.map(str::to_owned),
            version,
            created: 0,
            seen: NOW + hours,
            expires: NOW + hours * HOUR,
            data,
        },
    )
}

fn limits() -> impl Strategy<Value = Option<Limit>> {
    let when_full = prop::sample::select(&[WhenFull::EvictOldest, WhenFull::Refuse]);
    prop::option::of((1..3_u32, when_full).prop_map(|(most, when_full)| Limit { most, when_full }))
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (entries(), limits()).prop_map(|(entry, limit)| Step::Create(entry, limit)),
        2 => entries().prop_map(Step::Update),
        1 => (keys(), 0..9_u64).prop_map(|(key, hours)| Step::Touch(key, NOW + hours * HOUR)),
        2 => (keys(), 0..2_u64, entries(), limits())
            .prop_map(|(key, version, entry, limit)| Step::Replace(key, version, entry, limit)),
        1 => keys().prop_map(Step::Delete),
        1 => (keys(), 0..2_u64).prop_map(|(key, version)| Step::DeleteVersion(key, version)),
        1 => (prop::sample::select(&OWNERS), vec(keys(), 0..2))
            .prop_map(|(owner, except)| Step::DeleteOf(owner, except)),
        1 => (0..2 * HOUR).prop_map(Step::Wait),
    ]
}

/// What a step was answered, and all that can be seen afterwards.
async fn take(store: &impl SessionStore, step: &Step, now: u64) -> String {
    let answer = match step {
        Step::Create(entry, limit) => {
            let written = store.create(entry, *limit, now).await.unwrap();
            format!("{written:?}")
        }
        Step::Update(entry) => format!("{:?}", store.update(entry, now).await.unwrap()),
        Step::Touch(key, expires) => {
            let seen = expires - 1;
            store
                .touch(key, seen, *expires, now)
                .await
                .unwrap()
                .to_string()
        }
        Step::Replace(old, version, new, limit) => {
            let replaced = store.replace(old, *version, new, *limit, now).await;
            format!("{:?}", replaced.unwrap())
        }
        Step::Delete(key) => store.delete(key, now).await.unwrap().to_string(),
        Step::DeleteVersion(key, version) => {
            let deleted = store.delete_version(key, *version, now).await.unwrap();
            format!("{deleted:?}")
        }
        Step::DeleteOf(owner, except) => {
            let removed = store.delete_of(owner, except, now).await.unwrap();
            removed.to_string()
        }
        Step::Wait(_) => String::new(),
    };
    let mut seen = Vec::new();
    for number in 1..6 {
        let key = Key::from_bytes([number; 32]);
        seen.extend(store.load(&key, now).await.unwrap());
    }
    for owner in OWNERS {
        seen.extend(store.list(owner, now).await.unwrap());
    }
    let seen: Vec<_> = seen.iter().map(all_of).collect();
    format!("{answer} {seen:?}")
}

fn all_of(entry: &Entry) -> String {
    let Entry {
        key,
        kind,
        owner,
        version,
        created,
        seen,
        expires,
        data,
    } = entry;
    let key = key.as_bytes()[0];
    format!("{key} {kind:?} {owner:?} {version} {created} {seen} {expires} {data:?}")
}

#[test]
fn whatever_is_asked_the_answers_are_those_of_the_store_in_memory() {
    let Some(server) = RedisServer::start(&[]) else {
        return;
    };
    let system = actix_web::rt::System::new();
    let mut cases = 0;
    let mut case = |steps: Vec<Step>| {
        cases += 1;
        system.block_on(async {
            let prefix = format!("case {cases}:");
            let redis = RedisStore::builder(server.url()).prefix(prefix);
            let redis = redis.connect().await.unwrap();
            let memory = MemoryStore::new();
            let mut now = NOW;
            for (number, mut step) in steps.into_iter().enumerate() {
                match &mut step {
                    // Some in the same second.
                    Step::Create(entry, _) | Step::Replace(_, _, entry, _) => {
                        entry.created = NOW + number as u64 / 3;
                    }
                    Step::Wait(seconds) => now += *seconds,
                    _ => {}
                }
                let expected = take(&memory, &step, now).await;
                prop_assert_eq!(take(&redis, &step, now).await, expected, "{:?}", step);
            }
            Ok(())
        })
    };
    let mut runner = TestRunner::new(Config {
        cases: 200,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    });
    // `TestRunner::run` takes no closure that counts.
    let case = std::cell::RefCell::new(&mut case);
    runner
        .run(&vec(steps(), 1..30), |steps| (case.borrow_mut())(steps))
        .unwrap();
}

#[actix_web::test]
async fn of_those_made_in_the_same_second_the_first_goes_first() {
    let Some((_server, store)) = super::server(&[]).await else {
        return;
    };
    let limit = Some(Limit {
        most: 2,
        when_full: WhenFull::EvictOldest,
    });
    let entries: Vec<_> = (0..5).map(|_| super::entry(Some("anna"))).rev().collect();
    for entry in &entries {
        let written = store.create(entry, limit, NOW).await.unwrap();
        assert_eq!(written, Written::Done);
    }
    assert_eq!(store.list("anna", NOW).await.unwrap(), entries[3..]);
}

#[actix_web::test]
async fn a_limit_holds_when_many_log_in_at_once() {
    let Some((server, _)) = super::server(&[]).await else {
        return;
    };
    for when_full in [WhenFull::EvictOldest, WhenFull::Refuse] {
        let limit = Some(Limit { most: 3, when_full });
        let owner = format!("{when_full:?}");
        let mut logins = Vec::new();
        for _ in 0..20 {
            let url = server.url();
            let entry = super::entry(Some(&owner));
            logins.push(actix_web::rt::spawn(async move {
                let store = RedisStore::connect(&url).await.unwrap();
                store.create(&entry, limit, NOW).await.unwrap()
            }));
        }
        let mut made = 0;
        for login in logins {
            made += usize::from(login.await.unwrap() == Written::Done);
        }
        assert_eq!(made, if when_full == WhenFull::Refuse { 3 } else { 20 });
        let store = RedisStore::connect(&server.url()).await.unwrap();
        assert_eq!(store.list(&owner, NOW).await.unwrap().len(), 3);
    }
}
