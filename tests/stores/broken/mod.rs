//! The suite finds what is wrong: each promise is broken by some store here, and is not kept
//! by it.

mod faults;
mod racy;
mod store;

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use login::store::conformance;

use self::store::Broken;

/// What a store has wrong.
macro_rules! faults {
    ($($fault:ident: $($group:ident::$promise:ident),+;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            None,
            $($fault),*
        }

        /// Each fault with the promises that it breaks.
        fn broken_promises() -> Vec<(Fault, &'static str, fn(Fault))> {
            vec![$($((
                Fault::$fault,
                stringify!($promise),
                |fault| conformance::run(
                    async move { Broken::new(fault) },
                    conformance::$group::$promise,
                ),
            )),+),*]
        }
    };
}

faults! {
    ForgetsUse: creating::a_new_entry_is_kept_as_it_is;
    OverwritesTaken: creating::a_taken_key_is_a_conflict;
    KeepsKindsApart: creating::a_key_is_taken_for_both_kinds;
    NeverFreesExpired: creating::an_expired_key_is_free,
        replacing::a_replacement_may_have_an_expired_key;
    NeverFreesDeleted: creating::a_deleted_key_is_free;
    InventsEntries: creating::an_unknown_key_is_not_there;
    LoadsExpired: creating::an_entry_is_there_until_it_expires;
    ExpiresLate: creating::an_entry_is_there_until_it_expires, listing::only_live_entries_are_listed;
    ExpiresSoon: creating::an_entry_is_there_until_it_expires, listing::only_live_entries_are_listed;

    KeepsText: keeping::data_comes_back_byte_for_byte;
    CutsDataOff: keeping::data_comes_back_byte_for_byte;
    ReadsKeysAsText: keeping::keys_of_any_bytes_are_kept_apart;
    IgnoresCase: keeping::owners_of_any_spelling_are_kept_apart;
    TrimsOwners: keeping::owners_of_any_spelling_are_kept_apart;
    TakesPatterns: keeping::owners_of_any_spelling_are_kept_apart;
    CutsOwnersOff: keeping::long_owners_are_kept_apart;
    TakesNobodyForNameless: keeping::no_owner_is_not_the_owner_without_a_name;
    TakesNamelessForNobody: keeping::no_owner_is_not_the_owner_without_a_name;
    EndsIn2038: keeping::times_up_to_the_year_9999_are_kept;
    CountsToAByte: keeping::versions_grow_beyond_a_byte;

    LeavesVersion: updating::an_update_writes_data_and_times;
    WritesAll: updating::an_update_leaves_kind_owner_and_creation;
    IgnoresVersion: updating::an_update_of_another_version_is_a_conflict,
        replacing::a_replacement_of_another_version_is_a_conflict;
    OnlyProlongs: updating::an_update_may_end_an_entry_sooner;
    Recreates: updating::an_update_makes_no_entry,
        updating::an_update_does_not_bring_back_what_was_deleted,
        updating::an_update_does_not_bring_back_what_has_expired,
        updating::an_update_does_not_bring_back_what_was_replaced,
        updating::an_update_does_not_bring_back_what_was_evicted;
    UpdatesExpired: updating::an_update_does_not_bring_back_what_has_expired;

    ForgetsTouches: touching::a_touch_moves_the_times_on;
    TouchesBack: touching::a_touch_moves_no_time_back;
    CountsTouches: touching::a_touch_leaves_the_version;
    TouchesNewAlone: touching::a_touch_passes_whatever_the_version;
    TouchesExpired: touching::a_touch_does_not_bring_back_what_is_gone;

    LeavesReplaced: replacing::one_entry_takes_the_place_of_another;
    KeepsTheOwner: replacing::a_visitor_becomes_a_user;
    OverwritesTakenWhenReplacing: replacing::a_replacement_under_a_taken_key_is_a_conflict;
    ReplacesWhatIsGone: replacing::what_is_gone_is_not_replaced;
    CountsTheReplaced: replacing_within::the_old_entry_does_not_count;
    ReplacesWithoutLimit: replacing_within::a_replacement_evicts_the_oldest,
        replacing_within::a_full_owner_gets_no_replacement;
    PutsBackAsNew: replacing_within::a_failed_replacement_leaves_the_order;
    LosesWhatIsNotReplaced: replacing_within::a_full_owner_gets_no_replacement,
        replacing::a_replacement_under_a_taken_key_is_a_conflict;
    EvictsFirst: replacing_within::a_conflicting_replacement_evicts_nothing,
        limiting::a_conflict_evicts_nothing;

    EvictsTheNewest: limiting::the_oldest_is_evicted,
        limiting::of_the_same_age_the_first_added_is_evicted;
    EvictsByUse: limiting::the_oldest_is_evicted;
    EvictsByKey: limiting::of_the_same_age_the_first_added_is_evicted;
    EvictsOne: limiting::as_many_are_evicted_as_needed;
    EvictsTheNew: limiting::the_new_entry_is_never_the_evicted_one;
    NeverRefuses: limiting::one_too_many_is_refused;
    CountsBothKinds: limiting::another_kind_does_not_count;
    CountsEverybody: limiting::another_owner_does_not_count;
    CountsExpired: limiting::what_has_expired_does_not_count;
    CountsWhatIsGone: limiting::what_was_deleted_does_not_count;
    LimitsVisitors: limiting::visitors_are_not_limited;

    DeletesNothing: deleting::a_deleted_entry_is_gone;
    DeletesAgain: deleting::what_is_gone_is_not_deleted_again,
        deleting::what_is_gone_has_no_version_to_be_deleted;
    DeletesAnyVersion: deleting::an_entry_is_deleted_if_it_has_the_version;
    EndsSessionsAlone: deleting::all_entries_of_an_owner_are_deleted;
    EndsExceptions: deleting::the_exceptions_are_kept;
    HeedsFewExceptions: deleting::strange_exceptions_change_nothing;
    CountsEndedExpired: deleting::expired_entries_of_an_owner_do_not_count;

    ListsByKey: listing::the_oldest_is_listed_first,
        listing::of_the_same_age_the_first_added_is_listed_first;
    ListsTheNewestFirst: listing::the_oldest_is_listed_first;
    ListsByUse: listing::the_oldest_is_listed_first, listing::writes_do_not_change_the_order;
    ListsExpired: listing::only_live_entries_are_listed;
    ListsEverybodys: listing::only_entries_of_the_owner_are_listed;
    ListsWithoutData: listing::both_kinds_are_listed_whole;
    ListsSessionsAlone: listing::both_kinds_are_listed_whole;
    ListsAsBefore: listing::changes_are_listed;

    SweepsAll: expiring::no_more_than_asked_for_are_removed;
    OnlyCountsSwept: expiring::all_that_has_expired_is_removed_in_the_end;
    SweepsForever: expiring::all_that_has_expired_is_removed_in_the_end;
    SweepsTooSoon: expiring::nothing_live_is_removed;

    RacyCreate: racing::a_key_is_created_once;
    RacyLimit: racing::evicting_holds_the_limit,
        racing::refusing_holds_the_limit,
        racing::replacements_hold_the_limit;
    RacyUpdate: racing::one_of_two_updates_is_done,
        racing_ends::what_is_deleted_stays_deleted_whatever_is_updated,
        racing_ends::no_update_escapes_the_end_of_its_owner;
    RacyReplace: racing::an_entry_is_replaced_once,
        racing_ends::an_entry_is_deleted_or_replaced,
        racing::an_entry_is_updated_or_replaced,
        racing_ends::no_replacement_escapes_the_end_of_its_owner;
    Deadlocks: racing::opposite_replacements_are_both_done;
    RacyTouch: racing::a_touch_loses_no_update,
        racing::the_latest_touch_remains,
        racing_ends::what_is_deleted_stays_deleted_whatever_is_touched;
    RacyDelete: racing_ends::an_entry_is_deleted_once,
        racing_ends::a_version_is_deleted_or_updated;
    RacyCount: racing_ends::an_owners_end_comes_before_or_after_a_new_entry;
    EndsOneByOne: racing_ends::no_replacement_escapes_the_end_of_its_owner;
    RacySweep: racing_ends::a_key_made_anew_is_not_removed_as_expired;

    Fails: creating::an_unknown_key_is_not_there;
}

/// The names of all promises that the suite asks for.
macro_rules! names {
    ($($group:ident::$promise:ident)*) => {
        [$((stringify!($group), stringify!($promise))),*]
    };
}

/// What the suite says of a store with a fault, if it says anything: a text.
fn complaint(promise: fn(Fault), fault: Fault) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| promise(fault))).err()?;
    Some(*panic.downcast().unwrap())
}

#[test]
fn every_fault_is_found() {
    for (fault, name, promise) in broken_promises() {
        let Some(complaint) = complaint(promise, fault) else {
            panic!(
                "`{name}` was asked of a store that has a fault, and did not find it: {fault:?}"
            );
        };
        let start = match fault {
            Fault::Fails => "`load` failed: no answer",
            Fault::Deadlocks => "`replace` failed: deadlock",
            _ => "broken: ",
        };
        assert!(complaint.starts_with(start), "{fault:?}: {complaint}");
    }
}

#[test]
fn every_promise_can_be_broken() {
    let broken: BTreeSet<_> = broken_promises().iter().map(|(_, name, _)| *name).collect();
    for (_, name) in login::__session_store_promises!(names!) {
        assert!(broken.contains(name), "no store here breaks `{name}`");
    }
}

#[test]
fn a_store_without_a_fault_breaks_no_promise() {
    for (_, name, promise) in broken_promises() {
        if let Some(complaint) = complaint(promise, Fault::None) {
            panic!("`{name}`: {complaint}");
        }
    }
}

#[test]
fn the_suite_asks_for_every_promise() {
    let promises = login::__session_store_promises!(names!);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../login/src/store/conformance");
    let mut written = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let group = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let code = fs::read_to_string(&path).unwrap();
        for line in code.lines() {
            if let Some(name) = line.strip_prefix("pub async fn ") {
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
                written.push((group.clone(), name[..end.unwrap()].to_owned()));
            }
        }
    }
    let asked = promises.map(|(group, name)| (group.to_owned(), name.to_owned()));
    let asked: BTreeSet<_> = asked.into_iter().collect();
    assert_eq!(asked, written.into_iter().collect());
}
