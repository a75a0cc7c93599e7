//! MariaDB, or what else `LOGIN_TEST_MYSQL_URL` names.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use login::store::{MySqlStore, SessionStore, StoreError};
use login_tests::servers::MariaDb;
use sqlx::{AssertSqlSafe, Row, mysql::MySqlPoolOptions};
use tokio::sync::{Notify, OnceCell};

use super::{NOW, create, patiently, session};

login::session_store_suite!(store());

/// A store in the one database of the suite.
async fn store() -> Option<MySqlStore> {
    static URL: OnceCell<String> = OnceCell::const_new();
    let server = MariaDb::shared()?;
    let url = URL.get_or_init(|| database(server)).await;
    Some(migrated(url).await)
}

/// Makes an empty database, and answers its URL.
async fn database(server: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("login_test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let store = patiently(|| MySqlStore::connect(server)).await;
    run(&store, format!("DROP DATABASE IF EXISTS {name}")).await;
    run(&store, format!("CREATE DATABASE {name}")).await;
    let (before, _) = server.rsplit_once('/').unwrap();
    format!("{before}/{name}")
}

async fn migrated(url: &str) -> MySqlStore {
    let store = MySqlStore::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    store
}

async fn run(store: &MySqlStore, sql: String) {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    query.execute(store.pool()).await.unwrap();
}

#[actix_web::test]
async fn several_may_migrate_at_once_and_again() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let url = database(server).await;
    let migrate = async || {
        let store = MySqlStore::connect(&url).await?;
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
    for sql in MySqlStore::migrations() {
        run(&store, (*sql).to_owned()).await;
    }
    let kept = b.unwrap().load(&session(1, "u").key, NOW).await.unwrap();
    assert_eq!(kept, Some(session(1, "u")));
    let done = sqlx::query("SELECT version FROM login_migrations");
    let done = done.fetch_all(store.pool()).await.unwrap();
    assert_eq!(done.len(), MySqlStore::migrations().len());
}

#[actix_web::test]
async fn a_row_that_cannot_be_understood_is_an_error() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    for what in [
        "kind = 9",
        "kind = -1",
        "version = -1",
        "seen = -1",
        "owner = x'ff'",
    ] {
        run(&store, "DELETE FROM login_sessions".to_owned()).await;
        create(&store, &session(1, "u")).await;
        create(&store, &session(2, "v")).await;
        run(
            &store,
            format!("UPDATE login_sessions SET {what} WHERE owner = 'u'"),
        )
        .await;
        if what.contains("owner") {
            let key = session(1, "u").key;
            assert!(store.load(&key, NOW).await.is_err(), "{what}");
        } else {
            super::garbage_is_an_error(&store, what).await;
        }
    }
}

#[actix_web::test]
async fn no_statement_reads_the_whole_table() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    for n in 1_u32..=8 {
        let rows = (n * 1000..n * 1000 + 1000).map(|n| {
            let owner = n / 3;
            format!("(unhex(sha2('{n}', 256)), 1, 'u{owner}', 0, {n}, {n}, {n}, 'data')")
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let columns = "key_hash, kind, owner, version, created, seen, expires, data";
        run(
            &store,
            format!("INSERT INTO login_sessions ({columns}) VALUES {rows}"),
        )
        .await;
    }
    run(&store, "ANALYZE TABLE login_sessions".to_owned()).await;
    for sql in MySqlStore::statements() {
        let numbers = sql
            .replace("LIMIT ?", "LIMIT 5")
            .replace("OFFSET ?", "OFFSET 5");
        let values = ["owner = 'u1500'", "key_hash = unhex(sha2('5', 256))"];
        let values = numbers
            .replace("owner = ?", values[0])
            .replace("key_hash = ?", values[1])
            .replace("expires <= ?", "expires <= 1005")
            .replace('?', "5");
        let explain = AssertSqlSafe(format!("EXPLAIN {values}"));
        let rows = sqlx::raw_sql(explain).fetch_all(store.pool()).await;
        let plan: Vec<Option<String>> = rows.unwrap().iter().map(|row| row.get("type")).collect();
        // The derived table of `evict` holds only what is to go.
        let reads_all = |way: &Option<String>| matches!(way.as_deref(), Some("ALL" | "index"));
        let scans = plan.iter().filter(|way| reads_all(way)).count();
        let derived = usize::from(sql.contains("JOIN"));
        assert!(scans == derived && !plan.is_empty(), "{values}: {plan:?}");
    }
}

#[actix_web::test]
async fn a_stopped_server_is_an_error_and_works_again_afterwards() {
    let Some(mut server) = MariaDb::start() else {
        return;
    };
    let url = server.url();
    let store = patiently(|| MySqlStore::connect(&url)).await;
    store.migrate().await.unwrap();
    create(&store, &session(1, "u")).await;

    server.stop();
    super::every_operation_fails(&store).await;
    server.restart();
    let key = session(1, "u").key;
    let kept = patiently(|| store.load(&key, NOW)).await;
    assert_eq!(kept, Some(session(1, "u")));
    create(&store, &session(2, "u")).await;
}

#[actix_web::test]
async fn a_database_without_the_tables_is_an_error() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let url = database(server).await;
    let store = MySqlStore::connect(&url).await.unwrap();
    super::every_operation_fails(&store).await;
    super::says_to_migrate(&store).await;
}

#[actix_web::test]
async fn tables_of_another_version_are_an_error_that_says_so() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    run(&store, super::OF_TOMORROW.to_owned()).await;
    super::says_that_it_is_old(store.migrate().await);
    run(&store, super::OF_YESTERDAY.to_owned()).await;
    super::says_to_migrate(&store).await;
    run(&store, "DELETE FROM login_locks".to_owned()).await;
    let error = store.delete_of("u", &[], NOW).await.unwrap_err();
    assert!(error.to_string().contains("call `migrate()`"), "{error}");
}

#[actix_web::test]
async fn an_id_of_more_than_512_bytes_is_an_error() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    super::a_long_owner_is_an_error(&migrated(&database(server).await).await).await;
}

#[actix_web::test]
async fn no_password_is_told() {
    for url in [
        "mysql://user:geheim@127.0.0.1:1/database",
        "mysql://user:geheim@127.0.0.1:geheim/database",
        "mysql://user:geheim@127.0.0.1/database?ssl-mode=geheim",
        "geheim",
    ] {
        let told = super::tells_no_password(MySqlStore::connect(url).await);
        let where_it_is = "mysql at 127.0.0.1:1: ";
        assert_eq!(told.contains(where_it_is), url.contains(":1/"), "{told}");
    }
    let pool = MySqlPoolOptions::new().connect_lazy("mysql://user:geheim@127.0.0.1/database");
    super::tells_no_password(Ok(MySqlStore::new(pool.unwrap())));
}

#[actix_web::test]
async fn who_gives_up_leaves_nothing_behind() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    super::who_gives_up_leaves_nothing_behind(&store).await;
}

#[actix_web::test]
async fn a_sweep_counts_the_logins() {
    let Some(server) = MariaDb::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    let ended = Arc::new(Notify::new());
    let tell = Arc::clone(&ended);
    let store = store.on_progress(move |_| tell.notify_one());
    let sweep = store.clone().sweep(Duration::from_secs(60 * 60));
    super::a_sweep_counts_the_logins(&store, sweep, &ended).await;
}
