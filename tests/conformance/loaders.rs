//! User loader and request loader.

use serde_json::json;

use crate::site::scenario;

#[test]
fn the_request_loader_knows_users_by_the_query() {
    scenario(json!({"request_loader": "query"}), |site| {
        site.get("/username?user_id=1").is("Notch");
        site.get("/username?user_id=2").is("Steve");
        site.get("/username?user_id=9").is("Anonymous");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn the_request_loader_knows_users_by_a_header() {
    scenario(json!({"request_loader": "header"}), |site| {
        site.with_header("X-User-Id", "1")
            .get("/username")
            .is("Notch");
        site.with_header("X-User-Id", "9")
            .get("/username")
            .is("Anonymous");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn the_request_loader_knows_users_by_a_form_which_the_handler_reads_again() {
    scenario(json!({"request_loader": "form"}), |site| {
        site.post("/form-echo", "email=leafstorm&password=secret&note=hello")
            .is("leafstorm:hello");
        site.post("/form-protected", "email=leafstorm&password=secret")
            .is("Logged in as: leafstorm");
        for wrong in [
            "email=leafstorm&password=no",
            "email=1&password=",
            "note=x",
            "",
        ] {
            site.post("/form-echo", wrong).has_status(401);
        }
        site.get("/form-protected").has_status(401);
    });
}

#[test]
fn a_user_known_by_the_request_passes_and_leaves_nothing_behind() {
    scenario(json!({"request_loader": "query"}), |site| {
        let answer = site.get("/protected?user_id=1");
        answer
            .is("Access Granted")
            .leaves("session")
            .leaves("remember_token");
        site.get("/protected").has_status(401);
    });
}

#[test]
fn a_user_known_by_the_request_is_never_fresh() {
    scenario(json!({"request_loader": "query"}), |site| {
        site.get("/very-protected?user_id=1").has_status(401);
        assert_eq!(
            site.events(),
            json!([
                ["accessed", null],
                ["loaded-from-request", "1"],
                ["needs-refresh", null],
            ])
        );
    });
}

#[test]
fn an_inactive_user_known_by_the_request_does_not_pass() {
    scenario(json!({"request_loader": "query"}), |site| {
        site.get("/protected?user_id=3").has_status(401);
        assert_eq!(site.get("/whoami?user_id=3").json()["id"], "3");
    });
}

#[test]
fn loading_from_the_request_tells_so() {
    scenario(json!({"request_loader": "query"}), |site| {
        site.get("/username?user_id=1");
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["loaded-from-request", "1"]])
        );
        site.get("/username?user_id=9");
        assert_eq!(site.events(), json!([["accessed", null]]));
    });
}

#[test]
fn the_session_comes_before_the_request() {
    scenario(json!({"request_loader": "query"}), |site| {
        site.get("/login-notch");
        site.get("/username?user_id=2").is("Notch");
    });
}

#[test]
fn the_remember_cookie_comes_before_the_request() {
    scenario(json!({"request_loader": "query"}), |site| {
        site.get("/login-notch-remember");
        site.close_browser();
        site.get("/username?user_id=2").is("Notch");
    });
}

#[test]
fn a_request_loader_can_stand_alone() {
    let conf = json!({"request_loader": "query", "user_loader": "none"});
    scenario(conf, |site| {
        site.get("/username?user_id=1").is("Notch");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn a_request_loader_can_look_at_the_session() {
    let conf = json!({
        "request_loader": "query-or-session", "user_loader": "none", "SESSION_PROTECTION": null,
    });
    scenario(conf, |site| {
        site.get("/username?user_id=1").is("Notch");
        site.get("/login-steve");
        site.get("/username").is("Steve");
        site.get("/username?user_id=").is("Steve");
        site.get("/username?user_id=1").is("Notch");
        site.get("/logout");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn a_user_loader_that_finds_nobody_makes_everybody_anonymous() {
    scenario(json!({"user_loader": "nobody"}), |site| {
        site.get("/login-notch").is("True");
        site.get("/username").is("Anonymous");
        site.get("/protected").has_status(401);
        site.get("/script?ops=login,whoami").is("True\n1/Notch/a-u");
    });
}

#[test]
fn without_any_loader_asking_for_the_user_is_a_server_error() {
    scenario(json!({"user_loader": "none"}), |site| {
        site.get("/").is("index");
        let status = site.get("/username").status;
        assert_eq!(
            status,
            site.differs("a loader that fails is a 503", 503, 500)
        );
    });
}

#[test]
fn a_login_by_form_beats_none_by_request() {
    scenario(json!({"request_loader": "form"}), |site| {
        site.post("/login-form", "email=leafstorm&password=secret")
            .redirects_to("/form-protected");
        site.get("/form-protected").is("Logged in as: leafstorm");
        site.post("/form-echo", "note=x").is("leafstorm:x");
    });
}

#[test]
fn without_a_user_loader_the_session_says_whether_its_own_user_is_fresh() {
    let conf = json!({
        "request_loader": "query-or-session", "user_loader": "none", "SESSION_PROTECTION": null,
    });
    scenario(conf, |site| {
        site.get("/login-notch");
        site.get("/very-protected").is("Access Granted");
        let other = site.get("/very-protected?user_id=2").status;
        assert_eq!(
            other,
            site.differs("the session says nothing of others", 401, 200)
        );
        site.get("/login-notch-not-fresh");
        site.get("/very-protected").has_status(401);
        site.get("/confirm-login").is("confirmed");
        site.get("/very-protected").is("Access Granted");
    });
}
