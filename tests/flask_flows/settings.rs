//! What the builder takes and refuses.

use login::{BuildError, CookieConfig, FlaskCompat, FlaskSecret, LoginManager, SecretKey};
use login_tests::{TestApp, User, Users};

use super::{signed::SECRET, world::DAY};

const OWN: &str = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61c4a95d3e";

fn build(flask: FlaskCompat) -> Result<LoginManager, BuildError> {
    TestApp::builder(
        SecretKey::new(OWN).unwrap(),
        &Users::new(),
        &login::testing::TestClock::new(),
    )
    .flask_compat(flask)
    .build()
}

#[track_caller]
fn is_refused(flask: FlaskCompat, hint: &str) {
    let error = build(flask).unwrap_err().to_string();
    assert!(error.starts_with("`flask_compat`: "), "{error}");
    assert!(error.contains(hint), "{error}");
}

#[test]
fn a_day_must_be_one() {
    for day in [
        "",
        "tomorrow",
        "2027-3-1",
        "2027-02-30",
        "2027-13-01",
        "2027-01-01T00:00",
        "1969-12-31",
    ] {
        is_refused(
            FlaskCompat::until(day, SECRET),
            "write one like `2027-03-01`",
        );
    }
    // One that has passed is none: an application must start on that day, too.
    for day in ["1970-01-01", "2023-11-14", "2024-02-29", "9999-12-31"] {
        assert!(build(FlaskCompat::until(day, SECRET)).is_ok(), "{day}");
    }
}

#[test]
fn k5_flasks_secret_may_be_weak_but_not_empty_and_not_ours() {
    for weak in ["dev", "x", "0123456789abcdef0123456789abcdef"] {
        assert!(build(FlaskCompat::until(DAY, weak)).is_ok());
    }
    is_refused(FlaskCompat::until(DAY, ""), "empty");
    is_refused(FlaskCompat::until(DAY, SECRET).fallbacks([""]), "empty");
    is_refused(FlaskCompat::until(DAY, OWN), "openssl rand");
    is_refused(
        FlaskCompat::until(DAY, SECRET).fallbacks([OWN]),
        "openssl rand",
    );
    let builder = TestApp::builder(
        SecretKey::generate().unwrap(),
        &Users::new(),
        &login::testing::TestClock::new(),
    );
    let with_fallback = builder
        .secret_key_fallbacks([SecretKey::new(OWN).unwrap()])
        .flask_compat(FlaskCompat::until(DAY, OWN))
        .build();
    let error = with_fallback.unwrap_err().to_string();
    assert!(error.contains("openssl rand"), "{error}");
}

#[test]
fn k5_no_secret_is_printed() {
    let secret = "an unmistakable text";
    let flask = FlaskCompat::until(DAY, secret).fallbacks([secret.as_bytes()]);
    let manager = build(flask.clone()).unwrap();
    for printed in [
        format!("{flask:?}"),
        format!("{:?}", FlaskSecret::from(secret)),
        format!("{manager:?}"),
    ] {
        assert!(!printed.contains("unmistakable"), "{printed}");
        assert!(!printed.contains("117, 110, 109"), "{printed}");
    }
    let missing = FlaskSecret::from_env("LOGIN_TEST_NO_SUCH_VARIABLE").unwrap_err();
    assert!(missing.to_string().contains("LOGIN_TEST_NO_SUCH_VARIABLE"));
}

#[test]
fn cookies_of_one_name_are_refused() {
    let named = |name: &str| CookieConfig::new().name(name);
    let flask = || FlaskCompat::until(DAY, SECRET);
    is_refused(
        flask().session_cookie(named("__Host-session")),
        "`__Host-session`",
    );
    is_refused(
        flask().remember_cookie(named("__Host-session")),
        "login_session",
    );
    is_refused(flask().remember_cookie(named("session")), "`session`");
    // Over plain http ours have Flask's names, until they get others.
    let builder = || {
        let secret = SecretKey::new(OWN).unwrap();
        LoginManager::builder(secret)
            .user_loader(async |id: String| None::<User>.filter(|user| user.id == id))
            .allow_insecure_http()
            .flask_compat(flask())
    };
    assert!(builder().build().is_err());
    let named = builder()
        .session_cookie(named("login_session"))
        .remember_cookie(named("login_remember"));
    assert!(named.build().is_ok());
}

#[test]
fn flasks_cookies_are_checked_like_any() {
    let bad = FlaskCompat::until(DAY, SECRET).session_cookie(CookieConfig::new().path("app"));
    assert!(matches!(build(bad), Err(BuildError::CookiePath { .. })));
    let zero = FlaskCompat::until(DAY, SECRET).session_max_age(std::time::Duration::ZERO);
    is_refused(zero, "one second");
    let below = FlaskCompat::until(DAY, SECRET).session_cookie(CookieConfig::new().path("/app"));
    assert!(build(below.clone()).is_ok());
    is_refused(below.coexist(true), "SESSION_COOKIE_PATH");
}
