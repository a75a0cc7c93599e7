//! The macros where no name means what it usually does: without the prelude, with the crate
//! renamed, and beside items named like all that expansions have to do with. Every lint is an
//! error here. That it compiles is the test.

#![no_implicit_prelude]
#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    elided_lifetimes_in_paths,
    let_underscore_drop,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unused_lifetimes,
    unused_results,
    variant_size_differences
)]
#![allow(clippy::wildcard_imports)] // They bring what is in the way.

extern crate actix_web;
// For `#[derive(UserMixin)]`, and for guards without the option `crate`.
extern crate auth as login;
extern crate std;

mod handlers;
mod names;
mod users;

pub use handlers::{Pages, routes};
pub use users::{Account, Holder, Member, Pair, Plain, Role, Staff};
