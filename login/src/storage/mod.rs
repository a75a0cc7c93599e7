//! Loads the session and the remembered login of a request from a store, and writes them back. The
//! session is loaded before anything reads it. If sessions are kept in the cookie, there is nothing
//! to do here.
//!
//! The requests of one browser run concurrently, often in different processes, and each can fail or
//! be interrupted between two operations of the store. The order of the operations, not a lock,
//! keeps them from undoing each other:
//!
//! - The data of an entry is overwritten only if it still has the version that was loaded. Otherwise
//!   the change is planned again, or given up.
//! - A session that is renewed gets another key. A tombstone under the old key names its successor,
//!   so that a logout with the old cookie finds it.
//! - Between the removal of the session and the creation of its tombstone, the old key is free. An
//!   announcement is therefore left next to it first, under `Key::of_tombstone`. Only one request can
//!   create it.
//! - A cookie from before the store could restore a session that has left the store. The tombstone
//!   next to the key then stays for as long as such a cookie is valid.
//! - A request that ends something cannot see what another request is about to make of it. The
//!   request that makes it therefore checks after its write whether the origin has ended meanwhile.

mod announcements;
mod cutoff;
mod endings;
mod limits;
mod lost_answers;
mod meanwhile;
mod open;
mod replacing;
mod series;
mod series_endings;
mod sessions;
mod store_at;
mod upgrade;
mod write;

use crate::store::StoreError;

#[cfg(feature = "flask-compat")]
pub(crate) use self::{
    cutoff::has_ended as is_cut_off, series::import as import_series,
    series_endings::has_ended as has_ended_series,
};

pub(crate) use self::{
    cutoff::end as cut_off_logins,
    endings::{end as end_session, end_and_follow, end_successors},
    open::open as open_session,
    series::{
        Rotated, Series, adopt as adopt_series, check as check_series, refresh as refresh_series,
        rotate as rotate_series,
    },
    series_endings::{
        SeriesState, end_alone as end_series_alone, end_and_follow as end_series,
        state as series_state,
    },
    sessions::{
        Persisted, Purpose, is_live as session_is_live, persist, was_renewed as session_was_renewed,
    },
    store_at::StoreAt,
};

/// Goes on although an operation may have failed: the log has the error, and nothing more can be done.
fn best_effort<T>(_: Result<T, StoreError>) {}

/// Returns the error for an outcome of store operations that cannot be used, although none of them
/// failed. It is logged, as every failure of a store is.
fn unusable(why: &'static str) -> StoreError {
    let error = StoreError::new(why);
    tracing::error!(%error, "the session store failed");
    error
}
