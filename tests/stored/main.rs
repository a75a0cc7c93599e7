//! Sessions in a store. Test names are sentences; those that begin with an id prove that row
//! of the security checklist.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod pages;
mod probe;
mod world;

mod basics;
mod cut_off;
mod data;
mod devices;
mod endings;
mod evictions;
mod failures;
mod flask;
mod keys;
mod late;
mod limits;
mod logouts_beside;
mod lost_answers;
mod metrics;
mod orders;
mod others;
mod others_beside;
mod races;
mod remember;
mod sealed_copies;
mod settings;
mod theft;
mod timeouts;
mod unseen;
mod upgrade;
mod visitors;
mod whose;

/// The default cookie names.
const SESSION: &str = "__Host-session";
const REMEMBER: &str = "__Host-remember_token";

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

login_tests::again_over! { sqlite redis postgres mysql }
