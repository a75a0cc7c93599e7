//! SQLite, in a file and in memory.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use login::store::{SessionStore, SqliteStore, StoreError};
use sqlx::{
    AssertSqlSafe, Connection, Row, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::sync::Notify;

use super::{NOW, create, session};

mod in_memory {
    use super::migrated;

    login::session_store_suite!(migrated("sqlite::memory:".to_owned()));
}

mod in_a_file {
    use super::{file, migrated};

    login::session_store_suite!(migrated(file()));
}

/// The URL of a database that is not there yet.
fn file() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let file = folder.join(format!("sessions-{number}.db"));
    for end in ["", "-wal", "-shm"] {
        fs::remove_file(format!("{}{end}", file.display())).ok();
    }
    format!("sqlite:{}", file.display())
}

async fn migrated(url: String) -> SqliteStore {
    let store = SqliteStore::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    store
}

async fn run(store: &SqliteStore, sql: String) {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    query.execute(store.pool()).await.unwrap();
}

#[actix_web::test]
async fn several_may_migrate_at_once_and_again() {
    let url = file();
    let migrate = async || {
        let store = SqliteStore::connect(&url).await?;
        store.migrate().await?;
        Ok::<_, StoreError>(store)
    };
    let (a, b, c, d) = tokio::join!(migrate(), migrate(), migrate(), migrate());
    for store in [&a, &b, &c, &d] {
        assert!(store.is_ok(), "{store:?}");
    }
    let store = a.unwrap();
    create(&store, &session(1, "u")).await;
    store.migrate().await.unwrap();
    for sql in SqliteStore::migrations() {
        run(&store, (*sql).to_owned()).await;
    }
    let kept = b.unwrap().load(&session(1, "u").key, NOW).await.unwrap();
    assert_eq!(kept, Some(session(1, "u")));
    let done = sqlx::query("SELECT version FROM login_migrations");
    let done = done.fetch_all(store.pool()).await.unwrap();
    assert_eq!(done.len(), SqliteStore::migrations().len());
}

#[actix_web::test]
async fn a_row_that_cannot_be_understood_is_an_error() {
    for what in [
        "kind = 9",
        "kind = 257",
        "kind = 'a'",
        "version = -1",
        "expires = 'soon'",
        "data = 3.5",
        "owner = 'u', seen = x'00'",
        "key_hash = x'0102'",
        "key_hash = randomblob(33)",
    ] {
        let store = migrated("sqlite::memory:".to_owned()).await;
        create(&store, &session(1, "u")).await;
        create(&store, &session(2, "v")).await;
        let at = "WHERE owner = 'u'";
        run(&store, format!("UPDATE login_sessions SET {what} {at}")).await;
        super::garbage_is_an_error(&store, what).await;
    }
}

#[actix_web::test]
async fn no_statement_reads_the_whole_table() {
    let store = migrated("sqlite::memory:".to_owned()).await;
    for sql in SqliteStore::statements() {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = sqlx::query(explain).fetch_all(store.pool()).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        let scans = plan.iter().any(|step| step.starts_with("SCAN"));
        assert!(!scans && !plan.is_empty(), "{sql}: {plan:#?}");
    }
}

#[actix_web::test]
async fn a_locked_database_is_an_error_and_works_again_afterwards() {
    let url = file();
    migrated(url.clone()).await.pool().close().await;
    let options: SqliteConnectOptions = url.parse().unwrap();
    let options = options.busy_timeout(Duration::from_millis(100));
    let pool = SqlitePoolOptions::new().connect_lazy_with(options);
    let store = SqliteStore::new(pool);
    create(&store, &session(1, "u")).await;

    let mut other = SqliteConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .unwrap();
    let entry = session(2, "u");
    assert!(store.create(&entry, None, NOW).await.is_err());
    assert!(store.update(&session(1, "u"), NOW).await.is_err());
    assert!(store.delete_of("u", &[], NOW).await.is_err());
    // Who only reads does not wait.
    assert!(
        store
            .load(&session(1, "u").key, NOW)
            .await
            .unwrap()
            .is_some()
    );

    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    create(&store, &entry).await;
    assert_eq!(store.delete_of("u", &[], NOW).await.unwrap(), 2);
}

#[actix_web::test]
async fn a_database_that_is_not_there_is_an_error() {
    let options = SqliteConnectOptions::new().filename("/nowhere/sessions.db");
    let store = SqliteStore::new(SqlitePoolOptions::new().connect_lazy_with(options));
    super::every_operation_fails(&store).await;
    let store = SqliteStore::connect("sqlite::memory:").await.unwrap();
    super::every_operation_fails(&store).await; // It is not migrated.
    super::says_to_migrate(&store).await;
}

#[actix_web::test]
async fn tables_of_another_version_are_an_error_that_says_so() {
    let store = migrated("sqlite::memory:".to_owned()).await;
    run(&store, super::OF_TOMORROW.to_owned()).await;
    super::says_that_it_is_old(store.migrate().await);
    run(&store, super::OF_YESTERDAY.to_owned()).await;
    super::says_to_migrate(&store).await;
}

#[actix_web::test]
async fn a_file_that_cannot_be_used_is_an_error_that_says_what_to_do() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let other = format!("{folder}/no-database");
    fs::write(
        &other,
        "something else, and long enough for the beginning of a file\n".repeat(9),
    )
    .unwrap();
    for (file, advice) in [
        (
            format!("{folder}/nowhere/sessions.db"),
            "its folder must exist",
        ),
        (folder.to_owned(), "its folder must exist"),
        (other, "the file is something else"),
    ] {
        let error = SqliteStore::connect(&format!("sqlite:{file}")).await;
        let told = error.unwrap_err().to_string();
        let beginning = format!("sqlite at {file}: {advice}");
        assert!(told.starts_with(&beginning), "{told}");
    }
}

#[actix_web::test]
async fn a_file_that_may_not_be_written_is_an_error_that_says_so() {
    let url = file();
    migrated(url.clone()).await.pool().close().await;
    let store = SqliteStore::connect(&format!("{url}?mode=ro")).await;
    let store = store.unwrap();
    for error in [
        store.migrate().await.unwrap_err(),
        store.create(&session(1, "u"), None, NOW).await.unwrap_err(),
    ] {
        let told = error.to_string();
        assert!(
            told.contains("this process must be allowed to write"),
            "{told}"
        );
    }
}

#[actix_web::test]
async fn an_id_of_more_than_512_bytes_is_an_error() {
    super::a_long_owner_is_an_error(&migrated("sqlite::memory:".to_owned()).await).await;
}

#[actix_web::test]
async fn who_gives_up_leaves_nothing_behind() {
    for url in [file(), "sqlite::memory:".to_owned()] {
        super::who_gives_up_leaves_nothing_behind(&migrated(url).await).await;
    }
}

#[actix_web::test]
async fn sweeping_removes_all_that_has_expired_and_nothing_else() {
    let store = migrated("sqlite::memory:".to_owned()).await;
    create(&store, &session(1, "u")).await;
    let more = "INSERT INTO login_sessions (key_hash, kind, version, created, seen, expires, data)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
        SELECT randomblob(32), 1, 0, 0, 0, i, x'' FROM n";
    run(&store, more.to_owned()).await;
    let live = "UPDATE login_sessions SET expires = 9999999999 WHERE owner = 'u'";
    run(&store, live.to_owned()).await;
    let rounds = super::progress::one_round(store.clone()).await;
    assert_eq!(rounds, ["sweeping 500", "sweeping 1000", "swept 1200"]);
    let rows = sqlx::query("SELECT owner FROM login_sessions");
    let rows = rows.fetch_all(store.pool()).await.unwrap();
    let owners: Vec<Option<String>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(owners, [Some("u".to_owned())]);
}

#[actix_web::test]
async fn a_sweep_counts_the_logins() {
    let store = migrated("sqlite::memory:".to_owned()).await;
    let ended = Arc::new(Notify::new());
    let tell = Arc::clone(&ended);
    let store = store.on_progress(move |_| tell.notify_one());
    let sweep = store.clone().sweep(Duration::from_secs(60 * 60));
    super::a_sweep_counts_the_logins(&store, sweep, &ended).await;
}
