//! One setting or page of an application that is as it should be, changed for the worse.

use std::panic::{AssertUnwindSafe, catch_unwind};

use actix_web::{HttpResponse, web};
use login::{
    LoginManagerBuilder,
    testing::{
        Site,
        security::{Skipped, cookies, cross_site, endings, guards, run},
    },
};

use crate::shop;

fn succeeds(
    settings: fn(LoginManagerBuilder) -> LoginManagerBuilder,
    pages: fn(&mut web::ServiceConfig),
    attack: impl AsyncFnOnce(&Site) -> Result<(), Skipped>,
) {
    let site = shop::with_pages(settings, pages);
    let attacked = catch_unwind(AssertUnwindSafe(|| run(site, attack)));
    assert!(attacked.is_err(), "the attack has not seen it");
}

fn as_it_is(manager: LoginManagerBuilder) -> LoginManagerBuilder {
    manager
}

#[test]
fn insecure_cookies_are_seen() {
    let insecure = LoginManagerBuilder::allow_insecure_http;
    let attack = cookies::c1_cookies_are_secure_http_only_and_same_site;
    succeeds(insecure, shop::pages, attack);
    let attack = cookies::c2_names_of_cookies_have_the_host_prefix;
    succeeds(insecure, shop::pages, attack);
}

#[test]
fn a_logout_by_get_is_seen() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/logout", web::get().to(shop::log_out))
            .configure(shop::pages);
    };
    succeeds(as_it_is, pages, cross_site::x3_a_link_logs_nobody_out);
}

#[test]
fn a_forgotten_guard_is_seen() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/account", web::get().to(HttpResponse::Ok))
            .configure(shop::pages);
    };
    let attack = guards::g1_guarded_pages_are_closed_whatever_the_method;
    succeeds(as_it_is, pages, attack);
}

#[test]
fn a_login_that_is_open_to_other_sites_is_seen() {
    let open = |manager: LoginManagerBuilder| manager.allow_cross_site("/login");
    let attack = cross_site::x1_another_site_logs_nobody_in;
    succeeds(open, shop::pages, attack);
}

#[test]
fn a_logout_that_is_no_post_anywhere_is_seen() {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/logout", web::post().to(HttpResponse::Ok))
            .configure(shop::pages);
    };
    let attack = endings::l1_a_copied_session_ends_with_the_logout;
    succeeds(as_it_is, pages, attack);
}
