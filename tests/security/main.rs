//! The security suite for applications: an application with the defaults passes, and each of its
//! attacks succeeds against one that does things by hand.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod hosted;
mod naive;
mod relaxed;
mod shop;

login::security_suite!(shop::with_pages(|manager| manager, shop::pages));
