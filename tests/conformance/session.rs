//! The session behind the login.

use serde_json::json;

use crate::site::scenario;

#[test]
fn the_session_ends_with_the_browser() {
    scenario(json!({}), |site| {
        let cookie = site.get("/login-notch").sets("session");
        assert!(!cookie.lasts());
        assert!(cookie.has("HttpOnly") && cookie.has("Path=/") && !cookie.has("Secure"));
        assert_eq!(cookie.attribute("Domain"), None);
    });
}

#[test]
fn a_permanent_session_lasts_31_days() {
    scenario(json!({}), |site| {
        let cookie = site.get("/login-notch-permanent").sets("session");
        cookie.lasts_for(31 * 86_400);
        site.close_browser();
        site.get("/username").is("Notch");
        site.get("/is-fresh").is("True");
    });
}

#[test]
fn a_permanent_session_and_the_remember_cookie_live_side_by_side() {
    scenario(json!({}), |site| {
        let answer = site.get("/login-notch-permanent-remember");
        answer.sets("session").lasts_for(31 * 86_400);
        answer.sets("remember_token").lasts_for(31_536_000);
    });
}

#[test]
fn a_request_that_changes_nothing_sets_no_cookie() {
    scenario(json!({}), |site| {
        for page in [
            "/",
            "/username",
            "/is-fresh",
            "/session",
            "/get-foo",
            "/flashes",
        ] {
            site.get(page).leaves("session").leaves("remember_token");
        }
        site.get("/login-notch");
        for page in [
            "/",
            "/username",
            "/protected",
            "/session",
            "/get-foo",
            "/flashes",
        ] {
            site.get(page).leaves("session").leaves("remember_token");
        }
    });
}

#[test]
fn a_damaged_session_is_none() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        let cookie = site.value("session");
        for damaged in [
            format!("{cookie}x"),
            cookie[1..].to_owned(),
            String::new(),
            "x".repeat(3000),
        ] {
            site.put("session", &damaged);
            site.get("/username").is("Anonymous");
        }
    });
}

#[test]
fn the_session_holds_what_it_should() {
    scenario(json!({}), |site| {
        assert_eq!(site.get("/session").json(), json!([]));
        site.get("/login-notch");
        let keys = json!(["_fresh", "_id", "_user_id"]);
        assert_eq!(site.get("/session").json(), keys);
        site.get("/login-steve");
        assert_eq!(site.get("/session").json(), keys);
    });
}

#[test]
fn a_restored_login_is_in_the_session() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        assert_eq!(site.get("/session").json(), json!([]));
        site.get("/username");
        let keys = site.differs(
            "a restored login carries an identifier",
            json!(["_fresh", "_id", "_user_id"]),
            json!(["_fresh", "_user_id"]),
        );
        assert_eq!(site.get("/session").json(), keys);
    });
}

#[test]
fn next_is_in_the_session_if_it_is_to_be() {
    let conf = json!({"login_view": "login", "USE_SESSION_FOR_NEXT": true, "login_message": null});
    scenario(conf, |site| {
        site.get("/protected");
        let keys = site.differs(
            "there is no login to identify",
            json!(["next"]),
            json!(["_id", "next"]),
        );
        assert_eq!(site.get("/session").json(), keys);
    });
}

#[test]
fn the_applications_data_survives_login_and_logout() {
    scenario(json!({}), |site| {
        site.get("/set-foo").is("ok");
        for page in ["/login-notch", "/login-steve", "/logout"] {
            site.get(page);
            site.get("/get-foo").is("bar");
        }
    });
}

#[test]
fn changes_count_whatever_the_status() {
    let conf = json!({"login_view": "login"});
    scenario(conf, |site| {
        site.get("/set-foo");
        site.get("/protected").has_status(302);
        site.get("/get-foo").is("bar");
        assert_eq!(site.get("/flashes").json().as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_login_in_a_permanent_session_of_the_same_request_holds() {
    scenario(json!({}), |site| {
        let answer = site.get("/script?ops=permanent,foo,login,whoami");
        answer.is("ok\nok\nTrue\n1/Notch/a-u");
        answer.sets("session").lasts_for(31 * 86_400);
    });
}

#[test]
fn a_session_without_its_user_id_is_nobodys() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/script?ops=forget-user-id").is("ok");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn a_permanent_mark_holds_without_anything_else_in_the_session() {
    scenario(json!({}), |site| {
        let answer = site.get("/script?ops=permanent");
        answer.sets("session").lasts_for(31 * 86_400);
        site.get("/login-notch");
        site.close_browser();
        site.get("/userid").is("1");
        site.get("/logout");
        site.get("/login-steve")
            .sets("session")
            .lasts_for(31 * 86_400);
    });
}
