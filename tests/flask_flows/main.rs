//! Logins that come with Flask's cookies, seen from a browser. That the cookies made here are
//! Flask's is proved in `examples/flask-migration`, against the real one.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod attacks;
mod coexist;
mod endings;
mod settings;
mod signed;
mod together;
mod upgrade;
mod world;

/// The default cookie names, ours and Flask's.
const SESSION: &str = "__Host-session";
const REMEMBER: &str = "__Host-remember_token";
const FLASK_SESSION: &str = "session";
const FLASK_REMEMBER: &str = "remember_token";

login_tests::again_over! { memory sqlite redis }
