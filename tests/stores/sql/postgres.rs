//! PostgreSQL.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use login::store::{PostgresStore, SessionStore, StoreError, conformance};
use login_tests::servers::Postgres;
use sqlx::{AssertSqlSafe, Row, postgres::PgPoolOptions};
use tokio::sync::{Notify, OnceCell};

use super::{NOW, create, patiently, session};

login::session_store_suite!(store());

/// A store in the one database of the suite.
async fn store() -> Option<PostgresStore> {
    static URL: OnceCell<String> = OnceCell::const_new();
    let server = Postgres::shared()?;
    let url = URL.get_or_init(|| database(server)).await;
    Some(migrated(url).await)
}

/// Makes an empty database, and answers its URL.
async fn database(server: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let name = format!("login_test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let store = patiently(|| PostgresStore::connect(server)).await;
    run(&store, format!("DROP DATABASE IF EXISTS {name}")).await;
    run(&store, format!("CREATE DATABASE {name}")).await;
    let (before, _) = server.rsplit_once('/').unwrap();
    format!("{before}/{name}")
}

async fn migrated(url: &str) -> PostgresStore {
    let store = PostgresStore::connect(url).await.unwrap();
    store.migrate().await.unwrap();
    store
}

async fn run(store: &PostgresStore, sql: String) {
    let query = sqlx::raw_sql(AssertSqlSafe(sql));
    query.execute(store.pool()).await.unwrap();
}

#[actix_web::test]
async fn several_may_migrate_at_once_and_again() {
    let Some(server) = Postgres::shared() else {
        return;
    };
    let url = database(server).await;
    let migrate = async || {
        let store = PostgresStore::connect(&url).await?;
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
    for sql in PostgresStore::migrations() {
        run(&store, (*sql).to_owned()).await;
    }
    let kept = b.unwrap().load(&session(1, "u").key, NOW).await.unwrap();
    assert_eq!(kept, Some(session(1, "u")));
    let done = sqlx::query("SELECT version FROM login_migrations");
    let done = done.fetch_all(store.pool()).await.unwrap();
    assert_eq!(done.len(), PostgresStore::migrations().len());
}

#[actix_web::test]
async fn a_row_that_cannot_be_understood_is_an_error() {
    let Some(server) = Postgres::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    for what in [
        "kind = 9",
        "kind = 257",
        "version = -1",
        "seen = -1",
        r"owner = '\xff'",
        r"key_hash = '\x0102'",
        r"key_hash = '\x010101010101010101010101010101010101010101010101010101010101010101'",
    ] {
        run(&store, "TRUNCATE login_sessions".to_owned()).await;
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
    let Some(server) = Postgres::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    let fill = "INSERT INTO login_sessions
        (key_hash, kind, owner, version, created, seen, expires, data)
        SELECT sha256(n::text::bytea), 1, ('u' || n / 3)::bytea, 0, n, n, n, repeat('x', 200)::bytea
        FROM generate_series(1, 20000) AS n; ANALYZE login_sessions";
    run(&store, fill.to_owned()).await;
    let mut connection = store.pool().acquire().await.unwrap();
    let plans = sqlx::raw_sql("SET plan_cache_mode = force_generic_plan");
    plans.execute(&mut *connection).await.unwrap();
    for sql in PostgresStore::statements() {
        let values = (1..9).filter(|n| sql.contains(&format!("${n}")));
        let values = vec!["NULL"; values.count()].join(", ");
        let prepare = AssertSqlSafe(format!("PREPARE asked AS {sql}"));
        sqlx::raw_sql(prepare)
            .execute(&mut *connection)
            .await
            .unwrap();
        let explain = AssertSqlSafe(format!("EXPLAIN EXECUTE asked({values})"));
        let rows = sqlx::raw_sql(explain).fetch_all(&mut *connection).await;
        let plan: Vec<String> = rows.unwrap().iter().map(|row| row.get(0)).collect();
        assert!(
            plan.iter().any(|step| step.contains("Index")),
            "{sql}: {plan:#?}"
        );
        assert!(
            !plan.iter().any(|step| step.contains("Seq Scan")),
            "{sql}: {plan:#?}"
        );
        sqlx::raw_sql("DEALLOCATE asked")
            .execute(&mut *connection)
            .await
            .unwrap();
    }
}

#[test]
fn limits_hold_whatever_the_usual_isolation() {
    for isolation in ["serializable", "repeatable read"] {
        let Some(server) = Postgres::shared() else {
            return;
        };
        let store = async move {
            let url = database(server).await;
            let (_, name) = url.rsplit_once('/').unwrap();
            let store = migrated(&url).await;
            let default = format!("SET default_transaction_isolation = '{isolation}'");
            run(&store, format!("ALTER DATABASE {name} {default}")).await;
            migrated(&url).await
        };
        conformance::run(store, async |store| {
            conformance::racing::evicting_holds_the_limit(store).await;
            conformance::racing::refusing_holds_the_limit(store).await;
            conformance::racing::one_of_two_updates_is_done(store).await;
            conformance::racing::the_latest_touch_remains(store).await;
            conformance::racing_ends::no_replacement_escapes_the_end_of_its_owner(store).await;
        });
    }
}

#[actix_web::test]
async fn a_stopped_server_is_an_error_and_works_again_afterwards() {
    let Some(mut server) = Postgres::start(&[]) else {
        return;
    };
    let url = server.url();
    let store = patiently(|| PostgresStore::connect(&url)).await;
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
    let Some(server) = Postgres::shared() else {
        return;
    };
    let url = database(server).await;
    let store = PostgresStore::connect(&url).await.unwrap();
    super::every_operation_fails(&store).await;
    super::says_to_migrate(&store).await;
}

#[actix_web::test]
async fn tables_of_another_version_are_an_error_that_says_so() {
    let Some(server) = Postgres::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    run(&store, super::OF_TOMORROW.to_owned()).await;
    super::says_that_it_is_old(store.migrate().await);
    run(&store, super::OF_YESTERDAY.to_owned()).await;
    super::says_to_migrate(&store).await;
}

#[actix_web::test]
async fn an_id_of_more_than_512_bytes_is_an_error() {
    let Some(server) = Postgres::shared() else {
        return;
    };
    super::a_long_owner_is_an_error(&migrated(&database(server).await).await).await;
}

#[actix_web::test]
async fn no_password_is_told() {
    for url in [
        "postgres://user:geheim@127.0.0.1:1/database",
        "postgres://user:geheim@127.0.0.1:geheim/database",
        "postgres://user:geheim@127.0.0.1/database?sslmode=geheim",
        "geheim",
    ] {
        let told = super::tells_no_password(PostgresStore::connect(url).await);
        let where_it_is = "postgres at 127.0.0.1:1: ";
        assert_eq!(told.contains(where_it_is), url.contains(":1/"), "{told}");
    }
    let pool = PgPoolOptions::new().connect_lazy("postgres://user:geheim@127.0.0.1/database");
    super::tells_no_password(Ok(PostgresStore::new(pool.unwrap())));
}

#[actix_web::test]
async fn who_gives_up_leaves_nothing_behind() {
    let Some(server) = Postgres::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    super::who_gives_up_leaves_nothing_behind(&store).await;
}

#[actix_web::test]
async fn a_sweep_counts_the_logins() {
    let Some(server) = Postgres::shared() else {
        return;
    };
    let store = migrated(&database(server).await).await;
    let ended = Arc::new(Notify::new());
    let tell = Arc::clone(&ended);
    let store = store.on_progress(move |_| tell.notify_one());
    let sweep = store.clone().sweep(Duration::from_secs(60 * 60));
    super::a_sweep_counts_the_logins(&store, sweep, &ended).await;
}
