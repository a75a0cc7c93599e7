//! Tests whether a store keeps the promises of [`SessionStore`](super::SessionStore) (feature `testing`).
//!
//! [`session_store_suite!`](crate::session_store_suite) creates one test for each promise. Each promise
//! is a function, so that it can also be tested alone with [`run`].
//!
//! The suite may run against a database that is in use. Every promise uses random keys and owners of
//! its own, and removes its entries if it is kept. The times are near the current time, because some
//! engines remove expired entries by their own clock.

// A broken promise is reported by a panic.
#![allow(clippy::panic)]

mod candidate;
mod probe;
mod races;
mod sample;

pub mod creating;
pub mod deleting;
pub mod expiring;
pub mod keeping;
pub mod limiting;
pub mod listing;
pub mod racing;
pub mod racing_ends;
pub mod replacing;
pub mod replacing_within;
pub mod touching;
pub mod updating;

use std::time::Duration;

use tokio::{runtime::Builder, time::timeout};

pub use self::{candidate::Candidate, probe::Probe};

/// Longer than any promise takes, even on a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Tests whether a store keeps one promise, in a new runtime.
///
/// # Panics
///
/// Panics if the promise is broken, or if the store cannot be reached.
///
/// # Examples
///
/// ```
/// use login::store::{MemoryStore, conformance::{self, creating}};
///
/// let store = async { MemoryStore::new() };
/// conformance::run(store, creating::a_taken_key_is_a_conflict);
/// ```
pub fn run<C: Candidate>(
    store: impl Future<Output = C>,
    promise: impl AsyncFnOnce(&Probe<C::Store>),
) {
    // Several threads, because drivers have background tasks that must make progress while a promise waits.
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = runtime.unwrap_or_else(|error| panic!("there is no runtime: {error}"));
    let asked = async {
        let Some(store) = store.await.store() else {
            return say_skipped();
        };
        let probe = Probe::new(store);
        promise(&probe).await;
        probe.tidy().await;
    };
    // `timeout` must be called inside a runtime.
    let kept = runtime.block_on(async { timeout(PATIENCE, asked).await });
    assert!(kept.is_ok(), "the store has not answered for {PATIENCE:?}");
}

#[allow(clippy::print_stderr)] // Tests report on stderr.
fn say_skipped() {
    eprintln!("skipped: there is no store to be tested");
}

/// Tests a [`SessionStore`](crate::store::SessionStore): creates one `#[test]` for each promise, in a
/// module `session_store` (feature `testing`).
///
/// The argument is a future that resolves to the store. Each test awaits it once. The tests run in
/// parallel and may share a database that is in use: they assume nothing about its content. They need
/// neither a runtime nor an attribute. To test several stores, use the macro in several modules. The
/// future may resolve to an `Option`: if it is `None`, the tests are skipped and print that they were.
/// This is useful for tests that need a server.
///
/// The suite tests only observable behaviour: a store whose
/// [`delete_expired`](crate::store::SessionStore::delete_expired) removes nothing cannot be
/// distinguished from one whose engine removes expired entries by itself. Later versions may test more.
///
/// # Examples
///
/// ```
/// # struct MyStore;
/// # impl MyStore {
/// #     async fn connect(_: &str) -> Result<login::store::MemoryStore, String> {
/// #         Ok(login::store::MemoryStore::new())
/// #     }
/// # }
/// login::session_store_suite!(async { MyStore::connect("db://localhost").await.unwrap() });
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! session_store_suite {
    (@tests $($group:ident::$promise:ident)*) => {
        $(
            #[test]
            fn $promise() {
                $crate::store::conformance::run(
                    store_under_test(),
                    $crate::store::conformance::$group::$promise,
                );
            }
        )*
    };
    ($store:expr $(,)?) => {
        #[cfg(test)]
        mod session_store {
            #[allow(unused_imports, clippy::wildcard_imports)]
            use super::*;

            fn store_under_test()
            -> impl ::std::future::Future<Output = impl $crate::store::conformance::Candidate> {
                $store
            }

            $crate::__session_store_promises!($crate::session_store_suite! @tests);
        }
    };
}

/// Passes the names of all promises to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __session_store_promises {
    ($first:tt $(:: $more:ident)* ! $($prefix:tt)*) => {
        $first $(:: $more)* ! {
            $($prefix)*

            creating::a_new_entry_is_kept_as_it_is
            creating::a_taken_key_is_a_conflict
            creating::a_key_is_taken_for_both_kinds
            creating::an_expired_key_is_free
            creating::a_deleted_key_is_free
            creating::an_unknown_key_is_not_there
            creating::an_entry_is_there_until_it_expires

            keeping::data_comes_back_byte_for_byte
            keeping::keys_of_any_bytes_are_kept_apart
            keeping::owners_of_any_spelling_are_kept_apart
            keeping::long_owners_are_kept_apart
            keeping::no_owner_is_not_the_owner_without_a_name
            keeping::times_up_to_the_year_9999_are_kept
            keeping::versions_grow_beyond_a_byte

            updating::an_update_writes_data_and_times
            updating::an_update_leaves_kind_owner_and_creation
            updating::an_update_of_another_version_is_a_conflict
            updating::an_update_may_end_an_entry_sooner
            updating::an_update_makes_no_entry
            updating::an_update_does_not_bring_back_what_was_deleted
            updating::an_update_does_not_bring_back_what_has_expired
            updating::an_update_does_not_bring_back_what_was_replaced
            updating::an_update_does_not_bring_back_what_was_evicted

            touching::a_touch_moves_the_times_on
            touching::a_touch_moves_no_time_back
            touching::a_touch_leaves_the_version
            touching::a_touch_passes_whatever_the_version
            touching::a_touch_does_not_bring_back_what_is_gone

            replacing::one_entry_takes_the_place_of_another
            replacing::a_visitor_becomes_a_user
            replacing::a_replacement_of_another_version_is_a_conflict
            replacing::a_replacement_under_a_taken_key_is_a_conflict
            replacing::a_replacement_may_have_an_expired_key
            replacing::what_is_gone_is_not_replaced

            replacing_within::the_old_entry_does_not_count
            replacing_within::a_replacement_evicts_the_oldest
            replacing_within::a_full_owner_gets_no_replacement
            replacing_within::a_failed_replacement_leaves_the_order
            replacing_within::a_conflicting_replacement_evicts_nothing

            limiting::the_oldest_is_evicted
            limiting::of_the_same_age_the_first_added_is_evicted
            limiting::as_many_are_evicted_as_needed
            limiting::the_new_entry_is_never_the_evicted_one
            limiting::one_too_many_is_refused
            limiting::another_kind_does_not_count
            limiting::another_owner_does_not_count
            limiting::what_has_expired_does_not_count
            limiting::what_was_deleted_does_not_count
            limiting::visitors_are_not_limited
            limiting::a_conflict_evicts_nothing

            deleting::a_deleted_entry_is_gone
            deleting::what_is_gone_is_not_deleted_again
            deleting::an_entry_is_deleted_if_it_has_the_version
            deleting::what_is_gone_has_no_version_to_be_deleted
            deleting::all_entries_of_an_owner_are_deleted
            deleting::the_exceptions_are_kept
            deleting::strange_exceptions_change_nothing
            deleting::expired_entries_of_an_owner_do_not_count

            listing::the_oldest_is_listed_first
            listing::of_the_same_age_the_first_added_is_listed_first
            listing::writes_do_not_change_the_order
            listing::only_live_entries_are_listed
            listing::only_entries_of_the_owner_are_listed
            listing::both_kinds_are_listed_whole
            listing::changes_are_listed

            expiring::no_more_than_asked_for_are_removed
            expiring::all_that_has_expired_is_removed_in_the_end
            expiring::nothing_live_is_removed

            racing::a_key_is_created_once
            racing::evicting_holds_the_limit
            racing::refusing_holds_the_limit
            racing::replacements_hold_the_limit
            racing::one_of_two_updates_is_done
            racing::an_entry_is_replaced_once
            racing::a_touch_loses_no_update
            racing::the_latest_touch_remains
            racing::an_entry_is_updated_or_replaced
            racing::opposite_replacements_are_both_done

            racing_ends::what_is_deleted_stays_deleted_whatever_is_updated
            racing_ends::what_is_deleted_stays_deleted_whatever_is_touched
            racing_ends::an_entry_is_deleted_or_replaced
            racing_ends::an_entry_is_deleted_once
            racing_ends::a_version_is_deleted_or_updated
            racing_ends::an_owners_end_comes_before_or_after_a_new_entry
            racing_ends::no_replacement_escapes_the_end_of_its_owner
            racing_ends::no_update_escapes_the_end_of_its_owner
            racing_ends::a_key_made_anew_is_not_removed_as_expired
        }
    };
}
