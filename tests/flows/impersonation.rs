//! A user who acts as another, as in the guide on impersonation: user 1 is the support staff.

use actix_web::{HttpResponse, web};
use login::{AuthSession, CurrentUser, Session, fresh_login_required, login_required};
use login_tests::{Browser, TestApp, User, Users};

use super::{REMEMBER, SESSION};

const IMPERSONATOR: &str = "impersonator";

fn pages(app: &mut web::ServiceConfig) {
    app.route("/impersonate/{user}", web::post().to(impersonate))
        .route("/stop", web::post().to(stop));
}

#[fresh_login_required(test = |user: &User| user.id == "1")]
async fn impersonate(
    auth: AuthSession,
    session: Session,
    support: CurrentUser<User>,
    users: web::Data<Users>,
    user: web::Path<String>,
) -> actix_web::Result<HttpResponse> {
    let user = users.get(&user).ok_or_else(|| auth.forbidden())?;
    auth.login_user(&user).fresh(false).await?;
    session.insert(IMPERSONATOR, &support.id)?;
    Ok(HttpResponse::Ok().finish())
}

#[login_required]
async fn stop(
    auth: AuthSession,
    session: Session,
    users: web::Data<Users>,
) -> actix_web::Result<HttpResponse> {
    let behind: Option<String> = session.get(IMPERSONATOR)?;
    let behind = behind.ok_or_else(|| auth.forbidden())?;
    match users.get(&behind).filter(|support| support.active) {
        Some(support) => auth.login_user(&support).fresh(false).await?,
        None => auth.logout_user().await?,
    }
    Ok(HttpResponse::Ok().finish())
}

async fn app() -> TestApp {
    TestApp::with_pages(|manager| manager, pages).await
}

async fn status(browser: &mut Browser, uri: &str) -> u16 {
    browser.post(uri).await.status.as_u16()
}

async fn support(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    browser.post("/login?user=1&remember=true").await;
    browser
}

#[actix_web::test]
async fn the_support_staff_is_the_user_but_not_fresh_and_comes_back() {
    let app = app().await;
    let mut browser = support(&app).await;
    browser.post("/data/note/private").await;
    assert_eq!(status(&mut browser, "/impersonate/2").await, 200);
    assert_eq!(browser.get("/who").await.text(), "2");
    assert_eq!(browser.get("/data").await.text(), "impersonator=1");
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert_eq!(status(&mut browser, "/stop").await, 200);
    assert_eq!(browser.get("/who").await.text(), "1");
    assert_eq!(browser.get("/data").await.text(), "");
    assert_eq!(browser.get("/fresh").await.status, 401);
    assert_eq!(status(&mut browser, "/stop").await, 403);
}

#[actix_web::test]
async fn f1_both_ways_end_copies_of_the_cookies_of_before() {
    let app = app().await;
    let mut browser = support(&app).await;
    let mut session = browser.clone();
    let mut remembered = browser.clone();
    session.jar.remove(REMEMBER);
    remembered.jar.remove(SESSION);
    assert_eq!(status(&mut browser, "/impersonate/2").await, 200);
    assert_eq!(session.get("/protected").await.status, 401);
    assert_eq!(remembered.get("/protected").await.status, 401);
    let mut impersonation = browser.clone();
    assert_eq!(status(&mut browser, "/stop").await, 200);
    assert_eq!(impersonation.get("/protected").await.status, 401);
}

#[actix_web::test]
async fn after_the_browser_is_closed_neither_is_logged_in() {
    let app = app().await;
    let mut browser = support(&app).await;
    assert_eq!(status(&mut browser, "/impersonate/2").await, 200);
    browser.close();
    assert_eq!(browser.get("/who").await.text(), "nobody");
}

#[actix_web::test]
async fn only_fresh_support_staff_may_begin() {
    let app = app().await;
    let mut user = app.browser();
    user.post("/login?user=2").await;
    assert_eq!(status(&mut user, "/impersonate/1").await, 403);
    let mut returning = support(&app).await;
    returning.close();
    assert_eq!(status(&mut returning, "/impersonate/2").await, 401);
    assert_eq!(returning.get("/who").await.text(), "1");
}

#[actix_web::test]
async fn the_way_back_is_closed_to_an_account_that_was_disabled() {
    let app = app().await;
    let mut browser = support(&app).await;
    assert_eq!(status(&mut browser, "/impersonate/2").await, 200);
    app.users.change("1", |user| user.active = false);
    assert_eq!(status(&mut browser, "/stop").await, 200);
    assert_eq!(browser.get("/who").await.text(), "nobody");
}
