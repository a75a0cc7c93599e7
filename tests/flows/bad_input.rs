//! Whatever an attacker sends as a cookie: nobody is logged in, nothing breaks.

use actix_web::{http::header::HeaderValue, test::TestRequest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use login::SecretKey;
use login_tests::{Browser, TestApp, Users};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{REMEMBER, SESSION};

async fn logged_in() -> (TestApp, Browser) {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    (app, browser)
}

async fn status_with(app: &TestApp, cookies: &[u8]) -> u16 {
    let cookies = HeaderValue::from_bytes(cookies).unwrap();
    let request = TestRequest::with_uri("/protected").insert_header(("cookie", cookies));
    app.send(request).await.status.as_u16()
}

#[actix_web::test]
async fn k1_no_changed_byte_and_no_cut_is_accepted() {
    let (app, browser) = logged_in().await;
    for name in [SESSION, REMEMBER] {
        let token = browser.jar[name].as_bytes();
        let as_cookie = |token: &[u8]| [name.as_bytes(), b"=", token].concat();
        assert_eq!(status_with(&app, &as_cookie(token)).await, 200);
        for at in 0..token.len() {
            assert_eq!(status_with(&app, &as_cookie(&token[..at])).await, 401);
            for bit in 0..7 {
                let mut changed = token.to_vec();
                changed[at] ^= 1 << bit;
                // What no header can hold never arrives; `;` ends the value.
                if HeaderValue::from_bytes(&changed).is_ok() {
                    let status = status_with(&app, &as_cookie(&changed)).await;
                    assert_eq!(status, 401, "byte {at} bit {bit}");
                }
            }
        }
    }
}

#[actix_web::test]
async fn k1_cookies_swapped_between_names_or_joined_are_refused() {
    let (app, browser) = logged_in().await;
    let (session, remember) = (&browser.jar[SESSION], &browser.jar[REMEMBER]);
    for cookies in [
        format!("{SESSION}={remember}"),
        format!("{REMEMBER}={session}"),
        format!("{SESSION}={remember}; {REMEMBER}={session}"),
        format!("{SESSION}={session}{remember}"),
        format!("{SESSION}={}{}", &session[..60], &remember[60..]),
    ] {
        assert_eq!(status_with(&app, cookies.as_bytes()).await, 401);
    }
}

#[actix_web::test]
async fn k4_two_applications_with_one_secret_refuse_each_others_cookies() {
    const SECRET: &str = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
    let named = async |name| {
        let (users, clock) = (Users::new(), login::testing::TestClock::new());
        let builder = TestApp::builder(SecretKey::new(SECRET).unwrap(), &users, &clock);
        let manager = builder.application_name(name).build().unwrap();
        TestApp::around(manager, users, clock, |_| {}).await
    };
    let (shop, shop_too, admin) = (
        named("shop").await,
        named("shop").await,
        named("admin").await,
    );
    let mut browser = shop.browser();
    browser.post("/login?user=1&remember=true").await;
    for cookies in browser
        .jar
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
    {
        assert_eq!(status_with(&shop, cookies.as_bytes()).await, 200);
        assert_eq!(status_with(&shop_too, cookies.as_bytes()).await, 200);
        assert_eq!(status_with(&admin, cookies.as_bytes()).await, 401);
    }
}

#[actix_web::test]
async fn k5_another_secret_refuses_all_cookies() {
    let (_, browser) = logged_in().await;
    let other = TestApp::new().await;
    let cookies = browser.cookie_header();
    assert_eq!(status_with(&other, cookies.as_bytes()).await, 401);
}

#[actix_web::test]
async fn d1_garbage_is_removed_and_never_an_error() {
    let app = TestApp::new().await;
    let huge = vec![b'A'; 64 * 1024];
    for bad in [
        &b""[..],
        b"=",
        b"garbage",
        b"\"quoted\"",
        b"\xff\xfe\x80",
        "é".as_bytes(),
        b"a b c",
        b"%00%0d%0a",
        &huge,
    ] {
        for name in [SESSION, REMEMBER] {
            let cookies = [name.as_bytes(), b"=", bad].concat();
            let cookies = HeaderValue::from_bytes(&cookies).unwrap();
            let request = TestRequest::with_uri("/protected").insert_header(("cookie", cookies));
            let answer = app.send(request).await;
            assert_eq!(answer.status, 401, "{name}");
            assert!(answer.set_cookie(name).unwrap().is_removal(), "{name}");
        }
    }
}

#[actix_web::test]
async fn d1_no_cookie_header_up_to_64_kib_breaks_anything() {
    let app = TestApp::new().await;
    let header = prop_oneof![
        prop::collection::vec(0x20_u8..=0xff, 0..2000),
        (0..65_536_usize, 0x20_u8..=0x7e).prop_map(|(length, byte)| vec![byte; length]),
        prop::collection::vec(
            prop_oneof![
                Just("__Host-session"),
                Just("__Host-remember_token"),
                Just("="),
                Just(";"),
                Just(" "),
                Just("\""),
                Just("A"),
                Just("é"),
                Just(","),
            ],
            0..40,
        )
        .prop_map(|pieces| pieces.concat().into_bytes()),
    ];
    let mut runner = TestRunner::default();
    for _ in 0..500 {
        let header = header.new_tree(&mut runner).unwrap().current();
        if HeaderValue::from_bytes(&header).is_ok() {
            assert_eq!(status_with(&app, &header).await, 401);
        }
    }
}

#[actix_web::test]
async fn d2_the_order_of_duplicate_cookies_decides_nothing() {
    let (app, browser) = logged_in().await;
    let mut other = app.browser();
    other.post("/login?user=2").await;
    let (mine, theirs) = (&browser.jar[SESSION], &other.jar[SESSION]);
    for (a, b, status) in [
        (mine.as_str(), "garbage", 200),
        (mine, mine, 200),
        (mine, theirs, 401),
        ("garbage", "rubbish", 401),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            let cookies = format!("{SESSION}={a}; {SESSION}={b}");
            assert_eq!(status_with(&app, cookies.as_bytes()).await, status);
        }
    }
}

#[actix_web::test]
async fn k7_a_respelled_token_is_refused() {
    let (app, browser) = logged_in().await;
    for name in [SESSION, REMEMBER] {
        let token = &browser.jar[name];
        for respelled in [
            format!("{token}="),
            format!("{token}=="),
            format!("\"{token}\""),
            token.replace('-', "+").replace('_', "/") + "=",
            format!("%41{}", &token[1..]),
        ] {
            let cookies = format!("{name}={respelled}");
            assert_eq!(
                status_with(&app, cookies.as_bytes()).await,
                401,
                "{respelled}"
            );
        }
    }
}

#[actix_web::test]
async fn t1_no_two_sessions_have_one_token() {
    let app = TestApp::new().await;
    let mut tokens = std::collections::HashSet::new();
    for _ in 0..1000 {
        let mut browser = app.browser();
        browser.post("/login?user=1&remember=true").await;
        assert!(tokens.insert(browser.jar[SESSION].clone()));
        assert!(tokens.insert(browser.jar[REMEMBER].clone()));
    }
    // At least a nonce, an id of 128 bits and a tag of 128 bits.
    assert!(tokens.iter().all(|token| token.len() * 6 >= 96 + 128 + 128));
}

#[actix_web::test]
async fn k6_nothing_in_a_cookie_says_how_it_is_to_be_read() {
    let (app, browser) = logged_in().await;
    for name in [SESSION, REMEMBER] {
        let token = URL_SAFE_NO_PAD.decode(&browser.jar[name]).unwrap();
        let status = async |bytes: &[u8]| {
            let cookie = format!("{name}={}", URL_SAFE_NO_PAD.encode(bytes));
            status_with(&app, cookie.as_bytes()).await
        };
        assert_eq!(status(&token).await, 200);
        // The version, and the id of the key.
        for at in 0..5 {
            for value in (0..=u8::MAX).filter(|value| *value != token[at]) {
                let mut changed = token.clone();
                changed[at] = value;
                assert_eq!(status(&changed).await, 401, "byte {at} as {value}");
            }
        }
    }
    let unsigned = "eyJhbGciOiJub25lIn0.eyJ1c2VyIjoiMSJ9.";
    let cookie = format!("{SESSION}={unsigned}");
    assert_eq!(status_with(&app, cookie.as_bytes()).await, 401);
}
