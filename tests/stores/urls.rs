//! URLs that a store cannot use: refused before anybody is asked, with what to write instead.

use std::{error::Error, fmt::Debug, fs, path::Path};

use login::store::{MySqlStore, PostgresStore, RedisStore, SqliteStore, StoreError};

fn told<S: Debug>(connected: Result<S, StoreError>) -> String {
    // As a `main` prints it.
    let error: Box<dyn Error> = connected.unwrap_err().into();
    assert_eq!(format!("{error:?}"), error.to_string());
    error.to_string()
}

#[actix_web::test]
async fn a_url_of_another_store_is_refused_with_the_name_of_that_store() {
    let own = ["sqlite:", "postgres:", "mysql:", "redis:"];
    for (scheme, of) in [
        ("sqlite", "SqliteStore"),
        ("postgres", "PostgresStore"),
        ("postgresql", "PostgresStore"),
        ("mysql", "MySqlStore"),
        ("mariadb", "MySqlStore"),
        ("redis", "RedisStore"),
        ("rediss", "RedisStore"),
        ("valkey", "RedisStore"),
    ] {
        let url = format!("{scheme}://user:geheim@127.0.0.1:1/0");
        let mut errors = Vec::new();
        if of != "SqliteStore" {
            errors.push(told(SqliteStore::connect(&url).await));
        }
        if of != "PostgresStore" {
            errors.push(told(PostgresStore::connect(&url).await));
        }
        if of != "MySqlStore" {
            errors.push(told(MySqlStore::connect(&url).await));
        }
        if of != "RedisStore" {
            errors.push(told(RedisStore::connect(&url).await));
        }
        assert_eq!(errors.len(), 3);
        for error in errors {
            let other = format!("one that begins with `{scheme}:` is for `{of}`");
            assert!(error.contains(&other), "{error}");
            assert!(
                own.iter()
                    .any(|own| error.contains(&format!("like `{own}"))),
                "{error}"
            );
            assert!(!error.contains("geheim"), "{error}");
        }
    }
}

#[actix_web::test]
async fn what_is_no_url_is_refused_and_makes_no_file() {
    for url in [
        "login-test-foo",
        "",
        ":memory:",
        "file:login-test-foo",
        "SQLITE:login-test-foo",
    ] {
        let error = told(SqliteStore::connect(url).await);
        assert!(
            error.contains("takes a URL like `sqlite:sessions.db`"),
            "{error}"
        );
        for error in [
            told(PostgresStore::connect(url).await),
            told(MySqlStore::connect(url).await),
            told(RedisStore::connect(url).await),
        ] {
            assert!(error.contains("Store` takes a URL like `"), "{error}");
        }
    }
    let made = fs::read_dir(".").unwrap().any(|file| {
        let name = file.unwrap().file_name();
        name.to_string_lossy().contains("login-test-foo")
    });
    assert!(!made && !Path::new("sqlite:").exists());
    for url in ["sqlite:", "sqlite://", "sqlite:?mode=rwc"] {
        let error = told(SqliteStore::connect(url).await);
        assert!(error.contains("names no file"), "{error}");
    }
    let error = told(SqliteStore::connect("sqlite:a.db?mode=memory").await);
    assert!(error.contains("write `sqlite::memory:`"), "{error}");
    let error = told(SqliteStore::connect("sqlite:a.db?wal=on").await);
    assert!(error.contains("unknown query parameter `wal`"), "{error}");
}

/// Otherwise a part of it would be the host, which is told.
#[actix_web::test]
async fn a_password_that_ends_the_host_is_refused_and_not_told() {
    for password in ["12/34", "12?34", "12#34"] {
        let rest = format!("user:{password}@127.0.0.1:1/0");
        for error in [
            told(PostgresStore::connect(&format!("postgres://{rest}")).await),
            told(MySqlStore::connect(&format!("mysql://{rest}")).await),
            told(RedisStore::connect(&format!("redis://{rest}")).await),
        ] {
            assert!(error.contains("write `/` as `%2F`"), "{error}");
            assert!(!error.contains("12") && !error.contains("34"), "{error}");
        }
    }
}
