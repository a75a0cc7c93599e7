//! Logging out.

use serde_json::json;

use crate::site::scenario;

#[test]
fn logout_user_logs_the_user_out() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/logout").is("True");
        site.get("/username").is("Anonymous");
        site.get("/is-fresh").is("False");
    });
}

#[test]
fn logout_user_makes_the_request_anonymous() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/script?ops=whoami,logout,whoami")
            .is("1/Notch/a-u\nTrue\nnone/none/-n-");
    });
}

#[test]
fn logout_user_without_a_user_is_no_error() {
    scenario(json!({}), |site| {
        let answer = site.get("/logout");
        answer.is("True").leaves("session").leaves("remember_token");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn logout_user_tells_who_left() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.events();
        site.get("/logout");
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["logged-out", "1"]])
        );
        site.get("/logout");
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["logged-out", null]])
        );
    });
}

#[test]
fn login_and_logout_in_one_request_need_no_loading() {
    scenario(json!({}), |site| {
        site.get("/script?ops=login,logout");
        assert_eq!(
            site.events(),
            json!([["logged-in", "1"], ["logged-out", "1"]])
        );
    });
}

#[test]
fn logout_user_removes_the_logins_keys_and_leaves_the_applications_data() {
    scenario(json!({}), |site| {
        site.get("/set-foo");
        site.get("/login-notch");
        assert_eq!(
            site.get("/session").json(),
            json!(["_fresh", "_id", "_user_id", "foo"])
        );
        site.get("/logout");
        assert_eq!(site.get("/session").json(), json!(["foo"]));
        site.get("/get-foo").is("bar");
    });
}

#[test]
fn logout_user_removes_the_remember_cookie() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.get("/logout").removes("remember_token");
        site.close_browser();
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn logout_user_removes_a_remember_cookie_of_a_custom_duration() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember-custom");
        site.get("/logout").removes("remember_token");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn logout_user_ends_a_remembered_login_after_the_browser_was_closed() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        site.get("/username").is("Notch");
        site.get("/logout").removes("remember_token");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn copies_of_the_cookies_end_with_the_logout() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        let (session, remember) = (site.value("session"), site.value("remember_token"));
        site.get("/logout");
        site.put("session", &session);
        let who = site.differs("a logout ends copied cookies", "Anonymous", "Notch");
        site.get("/username").is(who);
        site.forget("session");
        site.put("remember_token", &remember);
        site.get("/username").is(who);
    });
}

#[test]
fn a_login_after_a_logout_in_one_request_holds() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/script?ops=logout,login-steve,whoami")
            .is("True\nTrue\n2/Steve/a-u");
        site.get("/username").is("Steve");
    });
}

#[test]
fn a_logout_after_a_remembered_login_in_one_request_leaves_nothing() {
    scenario(json!({}), |site| {
        site.get("/script?ops=login-remember,logout")
            .is("True\nTrue");
        site.close_browser();
        site.get("/username").is("Anonymous");
    });
}
