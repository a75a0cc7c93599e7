//! The remember cookie.

use serde_json::json;

use crate::site::scenario;

const YEAR: i64 = 31_536_000;

#[test]
fn remember_me_sets_a_cookie_for_a_year() {
    scenario(json!({}), |site| {
        let cookie = site.get("/login-notch-remember").sets("remember_token");
        cookie.lasts_for(YEAR);
        assert!(cookie.has("HttpOnly") && cookie.has("Path=/"));
        assert!(!cookie.has("Secure"));
        assert_eq!(
            (cookie.attribute("Domain"), cookie.attribute("SameSite")),
            (None, None)
        );
    });
}

#[test]
fn a_plain_login_sets_none() {
    scenario(json!({}), |site| {
        site.get("/login-notch").leaves("remember_token");
        site.close_browser();
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn a_remembered_user_is_back_after_the_browser_was_closed() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        site.get("/username").is("Notch");
        site.get("/userid").is("1");
    });
}

#[test]
fn a_remembered_login_is_not_fresh() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.get("/is-fresh").is("True");
        site.close_browser();
        site.get("/username").is("Notch");
        site.get("/is-fresh").is("False");
        site.get("/protected").is("Access Granted");
        site.get("/very-protected").has_status(401);
    });
}

#[test]
fn a_restored_login_tells_so_once() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        site.events();
        site.get("/username");
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["loaded-from-cookie", "1"]])
        );
        site.get("/username");
        let again = site.differs(
            "a restored login carries an identifier",
            json!([["accessed", null]]),
            json!([["accessed", null], ["session-protected", null]]),
        );
        assert_eq!(site.events(), again);
    });
}

#[test]
fn remember_me_takes_a_duration_of_its_own() {
    scenario(json!({}), |site| {
        let cookie = site
            .get("/login-notch-remember-custom")
            .sets("remember_token");
        cookie.lasts_for(7 * 60 * 60);
    });
}

#[test]
fn a_duration_of_its_own_does_not_stick_to_the_next_login() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember-custom");
        let cookie = site.get("/login-notch-remember").sets("remember_token");
        cookie.lasts_for(site.differs("a duration belongs to one login", YEAR, 7 * 60 * 60));
    });
}

#[test]
fn the_remember_cookie_is_set_as_configured() {
    let conf = json!({
        "REMEMBER_COOKIE_NAME": "myname", "REMEMBER_COOKIE_DURATION": 172_800,
        "REMEMBER_COOKIE_DOMAIN": "localhost.local", "REMEMBER_COOKIE_PATH": "/protected",
        "REMEMBER_COOKIE_SECURE": true, "REMEMBER_COOKIE_HTTPONLY": false,
        "REMEMBER_COOKIE_SAMESITE": "Strict",
    });
    scenario(conf, |site| {
        for (page, seconds) in [
            ("/login-notch-remember", 172_800),
            ("/login-notch-remember-custom", 25_200),
        ] {
            let cookie = site.get(page).sets("myname");
            cookie.lasts_for(seconds);
            let domain = cookie.attribute("Domain").unwrap();
            assert_eq!(domain.trim_start_matches('.'), "localhost.local");
            assert!(cookie.has("Path=/protected") && cookie.has("Secure"));
            assert!(cookie.has("SameSite=Strict") && !cookie.has("HttpOnly"));
        }
    });
}

#[test]
fn every_same_site_can_be_configured() {
    for same_site in ["Lax", "Strict", "None"] {
        let conf = json!({
            "REMEMBER_COOKIE_SAMESITE": same_site,
            "REMEMBER_COOKIE_SECURE": true,
        });
        scenario(conf, |site| {
            let cookie = site.get("/login-notch-remember").sets("remember_token");
            assert_eq!(cookie.attribute("SameSite"), Some(same_site));
        });
    }
}

#[test]
fn removal_names_the_configured_path_and_domain() {
    let conf = json!({
        "REMEMBER_COOKIE_DOMAIN": "localhost.local", "REMEMBER_COOKIE_PATH": "/logout",
    });
    scenario(conf, |site| {
        site.get("/login-notch-remember");
        let cookie = site.get("/logout").removes("remember_token");
        assert_eq!(cookie.attribute("Path"), Some("/logout"));
        assert!(
            cookie
                .attribute("Domain")
                .unwrap()
                .ends_with("localhost.local")
        );
    });
}

#[test]
fn a_duration_that_is_none_is_an_error() {
    scenario(json!({"REMEMBER_COOKIE_DURATION": "123"}), |site| {
        site.get("/login-notch-remember").has_status(500);
        site.get("/login-notch").is("True");
        site.get("/login-notch-remember-custom").is("True");
    });
}

#[test]
fn a_duration_can_be_given_in_seconds() {
    scenario(json!({"REMEMBER_COOKIE_DURATION": 172_800}), |site| {
        let cookie = site.get("/login-notch-remember").sets("remember_token");
        cookie.lasts_for(172_800);
    });
}

#[test]
fn login_remembered_says_whether_the_request_carries_the_cookie() {
    scenario(json!({}), |site| {
        site.get("/is-remembered").is("False");
        site.get("/login-notch").is("True");
        site.get("/is-remembered").is("False");
        site.get("/script?ops=login-remember,remembered")
            .is("True\nFalse");
        site.get("/is-remembered").is("True");
        site.get("/script?ops=login-remember,remembered")
            .is("True\nTrue");
        site.get("/script?ops=remembered,logout,remembered")
            .is("True\nTrue\nFalse");
        site.get("/is-remembered").is("False");
    });
}

#[test]
fn a_remembered_login_again_ends_the_cookie_before_it() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        let first = site.value("remember_token");
        site.get("/login-notch-remember");
        site.forget("session");
        site.put("remember_token", &first);
        let who = site.differs("each login has a credential of its own", "none", "1");
        site.get("/userid").is(who);
    });
}

#[test]
fn a_remembered_login_that_is_confirmed_is_fresh() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        site.get("/confirm-login").is("confirmed");
        let status = site.differs("the login is restored first, then confirmed", 200, 401);
        site.get("/very-protected").has_status(status);
    });
}

#[test]
fn a_garbled_cookie_is_no_login() {
    scenario(json!({}), |site| {
        for garbage in ["x", "1|deadbeef", "|", "1", "1|"] {
            site.put("remember_token", garbage);
            site.get("/username").is("Anonymous");
            site.get("/is-remembered").is("False");
        }
    });
}

#[test]
fn a_garbled_cookie_is_removed_and_blocks_no_other_loader() {
    scenario(json!({"request_loader": "header"}), |site| {
        site.put("remember_token", "garbage");
        let answer = site.with_header("X-User-Id", "2").get("/username");
        if site.is_flask() {
            answer.is("Anonymous").leaves("remember_token");
        } else {
            // A bad cookie counts as none.
            answer.is("Steve").removes("remember_token");
        }
    });
}

#[test]
fn an_id_beyond_ascii_is_remembered() {
    scenario(json!({}), |site| {
        site.get("/login-unicode-remember").is("True");
        site.get("/username").is("Müller");
        site.close_browser();
        site.get("/username").is("Müller");
        site.get("/userid").is("佐藤");
    });
}

#[test]
fn a_vanished_users_cookie_logs_nobody_in() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        site.get("/remove-user?user_id=1");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn refresh_each_request_renews_the_cookie_of_whoever_has_one() {
    let conf = json!({"REMEMBER_COOKIE_REFRESH_EACH_REQUEST": true});
    scenario(conf, |site| {
        site.get("/login-notch-remember").sets("remember_token");
        site.get("/username").sets("remember_token").lasts_for(YEAR);
        site.get("/").sets("remember_token").lasts_for(YEAR);
    });
}

#[test]
fn refresh_each_request_keeps_the_duration_of_the_login() {
    let conf = json!({"REMEMBER_COOKIE_REFRESH_EACH_REQUEST": true});
    scenario(conf, |site| {
        site.get("/login-notch-remember-custom");
        site.get("/username")
            .sets("remember_token")
            .lasts_for(25_200);
        site.close_browser();
        let cookie = site.get("/username").sets("remember_token");
        cookie.lasts_for(site.differs("the cookie says its own duration", 25_200, YEAR));
    });
}

#[test]
fn refresh_each_request_gives_no_cookie_to_those_who_have_none() {
    let conf = json!({"REMEMBER_COOKIE_REFRESH_EACH_REQUEST": true});
    scenario(conf, |site| {
        let login = site.get("/login-notch");
        let page = site.get("/username");
        if site.is_flask() {
            // Release 0.6.3 does; its main branch does not.
            login.sets("remember_token");
        } else {
            login.leaves("remember_token");
            page.leaves("remember_token");
        }
    });
}

#[test]
fn without_refresh_each_request_the_cookie_is_left_alone() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.get("/username").leaves("remember_token");
        site.close_browser();
        let restored = site.get("/username");
        if site.has_store() {
            // There it is another one with each use, and lasts no longer for that.
            restored.sets("remember_token");
        } else {
            restored.leaves("remember_token");
        }
    });
}

#[test]
fn another_users_login_ends_the_first_ones_cookie() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.get("/login-steve");
        site.close_browser();
        let who = site.differs("the cookie was another's", "Anonymous", "Notch");
        site.get("/username").is(who);
    });
}

#[test]
fn remember_me_for_another_user_replaces_the_cookie() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.get("/login-steve-remember").sets("remember_token");
        site.close_browser();
        site.get("/username").is("Steve");
    });
}

#[test]
fn an_alternative_id_logs_out_when_it_changes() {
    scenario(json!({"alternative_ids": true}), |site| {
        site.get("/login-notch-remember");
        site.get("/userid").is("1");
        site.close_browser();
        site.get("/userid").is("1");
        site.get("/rotate-token?user_id=1");
        site.get("/userid").is("none");
        site.close_browser();
        site.get("/userid").is("none");
        site.get("/login-notch");
        site.get("/userid").is("1");
    });
}
