//! Sessions in the application's own session of actix-session. Test names are sentences; those that
//! begin with an id prove that row of the security checklist.

#![allow(missing_docs, clippy::unwrap_used)]

mod world;

mod copies;
mod logins;
mod misuse;
mod moves;
mod values;

/// The cookie of actix-session, and those of this library.
const HOST: &str = "id";
const SESSION: &str = "__Host-session";
const REMEMBER: &str = "__Host-remember_token";
