//! Sessions in actix-session, which has them in its cookie: all attacks but one.

use std::{future::Future, panic::catch_unwind};

use login::testing::{
    Site,
    security::{bad_input, run},
};

use crate::shop;

fn site_under_test() -> impl Future<Output = Site> {
    shop::in_actix_session()
}

/// Of two cookies of one name actix-session takes the first, before this library sees any. What
/// keeps others from planting one is the prefix `__Host-` of its name.
#[test]
fn d2_the_order_of_twins_matters_to_actix_session() {
    let attack = || {
        run(
            site_under_test(),
            bad_input::d2_the_order_of_twins_does_not_matter,
        );
    };
    assert!(catch_unwind(attack).is_err());
}

login::security_suite! { @tests
    cookies::c1_cookies_are_secure_http_only_and_same_site
    cookies::c2_names_of_cookies_have_the_host_prefix
    cookies::c5_a_removal_repeats_every_attribute
    cookies::c7_no_cookie_lives_longer_than_400_days
    cookies::c8_public_pages_set_no_cookie
    cookies::c9_who_is_not_remembered_is_forgotten_with_the_browser

    bad_input::k1_a_changed_cookie_is_nobodys
    bad_input::k1_cookies_in_each_others_place_are_nobodys
    bad_input::d1_garbage_is_no_error

    endings::t3_a_made_up_cookie_is_not_adopted
    endings::f1_a_login_begins_a_new_session
    endings::l1_a_copied_session_ends_with_the_logout
    endings::l2_a_copied_remember_cookie_ends_with_the_logout
    endings::e1_an_unused_session_ends
    endings::e2_a_busy_session_ends_too
    endings::e4_a_login_does_not_stay_fresh
    endings::e4_a_remembered_login_is_not_fresh
    endings::r1_a_remember_cookie_ends

    guards::g1_guarded_pages_are_closed_whatever_the_method
    guards::g1_guarded_requests_are_closed
    guards::g1_forbidden_pages_are_closed_to_this_user
    guards::g1_a_login_opens_them
    guards::g1_public_pages_are_open
    guards::g2_programs_are_not_redirected
    guards::g3_a_preflight_runs_no_handler

    redirects::n1_a_login_leads_to_no_other_site
    redirects::n5_a_guard_leads_to_no_other_site

    cross_site::x1_another_site_logs_nobody_in
    cross_site::x1_another_site_logs_nobody_out
    cross_site::x2_a_foreign_origin_logs_nobody_in_or_out
    cross_site::x3_a_link_logs_nobody_out

    answers::p1_an_answer_with_a_login_cookie_is_not_stored
    answers::p2_guarded_answers_vary_by_cookie
    answers::p3_guarded_answers_are_not_stored
    answers::u1_failed_logins_look_alike
    answers::u2_guesses_come_to_an_end
}
