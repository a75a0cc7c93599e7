//! A login as it is often made by hand: the user's name in a cookie. Every attack must see it.

use std::panic::catch_unwind;

use actix_web::{
    App, HttpRequest, HttpResponse,
    cookie::{Cookie, time::Duration},
    test::init_service,
    web,
};
use login::testing::{
    Site, TestClock,
    security::{Skipped, answers, bad_input, cookies, cross_site, endings, guards, redirects, run},
};
use serde::Deserialize;

use crate::shop::described;

#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
    remember: bool,
}

#[derive(Deserialize)]
struct Target {
    next: Option<String>,
}

/// Tells accounts apart, leads wherever it is told, and its cookies have no attribute.
async fn log_in(target: web::Query<Target>, form: web::Form<Credentials>) -> HttpResponse {
    if form.name != "1" {
        return HttpResponse::Unauthorized().body("There is no such account");
    }
    if form.password != "secret" {
        return HttpResponse::Unauthorized().body("Wrong password");
    }
    let mut user = Cookie::new("user", "7");
    user.set_max_age(Duration::days(4_000));
    let mut answer = HttpResponse::SeeOther();
    answer.cookie(user);
    if form.remember {
        answer.cookie(Cookie::new("who", "7"));
    }
    let next = target.next.as_deref().unwrap_or("/");
    let next: String = next.chars().filter(|c| !c.is_control()).collect();
    answer.insert_header(("location", next)).finish()
}

/// By whatever method.
async fn log_out() -> HttpResponse {
    let mut user = Cookie::new("user", "");
    user.set_path("/account");
    user.make_removal();
    HttpResponse::Ok().cookie(user).finish()
}

/// For whoever has a cookie, and with a redirect for programs; a preflight is answered by it too.
async fn guarded(request: HttpRequest) -> HttpResponse {
    let cookies = request.headers().get("cookie");
    if request.method() == "OPTIONS" {
        return HttpResponse::Ok().body("account");
    }
    match cookies {
        Some(cookies) if cookies.as_bytes().starts_with(b"user=garbage") => {
            HttpResponse::Forbidden().finish()
        }
        Some(cookies) if cookies.to_str().is_ok() => HttpResponse::Ok().body("account"),
        Some(_) => HttpResponse::InternalServerError().finish(),
        None => HttpResponse::Found()
            .insert_header(("location", format!("/login?next={}", request.uri())))
            .finish(),
    }
}

/// The guard is on the page with the form alone.
async fn change() -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header(("location", "/account"))
        .finish()
}

async fn home() -> HttpResponse {
    HttpResponse::Ok().cookie(Cookie::new("seen", "1")).finish()
}

async fn site() -> Site {
    let app = App::new()
        .route("/", web::get().to(home))
        .route("/login", web::post().to(log_in))
        .route("/logout", web::to(log_out))
        .route("/account", web::to(guarded))
        .route("/password", web::get().to(guarded))
        .route("/password", web::post().to(change))
        .default_service(web::to(guarded));
    described(Site::new(init_service(app).await)).clock(&TestClock::new())
}

/// The attack must succeed.
fn succeeds(attack: impl AsyncFnOnce(&Site) -> Result<(), Skipped> + std::panic::UnwindSafe) {
    assert!(
        catch_unwind(|| run(site(), attack)).is_err(),
        "the attack has not seen what it is made for"
    );
}

macro_rules! seen {
    ($($group:ident::$attack:ident)*) => {
        $(
            #[test]
            fn $attack() {
                succeeds($group::$attack);
            }
        )*
    };
}

seen! {
    cookies::c1_cookies_are_secure_http_only_and_same_site
    cookies::c2_names_of_cookies_have_the_host_prefix
    cookies::c5_a_removal_repeats_every_attribute
    cookies::c7_no_cookie_lives_longer_than_400_days
    cookies::c8_public_pages_set_no_cookie
    cookies::c9_who_is_not_remembered_is_forgotten_with_the_browser
    bad_input::k1_a_changed_cookie_is_nobodys
    bad_input::k1_cookies_in_each_others_place_are_nobodys
    bad_input::d1_garbage_is_no_error
    bad_input::d2_the_order_of_twins_does_not_matter
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

#[test]
fn what_a_site_does_not_tell_is_not_attacked() {
    let bare = async { Site::new(init_service(App::new()).await) };
    let mut needs = String::new();
    run(bare, async |site| {
        let skipped = endings::l1_a_copied_session_ends_with_the_logout(site).await;
        needs = skipped.unwrap_err().to_string();
        Ok(())
    });
    assert_eq!(needs, "needs `Site::log_in`");
}
