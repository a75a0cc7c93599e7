//! Checks that the URL given to a store is meant for that store. Error messages repeat no part of the
//! URL that could belong to a password.

#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::str::FromStr;

use super::StoreError;

/// The URL schemes, and the store that each of them belongs to.
const SCHEMES: [(&str, &str); 12] = [
    ("sqlite", "SqliteStore"),
    ("postgres", "PostgresStore"),
    ("postgresql", "PostgresStore"),
    ("mysql", "MySqlStore"),
    ("mariadb", "MySqlStore"),
    ("redis", "RedisStore"),
    ("rediss", "RedisStore"),
    ("redis+unix", "RedisStore"),
    ("unix", "RedisStore"),
    ("valkey", "RedisStore"),
    ("valkeys", "RedisStore"),
    ("valkey+unix", "RedisStore"),
];

/// Returns an error if the URL has no scheme of `store`. `example` is a valid URL for the message.
pub(super) fn check_scheme(url: &str, store: &str, example: &str) -> Result<(), StoreError> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let known = SCHEMES.iter().find(|(known, _)| Some(*known) == scheme);
    match known {
        Some((_, of)) if *of == store => Ok(()),
        Some((scheme, of)) => Err(StoreError::new(format!(
            "`{store}` takes a URL like `{example}`, but one that begins with `{scheme}:` is for \
             `{of}`"
        ))),
        None => Err(StoreError::new(format!(
            "`{store}` takes a URL like `{example}`; this one has another scheme, or none"
        ))),
    }
}

/// Refuses a URL whose user name or password contains an unencoded `/`, `?` or `#`. Such a character
/// ends the host, so a part of the password would be taken for the host and appear in messages.
#[cfg(any(feature = "postgres", feature = "mysql", feature = "redis"))]
pub(super) fn check_host(url: &str) -> Result<(), StoreError> {
    let (_, after_scheme) = url.split_once("://").unwrap_or_default();
    let (host, rest) = match after_scheme.find(['/', '?', '#']) {
        Some(end) => after_scheme.split_at(end),
        None => (after_scheme, ""),
    };
    if !host.is_empty() && !host.contains('@') && rest.contains('@') {
        return Err(StoreError::new(
            "the URL has an `@` only after the host: in the user and the password write `/` as \
             `%2F`, `?` as `%3F` and `#` as `%23`, and anywhere else `@` as `%40`",
        ));
    }
    Ok(())
}

/// Parses the URL of a database server.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn server<T: FromStr>(url: &str, store: &str, example: &str) -> Result<T, StoreError> {
    check_scheme(url, store, example)?;
    check_host(url)?;
    // The error may quote a part of the password.
    url.parse().map_err(|_| {
        StoreError::new(format!(
            "the URL of `{store}` cannot be read; write one like `{example}`, with everything but \
             letters and digits in the user and the password percent-encoded, such as `%40` for \
             `@`"
        ))
    })
}
