//! `login_required` and `fresh_login_required`.

use serde_json::json;

use crate::site::scenario;

#[test]
fn login_required_asks_for_a_login() {
    scenario(json!({}), |site| {
        site.get("/protected").has_status(401);
        site.get("/login-notch");
        site.get("/protected").is("Access Granted");
        site.post("/protected", "").is("Access Granted");
        site.get("/protected/at/any/depth").is("Access Granted");
    });
}

#[test]
fn login_required_lets_a_stale_login_pass() {
    scenario(json!({}), |site| {
        site.get("/login-notch-not-fresh");
        site.get("/protected").is("Access Granted");
    });
}

#[test]
fn fresh_login_required_asks_for_a_fresh_one() {
    scenario(json!({}), |site| {
        site.get("/very-protected").has_status(401);
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["unauthorized", null]])
        );
        site.get("/login-notch-not-fresh");
        site.events();
        site.get("/very-protected").has_status(401);
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["needs-refresh", null]])
        );
        site.get("/confirm-login");
        site.get("/very-protected").is("Access Granted");
    });
}

#[test]
fn both_guards_together_ask_for_both() {
    scenario(json!({}), |site| {
        site.get("/double-protected").has_status(401);
        site.get("/login-notch-not-fresh");
        site.get("/double-protected").has_status(401);
        site.get("/login-notch");
        site.get("/double-protected").is("Access Granted");
    });
}

#[test]
fn an_asynchronous_handler_is_guarded_alike() {
    scenario(json!({}), |site| {
        site.get("/protected-async").has_status(401);
        site.get("/login-notch");
        site.get("/protected-async").is("Access Granted");
    });
}

#[test]
fn exempt_methods_pass_every_guard_without_loading_the_user() {
    scenario(json!({}), |site| {
        for page in [
            "/protected",
            "/very-protected",
            "/double-protected",
            "/protected/x",
        ] {
            site.send("OPTIONS", page, "").is("Access Granted");
        }
        assert_eq!(site.events(), json!([]));
    });
}

#[test]
fn head_is_guarded_like_get() {
    scenario(json!({}), |site| {
        let refused = site.send("HEAD", "/protected", "");
        assert_eq!((refused.status, refused.body.as_str()), (401, ""));
        site.get("/login-notch");
        let passed = site.send("HEAD", "/protected", "");
        assert_eq!((passed.status, passed.body.as_str()), (200, ""));
    });
}

#[test]
fn an_account_that_becomes_inactive_is_refused() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/set-active?user_id=1&active=0");
        site.get("/protected").has_status(401);
        site.get("/username").is("Anonymous");
        assert_eq!(site.get("/whoami").json()["id"], "1");
        site.get("/set-active?user_id=1&active=1");
        site.get("/protected").is("Access Granted");
    });
}

#[test]
fn a_user_who_vanished_is_refused() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/remove-user?user_id=1");
        site.get("/protected").has_status(401);
        site.get("/username").is("Anonymous");
        let keys = site.differs(
            "a login without a user is removed",
            json!([]),
            json!(["_fresh", "_id", "_user_id"]),
        );
        assert_eq!(site.get("/session").json(), keys);
    });
}

#[test]
fn a_user_who_vanished_leaves_the_applications_data() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/set-foo");
        site.get("/remove-user?user_id=1");
        site.get("/userid").is("none");
        site.get("/get-foo").is("bar");
    });
}

#[test]
fn guards_answer_401_without_a_view() {
    scenario(json!({}), |site| {
        site.get("/protected").has_status(401).leaves("session");
        site.get("/very-protected").has_status(401);
        site.get("/unauthorized").has_status(401);
        site.get("/needs-refresh").has_status(401);
    });
}

#[test]
fn guards_answer_with_the_applications_handlers() {
    let conf = json!({
        "unauthorized_handler": true, "needs_refresh_handler": true,
        "login_view": "/login", "refresh_view": "/refresh-view",
    });
    scenario(conf, |site| {
        let refused = site.get("/protected");
        assert_eq!(
            (refused.status, refused.body.as_str()),
            (403, "custom unauthorized")
        );
        refused.leaves("session");
        site.get("/unauthorized").has_status(403);
        site.get("/login-notch-not-fresh");
        site.get("/very-protected").is("custom refresh");
        site.get("/needs-refresh").is("custom refresh");
        assert_eq!(site.get("/flashes").json(), json!([]));
    });
}

#[test]
fn a_refused_request_tells_so_before_it_is_answered() {
    scenario(json!({"unauthorized_handler": true}), |site| {
        site.get("/protected");
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["unauthorized", null]])
        );
        site.get("/unauthorized");
        assert_eq!(site.events(), json!([["unauthorized", null]]));
        site.get("/needs-refresh");
        assert_eq!(site.events(), json!([["needs-refresh", null]]));
    });
}
