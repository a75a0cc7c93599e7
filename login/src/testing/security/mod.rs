//! Attacks on an application from outside (feature `testing`).
//!
//! [`security_suite!`](crate::security_suite) creates a test for each attack. Its name begins with
//! the id of the requirement in the project's security checklist. The attacks are also functions
//! that can be called alone: see [`run`].

// Attacks report a vulnerability by a panic.
#![allow(clippy::panic)]

mod visit;

pub mod answers;
pub mod bad_input;
pub mod cookies;
pub mod cross_site;
pub mod endings;
pub mod guards;
pub mod redirects;

use actix_web::rt::System;

pub use self::visit::Skipped;
use super::Site;

/// Runs one attack on a site, in its own runtime. Prints a message if the site lacks what the
/// attack needs.
///
/// # Panics
///
/// Panics if the attack succeeds.
///
/// # Examples
///
/// ```
/// use login::testing::{Site, security::{self, cookies}};
///
/// async fn site() -> Site {
///     let app = actix_web::App::new(); // Yours.
///     Site::new(actix_web::test::init_service(app).await)
/// }
///
/// security::run(site(), cookies::c1_cookies_are_secure_http_only_and_same_site);
/// ```
pub fn run(
    site: impl Future<Output = Site>,
    attack: impl AsyncFnOnce(&Site) -> Result<(), Skipped>,
) {
    let attacked = System::new().block_on(async { attack(&site.await).await });
    if let Err(skipped) = attacked {
        say(skipped);
    }
}

#[allow(clippy::print_stderr)] // Tests report on stderr.
fn say(skipped: Skipped) {
    let thread = std::thread::current();
    // The thread of a test has the name of the test.
    let attack = thread.name().unwrap_or_default();
    eprintln!("skipped: {attack} {skipped}");
}

/// Attacks an application from outside: creates a `#[test]` for each attack, in a module `security`
/// (feature `testing`).
///
/// The argument is a future of a [`Site`](crate::testing::Site), and is awaited once per test. An
/// attack that needs something the site does not name (a page for fresh logins, a clock) is
/// skipped, and the test prints what is missing (`cargo test -- --nocapture`). The names of the
/// tests begin with the ids of the security checklist. The attacks find mistakes in the
/// application's settings and pages: insecure cookies, a handler without a guard, a logout by GET,
/// a login page that redirects to other sites or tells accounts apart.
///
/// Run it on the application as it is built for production, including the settings of proxies and
/// cookies; [`guide::testing`](crate::guide) shows how to structure the application for that. It
/// knows only one user, so it cannot tell what other users may do. It sees neither what is in front
/// of the application, nor what your pages do with the data they receive. A later version may
/// contain more attacks.
///
/// # Examples
///
/// ```
/// # mod shop {
/// # use actix_web::{HttpResponse, web};
/// # use login::{AuthSession, LoginError, UserMixin, login_required};
/// # #[derive(Clone, UserMixin)]
/// # pub struct User { pub id: i64 }
/// # async fn log_in(auth: AuthSession) -> Result<HttpResponse, LoginError> {
/// #     auth.login_user(&User { id: 7 }).await?;
/// #     Ok(HttpResponse::SeeOther().insert_header(("location", "/")).finish())
/// # }
/// # async fn log_out(auth: AuthSession) -> Result<&'static str, LoginError> { auth.logout_user().await?; Ok("out") }
/// # #[login_required]
/// # async fn account() -> &'static str { "account" }
/// # pub fn pages(app: &mut web::ServiceConfig) {
/// #     app.route("/", web::get().to(|| async { "shop" }))
/// #         .route("/login", web::post().to(log_in))
/// #         .route("/logout", web::post().to(log_out))
/// #         .route("/account", web::get().to(account));
/// # }
/// # }
/// use actix_web::{App, test::{TestRequest, init_service}};
/// use login::{LoginManager, SecretKey, testing::{Site, TestClock}};
///
/// async fn site() -> Site {
///     let clock = TestClock::new();
///     let manager = LoginManager::builder(SecretKey::generate().unwrap())
///         .user_loader(async |id| Some(shop::User { id }))
///         .clock(clock.clone())
///         .build()
///         .unwrap();
///     let app = App::new().wrap(manager).configure(shop::pages);
///     Site::new(init_service(app).await)
///         .clock(&clock)
///         .log_in(|| TestRequest::post().uri("/login").set_form([("name", "ann"), ("password", "secret")]))
///         .log_in_in_vain(|| TestRequest::post().uri("/login").set_form([("name", "ann"), ("password", "wrong")]))
///         .log_out(|| TestRequest::post().uri("/logout"))
///         .guarded("/account")
///         .public("/")
/// }
///
/// login::security_suite!(site());
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! security_suite {
    (@tests $($group:ident::$attack:ident)*) => {
        $(
            #[test]
            fn $attack() {
                $crate::testing::security::run(
                    site_under_test(),
                    $crate::testing::security::$group::$attack,
                );
            }
        )*
    };
    ($site:expr $(,)?) => {
        #[cfg(test)]
        mod security {
            #[allow(unused_imports, clippy::wildcard_imports)]
            use super::*;

            fn site_under_test()
            -> impl ::std::future::Future<Output = $crate::testing::Site> {
                $site
            }

            $crate::security_suite! { @tests
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
        }
    };
}
