//! One browser at the real Flask application and at ours, through all phases of the migration.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod support;

use support::{Browser, Site};

const FOO: &str = "foo@bar.tld";
const ZOE: &str = "zoë@example.com";
const FLASKS: [&str; 2] = ["remember_token", "session"];
const OURS: [&str; 2] = ["login_remember", "login_session"];

/// Runs a scenario with sessions in the cookie and in a store, as each of two users.
fn scenario(env: &[(&str, &str)], run: impl Fn(&Site, &'static str)) {
    for storage in [&[][..], &[("IN_STORE", "1")]] {
        let env = [env, storage].concat();
        let Some(site) = Site::start(&env) else {
            return;
        };
        for user in [FOO, ZOE] {
            run(&site, user);
        }
    }
}

#[test]
fn whoever_is_logged_in_at_flask_is_logged_in_here_and_has_our_cookies_then() {
    scenario(&[("FLASK", "upgrade")], |site, user| {
        // The logout also ends remember cookies that were not used here yet, so those are tested first.
        for remember in [true, false] {
            let mut browser = site.at_flask(user, remember);
            let copy = browser.clone();
            assert_eq!(site.ours(&mut browser), user);
            let ours = if remember { &OURS[..] } else { &OURS[1..] };
            assert_eq!(browser.names(), ours);
            assert_eq!(site.ours(&mut browser), user);
            assert_eq!(browser.get(site.ours, "/fresh").status, 401);
            // Flask accepts the copy at any time; ours does not after its logout.
            assert_eq!(site.ours(&mut copy.clone()), user);
            browser.post(site.ours, "/logout", "");
            assert_eq!(site.ours(&mut copy.clone()), "nobody");
            assert_eq!(site.flask(&mut copy.clone()), user);
        }
    });
}

#[test]
fn a_browser_that_was_closed_is_remembered_here() {
    scenario(&[("FLASK", "upgrade")], |site, user| {
        let mut browser = site.at_flask(user, true);
        browser.jar.remove("session").unwrap();
        assert_eq!(site.ours(&mut browser), user);
        assert_eq!(browser.names(), OURS);
        browser.jar.remove("login_session").unwrap();
        assert_eq!(site.ours(&mut browser), user);
    });
    let moved = |site: &Site| Browser::new("curl/8").get(site.ours, "/moved").body;
    if let Some(site) = Site::start(&[("FLASK", "upgrade")]) {
        site.ours(&mut site.at_flask(FOO, false));
        site.ours(&mut site.at_flask(FOO, true));
        let mut closed = site.at_flask(ZOE, true);
        closed.jar.remove("session").unwrap();
        site.ours(&mut closed);
        assert_eq!(moved(&site), "from sessions 2, from remember cookies 1");
    }
}

#[test]
fn a_login_at_either_is_one_at_both() {
    scenario(&[], |site, user| {
        for remember in [false, true] {
            let mut browser = site.at_flask(user, remember);
            assert_eq!(site.ours(&mut browser), user);
            assert_eq!(site.flask(&mut browser), user);
            assert_eq!(browser.get(site.flask, "/fresh").status, 200);

            let mut browser = site.at_ours(user, remember);
            assert_eq!(site.flask(&mut browser), user);
            assert_eq!(site.ours(&mut browser), user);
            assert_eq!(browser.get(site.ours, "/fresh").status, 200);
            // Without the password, the login is not fresh.
            assert_ne!(browser.get(site.flask, "/fresh").status, 200);
            assert_eq!(site.ours(&mut browser), user);
        }
    });
}

#[test]
fn a_logout_at_either_is_one_at_both() {
    scenario(&[], |site, user| {
        for remember in [false, true] {
            for mut browser in [site.at_flask(user, remember), site.at_ours(user, remember)] {
                assert_eq!(
                    (site.ours(&mut browser), site.flask(&mut browser)),
                    both(user)
                );
                let mut other = browser.clone();
                browser.post(site.ours, "/logout", "");
                assert!(browser.jar.is_empty(), "{:?}", browser.jar);
                assert_eq!(
                    (site.flask(&mut browser), site.ours(&mut browser)),
                    both("nobody")
                );

                other.post(site.flask, "/cart/apple", "");
                other.post(site.flask, "/logout", "");
                let copy = other.clone();
                assert_eq!(
                    (site.ours(&mut other), site.flask(&mut other)),
                    both("nobody")
                );
                assert_eq!(other.names(), ["session"]);
                // A copy of our cookies that was made meanwhile has ended as well.
                assert_eq!(site.ours(&mut copy.clone()), "nobody");
                assert_eq!(other.get(site.flask, "/cart").body, "apple");
            }
        }
    });
}

fn both(user: &str) -> (String, String) {
    (user.to_owned(), user.to_owned())
}

#[test]
fn a_closed_browser_is_remembered_by_both_whichever_it_comes_to_first() {
    scenario(&[], |site, user| {
        for mut browser in [site.at_flask(user, true), site.at_ours(user, true)] {
            site.ours(&mut browser);
            browser.jar.retain(|name, _| !name.ends_with("session"));
            let mut other = browser.clone();
            assert_eq!(
                (site.ours(&mut browser), site.flask(&mut browser)),
                both(user)
            );
            assert_eq!(site.ours(&mut browser), user);
            assert_eq!((site.flask(&mut other), site.ours(&mut other)), both(user));
        }
    });
}

#[test]
fn the_other_user_at_either_takes_the_place_at_both() {
    scenario(&[], |site, user| {
        let other = if user == FOO { ZOE } else { FOO };
        let mut browser = site.at_ours(user, true);
        Site::log_in(&mut browser, site.flask, other, false);
        assert_eq!(
            (site.ours(&mut browser), site.flask(&mut browser)),
            both(other)
        );
        Site::log_in(&mut browser, site.ours, user, false);
        assert_eq!(
            (site.flask(&mut browser), site.ours(&mut browser)),
            both(user)
        );
    });
}

#[test]
fn what_flask_keeps_in_its_session_stays_there() {
    scenario(&[], |site, user| {
        let mut browser = Browser::new("agent/1");
        let fruit = ["apple"; 60];
        for item in fruit {
            browser.post(site.flask, &format!("/cart/{item}"), "");
        }
        assert!(browser.jar["session"].starts_with('.'), "it is compressed");
        Site::log_in(&mut browser, site.ours, user, false);
        assert_eq!(site.flask(&mut browser), user);
        assert_eq!(browser.get(site.flask, "/cart").body, fruit.join(" "));
        browser.post(site.flask, "/cart/pear", "");
        assert_eq!(site.ours(&mut browser), user);
    });
}

#[test]
fn keys_that_flask_has_replaced_are_accepted_as_long_as_they_are_given() {
    let old = (
        "FLASK_SECRET_KEY_FALLBACKS",
        "flask-demo-secret-change-this other",
    );
    let new = ("FLASK_SECRET_KEY", "Schlüssel, der keiner ist");
    scenario(&[("FLASK", "upgrade"), new, old], |site, user| {
        for remember in [false, true] {
            let mut browser = site.at_flask(user, remember);
            assert_eq!(site.ours(&mut browser), user);
        }
    });
    scenario(&[("FLASK", "upgrade"), new], |site, user| {
        let mut browser = site.at_flask(user, true);
        assert_eq!(site.ours(&mut browser), "nobody");
        assert_eq!(browser.names(), FLASKS, "not ours to remove");
    });
}

#[test]
fn a_secret_beyond_ascii_is_read_as_flask_and_flask_login_read_it() {
    let secret = ("FLASK_SECRET_KEY", "Schlüssel für beide Cookies");
    let Some(site) = Site::start_with(&[secret], &[secret]) else {
        return;
    };
    for remember in [false, true] {
        let mut browser = site.at_flask(ZOE, remember);
        assert_eq!(site.ours(&mut browser), ZOE);
        let mut browser = site.at_ours(ZOE, remember);
        browser.jar.retain(|name, _| !remember || name != "session");
        assert_eq!(site.flask(&mut browser), ZOE);
    }
}

#[test]
fn on_the_day_flask_is_not_asked_any_more() {
    scenario(&[("FLASK_UNTIL", "2020-01-01")], |site, user| {
        let mut browser = site.at_flask(user, true);
        assert_eq!(site.ours(&mut browser), "nobody");
        assert_eq!(browser.names(), FLASKS);
        let mut browser = site.at_ours(user, true);
        assert_eq!(browser.names(), OURS);
        assert_eq!(site.ours(&mut browser), user);
        assert_eq!(site.flask(&mut browser), "nobody");
    });
}

#[test]
fn strong_protection_at_flask_ends_there_what_was_logged_in_here() {
    let strong = ("SESSION_PROTECTION", "strong");
    let Some(site) = Site::start_with(&[], &[strong]) else {
        return;
    };
    let mut browser = site.at_flask(FOO, true);
    assert_eq!(
        (site.ours(&mut browser), site.flask(&mut browser)),
        both(FOO)
    );
    // As the guide states, Flask finds no identifier in the session.
    let mut browser = site.at_ours(FOO, false);
    assert_eq!(site.ours(&mut browser), FOO);
    assert_eq!(site.flask(&mut browser), "nobody");
    assert_eq!(site.ours(&mut browser), "nobody");
}

#[test]
fn all_phases_in_turn_ask_for_no_password() {
    let secret = ("LOGIN_SECRET", "6b1f0c9e2d7a4835b0e6f19c3a5d8274");
    let Some(mut site) = Site::start(&[secret]) else {
        return;
    };
    let mut often = site.at_flask(FOO, true);
    let mut seldom = site.at_flask(ZOE, true);
    assert_eq!(site.ours(&mut often), FOO);
    site.restart(&[secret, ("FLASK", "upgrade")]);
    assert_eq!(site.ours(&mut often), FOO);
    assert_eq!(site.ours(&mut seldom), ZOE);
    site.restart(&[secret, ("FLASK", "off")]);
    for (browser, user) in [(&mut often, FOO), (&mut seldom, ZOE)] {
        assert_eq!(site.ours(browser), user);
        browser.jar.remove("login_session").unwrap();
        assert_eq!(site.ours(browser), user);
    }
}
