//! Where refused requests are sent.

use serde_json::json;

use crate::site::scenario;

#[test]
fn unauthorized_redirects_to_the_login_view_with_next() {
    for view in ["login", "/login"] {
        scenario(json!({"login_view": view}), |site| {
            site.get("/protected")
                .redirects_to("/login?next=%2Fprotected");
            site.get("/unauthorized")
                .redirects_to("/login?next=%2Funauthorized");
            site.get("/login").is("");
        });
    }
}

#[test]
fn next_carries_the_query() {
    scenario(json!({"login_view": "login"}), |site| {
        site.get("/protected?a=b&c=d%20e")
            .redirects_to("/login?next=%2Fprotected%3Fa%3Db%26c%3Dd%2520e");
    });
}

#[test]
fn next_is_there_after_a_post_too() {
    scenario(json!({"login_view": "login"}), |site| {
        site.post("/protected", "")
            .redirects_to("/login?next=%2Fprotected");
    });
}

#[test]
fn the_login_view_keeps_its_own_query() {
    scenario(json!({"login_view": "/login?lang=de"}), |site| {
        site.get("/protected")
            .redirects_to("/login?lang=de&next=%2Fprotected");
    });
}

#[test]
fn a_login_view_on_another_host_gets_the_whole_address() {
    scenario(json!({"login_view": "https://auth.example/in"}), |site| {
        site.get("/protected")
            .redirects_to("https://auth.example/in?next=http%3A%2F%2Flocalhost%2Fprotected");
    });
}

#[test]
fn a_login_view_on_the_same_host_gets_the_path() {
    scenario(json!({"login_view": "http://localhost/login"}), |site| {
        site.get("/protected")
            .redirects_to("/login?next=%2Fprotected");
    });
}

#[test]
fn an_address_that_would_lead_elsewhere_is_not_carried() {
    scenario(json!({"login_view": "login"}), |site| {
        let expected = site.differs(
            "a next address of ours never leaves the host",
            "/login?next=%2Fprotected%2F%255cevil.example",
            "/login?next=%2Fprotected%2F%5Cevil.example",
        );
        site.get("/protected/%5cevil.example")
            .redirects_to(expected);
    });
}

#[test]
fn a_view_that_is_unknown_is_a_server_error() {
    let conf = json!({"login_view": "nowhere", "refresh_view": "nowhere"});
    scenario(conf, |site| {
        site.get("/protected").has_status(500);
        site.get("/login-notch-not-fresh");
        site.get("/very-protected").has_status(500);
    });
}

#[test]
fn needs_refresh_redirects_to_the_refresh_view() {
    for view in ["refresh_view", "/refresh-view"] {
        let conf = json!({"login_view": "login", "refresh_view": view});
        scenario(conf, |site| {
            site.get("/very-protected")
                .redirects_to("/login?next=%2Fvery-protected");
            site.get("/login-notch-not-fresh");
            site.get("/very-protected")
                .redirects_to("/refresh-view?next=%2Fvery-protected");
            site.get("/needs-refresh")
                .redirects_to("/refresh-view?next=%2Fneeds-refresh");
        });
    }
}

#[test]
fn next_can_be_kept_in_the_session() {
    let conf = json!({"login_view": "login", "USE_SESSION_FOR_NEXT": true});
    scenario(conf, |site| {
        site.get("/protected?a=b").redirects_to("/login");
        site.get("/login").is("/protected?a=b");
        site.get("/login").is("");
    });
}

#[test]
fn next_in_the_session_survives_a_look_at_the_user() {
    for protection in [json!(null), json!("basic"), json!("strong")] {
        let conf = json!({
            "login_view": "login_touch", "USE_SESSION_FOR_NEXT": true,
            "SESSION_PROTECTION": protection,
        });
        scenario(conf, |site| {
            site.get("/protected").redirects_to("/login-touch");
            site.get("/login-touch").is("/protected");
        });
    }
}

#[test]
fn next_of_a_refresh_can_be_kept_in_the_session() {
    let conf = json!({
        "login_view": "login", "refresh_view": "refresh_view", "USE_SESSION_FOR_NEXT": true,
    });
    scenario(conf, |site| {
        site.get("/login-notch-not-fresh");
        site.get("/very-protected").redirects_to("/refresh-view");
        site.get("/refresh-view").is("/very-protected");
    });
}

#[test]
fn next_in_the_session_is_whole_for_a_view_on_another_host() {
    let conf = json!({
        "login_view": "https://auth.example/in", "USE_SESSION_FOR_NEXT": true,
    });
    scenario(conf, |site| {
        site.get("/protected")
            .redirects_to("https://auth.example/in");
        site.get("/login").is("http://localhost/protected");
    });
}

#[test]
fn a_forced_host_takes_the_place_of_the_requests() {
    let conf = json!({"login_view": "login", "FORCE_HOST_FOR_REDIRECTS": "good.example"});
    scenario(conf, |site| {
        let there = site.get("/protected");
        assert_eq!(
            there.header("location"),
            Some("//good.example/login?next=%2Fprotected")
        );
    });
}

#[test]
fn a_scope_has_a_login_view_of_its_own() {
    let conf = json!({
        "login_view": "app_login",
        "blueprint_login_views": {"first": "first_login", "second": "/second-login"},
    });
    scenario(conf, |site| {
        site.get("/protected")
            .redirects_to("/app-login?next=%2Fprotected");
        site.get("/first/protected")
            .redirects_to("/first-login?next=%2Ffirst%2Fprotected");
        site.get("/second/protected")
            .redirects_to("/second-login?next=%2Fsecond%2Fprotected");
        site.get("/first/very-protected")
            .redirects_to("/first-login?next=%2Ffirst%2Fvery-protected");
    });
}

#[test]
fn a_scope_without_one_goes_to_the_applications() {
    let conf = json!({
        "login_view": "app_login", "blueprint_login_views": {"first": "first_login"},
    });
    scenario(conf, |site| {
        site.get("/second/protected")
            .redirects_to("/app-login?next=%2Fsecond%2Fprotected");
    });
}

#[test]
fn a_scope_whose_view_is_none_answers_401() {
    let conf = json!({
        "login_view": "app_login", "blueprint_login_views": {"first": null},
    });
    scenario(conf, |site| {
        site.get("/first/protected").has_status(401);
        site.get("/second/protected").has_status(302);
    });
}

#[test]
fn the_refresh_view_is_one_for_all_scopes() {
    let conf = json!({
        "refresh_view": "refresh_view", "blueprint_login_views": {"first": "first_login"},
    });
    scenario(conf, |site| {
        site.get("/login-notch-not-fresh");
        site.get("/first/very-protected")
            .redirects_to("/refresh-view?next=%2Ffirst%2Fvery-protected");
    });
}

#[test]
fn set_login_view_sets_the_applications_view() {
    scenario(json!({"set_login_view": [["app_login", null]]}), |site| {
        for page in ["/protected", "/first/protected", "/second/protected"] {
            let location = format!("/app-login?next={}", page.replace('/', "%2F"));
            site.get(page).redirects_to(&location);
        }
    });
}

#[test]
fn set_login_view_sets_the_view_of_a_scope() {
    let conf = json!({"set_login_view": [["app_login", null], ["first_login", "first"]]});
    scenario(conf, |site| {
        site.get("/protected")
            .redirects_to("/app-login?next=%2Fprotected");
        site.get("/first/protected")
            .redirects_to("/first-login?next=%2Ffirst%2Fprotected");
        let second = site.get("/second/protected");
        if site.is_flask() {
            second.has_status(401);
        } else {
            // One scope's view takes the application's from no other.
            second.redirects_to("/app-login?next=%2Fsecond%2Fprotected");
        }
    });
}

#[test]
fn set_login_view_for_every_scope() {
    let conf = json!({"set_login_view": [["first_login", "first"], ["second_login", "second"]]});
    scenario(conf, |site| {
        site.get("/first/protected")
            .redirects_to("/first-login?next=%2Ffirst%2Fprotected");
        site.get("/second/protected")
            .redirects_to("/second-login?next=%2Fsecond%2Fprotected");
        site.get("/protected").has_status(401);
    });
}

#[test]
fn a_forwarded_host_is_not_believed() {
    scenario(json!({"login_view": "https://auth.example/in"}), |site| {
        site.with_header("X-Forwarded-Host", "evil.example")
            .with_header("X-Forwarded-Proto", "https")
            .get("/protected")
            .redirects_to("https://auth.example/in?next=http%3A%2F%2Flocalhost%2Fprotected");
    });
}

#[test]
fn a_view_beyond_ascii_is_encoded() {
    scenario(json!({"login_view": "/x/é b"}), |site| {
        site.get("/protected")
            .redirects_to("/x/%C3%A9%20b?next=%2Fprotected");
    });
}

#[test]
fn a_forced_host_that_is_empty_is_none() {
    let conf = json!({"login_view": "http://x.example/login", "FORCE_HOST_FOR_REDIRECTS": ""});
    scenario(conf, |site| {
        site.get("/protected")
            .redirects_to("http://x.example/login?next=http%3A%2F%2Flocalhost%2Fprotected");
    });
}
