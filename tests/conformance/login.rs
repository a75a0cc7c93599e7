//! Logging in, and who is there afterwards.

use serde_json::json;

use crate::site::scenario;

#[test]
fn users_are_anonymous_by_default() {
    scenario(json!({}), |site| {
        site.get("/username").is("Anonymous");
        site.get("/userid").is("none");
    });
}

#[test]
fn the_anonymous_user_is_neither_active_nor_authenticated() {
    scenario(json!({}), |site| {
        let whoami = site.get("/whoami").json();
        assert_eq!(
            whoami,
            json!({"active": false, "anonymous": true, "authenticated": false,
                   "id": null, "name": null})
        );
    });
}

#[test]
fn the_anonymous_user_can_be_of_the_applications_own() {
    scenario(json!({"anonymous_name": "Guest"}), |site| {
        assert_eq!(site.get("/whoami").json()["name"], "Guest");
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn login_user_logs_a_user_in() {
    scenario(json!({}), |site| {
        site.get("/login-notch").is("True");
        site.get("/username").is("Notch");
        site.get("/userid").is("1");
        let whoami = site.get("/whoami").json();
        assert_eq!(
            whoami,
            json!({"active": true, "anonymous": false, "authenticated": true,
                   "id": "1", "name": "Notch"})
        );
    });
}

#[test]
fn login_user_makes_the_user_known_to_the_request() {
    scenario(json!({}), |site| {
        site.get("/script?ops=whoami,login,whoami")
            .is("none/none/-n-\nTrue\n1/Notch/a-u");
    });
}

#[test]
fn a_login_is_fresh() {
    scenario(json!({}), |site| {
        site.get("/is-fresh").is("False");
        site.get("/login-notch");
        site.get("/is-fresh").is("True");
    });
}

#[test]
fn a_login_can_be_declared_not_fresh() {
    scenario(json!({}), |site| {
        site.get("/login-notch-not-fresh").is("True");
        site.get("/username").is("Notch");
        site.get("/is-fresh").is("False");
    });
}

#[test]
fn login_user_tells_that_a_user_logged_in() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        assert_eq!(site.events(), json!([["logged-in", "1"]]));
    });
}

#[test]
fn login_user_refuses_an_inactive_user() {
    scenario(json!({}), |site| {
        let answer = site.get("/login-creeper");
        answer.is("False").leaves("session");
        assert_eq!(site.events(), json!([]));
        site.get("/username").is("Anonymous");
    });
}

#[test]
fn login_user_can_be_forced_for_an_inactive_user_who_is_not_authenticated_all_the_same() {
    scenario(json!({}), |site| {
        site.get("/login-creeper-force").is("True");
        let whoami = site.get("/whoami").json();
        assert_eq!(
            (&whoami["id"], &whoami["active"]),
            (&json!("3"), &json!(false))
        );
        assert_eq!(whoami["authenticated"], json!(false));
        site.get("/username").is("Anonymous");
        site.get("/protected").has_status(401);
    });
}

#[test]
fn a_second_login_takes_the_place_of_the_first() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.get("/login-steve").is("True");
        site.get("/username").is("Steve");
        site.get("/script?ops=login,login-steve,whoami")
            .is("True\nTrue\n2/Steve/a-u");
    });
}

#[test]
fn the_user_is_loaded_once_in_a_request() {
    scenario(json!({}), |site| {
        site.get("/login-notch");
        site.events();
        site.get("/script?ops=whoami,whoami,whoami");
        assert_eq!(site.events(), json!([["accessed", null]]));
    });
}

#[test]
fn a_page_that_does_not_ask_does_not_load_the_user() {
    scenario(json!({}), |site| {
        site.get("/login-notch-remember");
        site.events();
        for page in [
            "/",
            "/static/hello.txt",
            "/is-fresh",
            "/is-remembered",
            "/get-foo",
        ] {
            site.get(page).has_status(200);
        }
        assert_eq!(site.events(), json!([]));
    });
}

#[test]
fn static_files_do_not_touch_the_session() {
    scenario(json!({}), |site| {
        site.get("/login-notch-permanent");
        let answer = site.get("/static/hello.txt");
        answer.is("static file");
        if !site.is_flask() {
            // Flask writes a permanent session with every answer.
            answer.leaves("session");
            assert_eq!(answer.header("vary"), None);
        }
    });
}

#[test]
fn confirm_login_makes_a_stale_login_fresh() {
    scenario(json!({}), |site| {
        site.get("/login-notch-not-fresh");
        site.get("/is-fresh").is("False");
        site.get("/confirm-login").is("confirmed");
        site.get("/is-fresh").is("True");
        site.get("/username").is("Notch");
    });
}

#[test]
fn confirm_login_tells_that_it_did() {
    scenario(json!({}), |site| {
        site.get("/login-notch-not-fresh");
        site.get("/username");
        site.events();
        site.get("/script?ops=whoami,confirm");
        assert_eq!(
            site.events(),
            json!([["accessed", null], ["login-confirmed", null]])
        );
    });
}

#[test]
fn confirm_login_of_nobody_makes_nothing_fresh() {
    scenario(json!({}), |site| {
        site.get("/confirm-login").is("confirmed");
        let fresh = site.differs("there is nothing to confirm", "False", "True");
        site.get("/is-fresh").is(fresh);
        site.get("/very-protected").has_status(401);
    });
}

#[test]
fn a_password_lets_in() {
    scenario(json!({}), |site| {
        site.get("/form-protected").has_status(401);
        site.post("/login-form", "email=leafstorm&password=wrong")
            .redirects_to("/login-form");
        site.get("/form-protected").has_status(401);
        site.post("/login-form", "email=leafstorm&password=secret")
            .redirects_to("/form-protected");
        site.get("/form-protected").is("Logged in as: leafstorm");
        site.post("/form-protected", "")
            .is("Logged in as: leafstorm");
        site.post("/form-echo", "note=a+b%26c")
            .is("leafstorm:a b&c");
        site.get("/form-logout").is("Logged out");
        site.get("/form-protected").has_status(401);
    });
}

#[test]
fn a_user_without_a_password_never_fits() {
    scenario(json!({}), |site| {
        for password in ["", "None", "null"] {
            site.post("/login-form", &format!("email=1&password={password}"))
                .redirects_to("/login-form");
        }
    });
}

#[test]
fn without_a_secret_key_nobody_can_log_in() {
    scenario(json!({"SECRET_KEY": null}), |site| {
        site.get("/username").is("Anonymous");
        site.get("/get-foo").is("none");
        site.get("/login-notch").has_status(500);
        site.get("/set-foo").has_status(500);
        site.get("/username").is("Anonymous");
    });
}
