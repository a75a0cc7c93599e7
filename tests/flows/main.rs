//! What a browser sees of the library. Test names are sentences; those that begin with an
//! id prove that row of the security checklist.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod attempts;
mod bad_input;
mod caching;
mod clients;
mod cookies;
mod cross_site;
mod events;
mod failures;
mod guard_options;
mod guarded_containers;
mod guards;
mod handler_forms;
mod hidden_guards;
mod impersonation;
mod keys;
mod kinds;
mod login;
mod logout;
mod middlewares;
mod next;
mod openapi;
mod programs;
mod remember;
mod request_loader;
mod require_login;
mod roles;
mod session_data;
mod timeouts;
mod two_factors;

/// The default cookie names.
const SESSION: &str = "__Host-session";
const REMEMBER: &str = "__Host-remember_token";

login_tests::again_over! { memory sqlite redis postgres mysql }
