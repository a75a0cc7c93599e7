//! A login in two steps, as in the guide on login pages: between them nobody is logged in, and the
//! session, under a new id, holds the result of the first.

use actix_web::{HttpResponse, web};
use login::{AuthSession, Session};
use login_tests::{Browser, TestApp, Users};

use super::{REMEMBER, SESSION};

const PENDING: &str = "second factor";

fn pages(app: &mut web::ServiceConfig) {
    app.route("/password/{user}", web::post().to(password))
        .route("/code", web::post().to(code))
        .route("/renew", web::post().to(renew));
}

async fn password(session: Session, user: web::Path<String>) -> actix_web::Result<HttpResponse> {
    session.renew()?;
    session.insert(PENDING, user.into_inner())?;
    Ok(HttpResponse::Ok().finish())
}

async fn code(
    auth: AuthSession,
    session: Session,
    users: web::Data<Users>,
) -> actix_web::Result<HttpResponse> {
    let pending: Option<String> = session.get(PENDING)?;
    let Some(user) = pending.and_then(|id| users.get(&id)) else {
        return Ok(HttpResponse::Unauthorized().finish());
    };
    session.remove(PENDING)?;
    auth.login_user(&user).await?;
    Ok(HttpResponse::Ok().finish())
}

async fn renew(session: Session) -> actix_web::Result<&'static str> {
    session.renew()?;
    Ok("renewed")
}

async fn app() -> TestApp {
    TestApp::with_pages(|manager| manager, pages).await
}

async fn status(browser: &mut Browser, uri: &str) -> u16 {
    browser.post(uri).await.status.as_u16()
}

#[actix_web::test]
async fn f1_the_first_factor_is_out_of_reach_for_a_copy_of_the_visitors_cookie() {
    let app = app().await;
    let mut visitor = app.browser();
    visitor.post("/data/basket/pear").await;
    let mut copy = visitor.clone();
    assert_eq!(status(&mut visitor, "/password/1").await, 200);
    assert_eq!(visitor.get("/protected").await.status, 401);
    assert_eq!(status(&mut copy, "/code").await, 401);
    assert_eq!(status(&mut visitor, "/code").await, 200);
    assert_eq!(visitor.get("/protected").await.status, 200);
    assert_eq!(visitor.get("/data").await.text(), "basket=pear");
    assert_eq!(copy.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn l2_the_first_factor_leaves_the_remember_cookie() {
    let app = app().await;
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    let remembered = browser.jar[REMEMBER].clone();
    let answer = browser.post("/password/1").await;
    assert!(answer.set_cookie(REMEMBER).is_none());
    assert_eq!(status(&mut browser, "/code").await, 200);
    assert_eq!(browser.jar[REMEMBER], remembered);
    browser.close();
    assert_eq!(browser.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn whoever_did_not_get_the_response_of_the_login_can_log_in_again() {
    let app = app().await;
    let mut browser = app.browser();
    assert_eq!(status(&mut browser, "/password/1").await, 200);
    assert_eq!(status(&mut browser.clone(), "/code").await, 200);
    assert_eq!(status(&mut browser, "/code").await, 401);
    assert_eq!(status(&mut browser, "/password/1").await, 200);
    assert_eq!(status(&mut browser, "/code").await, 200);
    assert_eq!(browser.get("/protected").await.status, 200);
}

#[actix_web::test]
async fn f1_renewing_the_session_of_a_login_keeps_it_and_ends_the_old_cookie() {
    let app = app().await;
    let mut owner = app.browser();
    owner.post("/login?user=1").await;
    owner.post("/data/key/value").await;
    let mut copy = owner.clone();
    let before = owner.jar[SESSION].clone();
    assert_eq!(status(&mut owner, "/renew").await, 200);
    assert_ne!(owner.jar[SESSION], before);
    assert_eq!(owner.get("/protected").await.status, 200);
    assert_eq!(owner.get("/fresh").await.text(), "fresh 1");
    assert_eq!(owner.get("/data").await.text(), "key=value");
    assert_eq!(copy.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn c8_renewing_a_session_that_does_not_exist_sets_no_cookie() {
    let answer = app().await.browser().post("/renew").await;
    assert_eq!(answer.status, 200);
    assert!(answer.set_cookies().is_empty(), "{answer:?}");
}
