//! Flashed messages.

use serde_json::json;

use crate::site::scenario;

#[test]
fn unauthorized_flashes_the_login_message() {
    scenario(json!({"login_view": "login"}), |site| {
        site.get("/protected");
        assert_eq!(
            site.get("/flashes").json(),
            json!([["message", "Please log in to access this page."]])
        );
        assert_eq!(site.get("/flashes").json(), json!([]));
    });
}

#[test]
fn the_login_message_and_its_category_can_be_chosen() {
    let conf = json!({
        "login_view": "login", "login_message": "Log in!", "login_message_category": "login",
    });
    scenario(conf, |site| {
        site.get("/protected");
        assert_eq!(site.get("/flashes").json(), json!([["login", "Log in!"]]));
    });
}

#[test]
fn the_login_message_can_be_translated() {
    let conf = json!({
        "login_view": "login", "login_message": "Log in!", "login_message_category": "Log in!",
        "localize": true,
    });
    scenario(conf, |site| {
        site.get("/protected");
        assert_eq!(
            site.get("/flashes").json(),
            json!([["Log in!", "Einloggen"]])
        );
    });
}

#[test]
fn no_login_message_is_flashed_if_there_is_none() {
    for none in [json!(null), json!("")] {
        let conf = json!({"login_view": "login", "login_message": none});
        scenario(conf, |site| {
            site.get("/protected").has_status(302).leaves("session");
            assert_eq!(site.get("/flashes").json(), json!([]));
        });
    }
}

#[test]
fn no_message_is_flashed_without_a_view() {
    scenario(json!({}), |site| {
        site.get("/protected").has_status(401);
        assert_eq!(site.get("/flashes").json(), json!([]));
    });
}

#[test]
fn needs_refresh_flashes_its_message() {
    scenario(json!({"refresh_view": "refresh_view"}), |site| {
        site.get("/login-notch-not-fresh");
        site.get("/very-protected");
        assert_eq!(
            site.get("/flashes").json(),
            json!([["message", "Please reauthenticate to access this page."]])
        );
    });
}

#[test]
fn the_refresh_message_and_its_category_can_be_chosen_and_translated() {
    for (localize, text) in [(false, "Refresh"), (true, "Aktualisieren")] {
        let conf = json!({
            "refresh_view": "refresh_view", "needs_refresh_message": "Refresh",
            "needs_refresh_message_category": "refresh", "localize": localize,
        });
        scenario(conf, |site| {
            site.get("/login-notch-not-fresh");
            site.get("/very-protected");
            assert_eq!(site.get("/flashes").json(), json!([["refresh", text]]));
        });
    }
}

#[test]
fn messages_wait_until_they_are_shown() {
    let conf = json!({"login_view": "login", "refresh_view": "refresh_view"});
    scenario(conf, |site| {
        site.get("/protected");
        site.get("/login-notch-not-fresh");
        site.get("/very-protected");
        assert_eq!(
            site.get("/flashes").json(),
            json!([
                ["message", "Please log in to access this page."],
                ["message", "Please reauthenticate to access this page."],
            ])
        );
    });
}

#[test]
fn a_message_is_there_although_the_answer_is_a_redirect() {
    scenario(json!({"login_view": "login"}), |site| {
        site.get("/protected").has_status(302);
        assert!(site.has("session"));
    });
}
