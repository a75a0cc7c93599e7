//! The application's own values in the session.

use actix_web::{Responder, web};
use login::{AuthSession, LoginError, Session, SessionError};
use login_tests::{Log, TestApp, User, is_stored, percent_encoded};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::SESSION;

#[actix_web::test]
async fn values_follow_the_browser_and_nobody_else() {
    let app = TestApp::new().await;
    let (mut mine, mut theirs) = (app.browser(), app.browser());
    mine.post("/data/colour/red").await;
    mine.post("/data/shape/round").await;
    mine.post("/data/colour/blue").await;
    assert_eq!(mine.get("/data").await.text(), "colour=blue shape=round");
    assert_eq!(theirs.get("/data").await.text(), "");
}

#[actix_web::test]
async fn writing_what_is_there_already_sets_no_cookie() {
    let app = TestApp::new().await;
    let mut browser = app.browser();
    browser.post("/data/colour/red").await;
    let answer = browser.post("/data/colour/red").await;
    assert!(answer.set_cookies().is_empty());
}

async fn every_operation(session: Session) -> actix_web::Result<impl Responder> {
    session.insert("number", 7)?;
    session.insert("list", vec!["a", "b"])?;
    session.insert("gone", true)?;
    assert_eq!(session.get::<u8>("number")?, Some(7));
    assert_eq!(session.get::<Vec<String>>("list")?.unwrap(), ["a", "b"]);
    assert_eq!(session.get::<u8>("nothing")?, None);
    let wrong = session.get::<bool>("number");
    assert!(matches!(wrong, Err(SessionError::Type { key, .. }) if key == "number"));
    assert!(session.remove("gone")? && !session.remove("gone")?);
    let unwritable = std::collections::HashMap::from([(vec![1], 1)]);
    let unwritable = session.insert("map", unwritable);
    assert!(matches!(unwritable, Err(SessionError::Serialize { .. })));
    assert_eq!(session.keys(), ["list", "number"]);
    session.clear()?;
    assert_eq!(session.keys(), Vec::<String>::new());
    Ok("done")
}

/// Grows the session until it refuses, and answers the error and what is left.
async fn grow(session: Session) -> actix_web::Result<impl Responder> {
    let room = if is_stored() { 32 * 1024 } else { 4000 };
    session.insert("first", "x".repeat(room - 3000))?;
    let Err(SessionError::TooLarge { bytes, limit }) = session.insert("second", "x".repeat(3000))
    else {
        return Ok("no error".to_owned());
    };
    assert_eq!(session.keys(), ["first"]);
    let overwritten = session.insert("first", "x".repeat(room));
    assert!(overwritten.is_err());
    assert_eq!(session.get::<String>("first")?.unwrap().len(), room - 3000);
    Ok(format!("{} {limit}", bytes > limit))
}

async fn app() -> TestApp {
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/every", web::get().to(every_operation))
            .route("/grow", web::get().to(grow));
    };
    TestApp::with_pages(|manager| manager, pages).await
}

#[actix_web::test]
async fn every_operation_does_what_it_says() {
    let app = app().await;
    let mut browser = app.browser();
    assert_eq!(browser.get("/every").await.text(), "done");
    assert!(browser.jar.is_empty());
}

#[actix_web::test]
async fn d3_a_session_that_outgrows_the_cookie_is_an_error_and_keeps_what_it_had() {
    let app = app().await;
    let mut browser = app.browser();
    let answer = browser.get("/grow").await;
    let limit = if is_stored() {
        32 * 1024
    } else {
        4096 - SESSION.len()
    };
    assert_eq!(answer.text(), format!("true {limit}"));
    let value = &browser.jar[SESSION];
    assert!(value.len() <= limit);
    // An error that the handler passes on is a 500 that says nothing.
    let long = "x".repeat(4000);
    let answer = browser.post(&format!("/data/second/{long}")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text()),
        (500, "Internal Server Error")
    );
    assert!(answer.set_cookies().is_empty());
}

#[actix_web::test]
async fn c6_no_session_cookie_is_ever_longer_than_browsers_keep() {
    let app = TestApp::new().await;
    for length in 2700..3100 {
        let mut browser = app.browser();
        let value = "x".repeat(length);
        let answer = browser.post(&format!("/data/k/{value}")).await;
        match browser.jar.get(SESSION) {
            Some(cookie) => assert!(SESSION.len() + cookie.len() <= 4096),
            None => assert_eq!(answer.status, 500),
        }
    }
}

#[actix_web::test]
async fn any_text_comes_back_as_it_was() {
    let app = TestApp::new().await;
    let mut runner = TestRunner::default();
    for _ in 0..200 {
        let text = "[^/?#%\\p{Cc}]{1,60}"
            .new_tree(&mut runner)
            .unwrap()
            .current();
        let encoded = percent_encoded(&text);
        let mut browser = app.browser();
        browser.post(&format!("/data/k/{encoded}")).await;
        assert_eq!(browser.get("/data").await.text(), format!("k={text}"));
    }
}

/// Logs in and keeps a value, with one kind of error.
async fn log_in_and_keep(
    auth: AuthSession,
    session: Session,
    user: web::Data<login_tests::Users>,
) -> Result<&'static str, LoginError> {
    let user: User = user.get("1").ok_or(LoginError::NotLoggedIn)?;
    auth.login_user(&user).await?;
    session.flash("Welcome!", "message")?;
    let unwritable = std::collections::HashMap::from([(vec![1], "a secret")]);
    session.insert("map", unwritable)?;
    Ok("ok")
}

#[actix_web::test]
async fn a_login_and_a_value_share_one_kind_of_error() {
    let app = TestApp::with_pages(
        |manager| manager,
        |app| {
            app.route("/both", web::post().to(log_in_and_keep));
        },
    )
    .await;
    let (log, _here) = Log::here(tracing::Level::ERROR);
    let answer = app.browser().post("/both").await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.text(), "Internal Server Error");
    let why = "the session value `map` cannot be written as JSON";
    assert_eq!(log.says(why), 1, "{}", log.text());
    assert!(!log.text().contains("a secret"));
}
