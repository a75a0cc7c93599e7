//! The compared applications. All of them send the same responses.

pub(crate) mod axum_login;
pub(crate) mod axum_plain;
pub(crate) mod floor;
pub(crate) mod identity;
pub(crate) mod login;
pub(crate) mod plain;

/// The body of every response.
pub(crate) const HELLO: &str = "hello";

/// The value in sessions with data.
const NOTE: &str = "note";
const NOTE_LENGTH: usize = 1024;

fn note() -> String {
    "n".repeat(NOTE_LENGTH)
}
