//! An attacker's walk: what somebody with a copied cookie, a second account, a slow
//! connection or a clever header would try.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod copies;
mod floods;
mod overtaken;
mod races;
mod requests;
mod twins;

/// The default cookie names.
const SESSION: &str = "__Host-session";
const REMEMBER: &str = "__Host-remember_token";

login_tests::again_over! { memory sqlite redis postgres mysql }
