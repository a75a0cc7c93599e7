//! Requests that come one after the other, and what they may carry into each other or into headers.

use actix_web::{HttpResponse, test::TestRequest, web};
use login::{AuthSession, Session};
use login_tests::{TestApp, percent_encoded};

/// One worker answers all of them, as those of one kept connection, and uses its contexts again.
#[actix_web::test]
async fn requests_on_one_connection_never_see_each_others_login() {
    let app = TestApp::new().await;
    let (mut ann, mut bob, mut nobody) = (app.browser(), app.browser(), app.browser());
    ann.post("/login?user=1&remember=true").await;
    bob.post("/login?user=2").await;
    for round in 0..50 {
        assert_eq!(ann.get("/who").await.text(), "1", "{round}");
        assert_eq!(nobody.get("/who").await.text(), "nobody", "{round}");
        assert_eq!(bob.get("/current").await.text(), "2", "{round}");
        let answer = nobody.get("/protected").await;
        assert_eq!(answer.status, 401, "{round}");
        assert!(answer.set_cookies().is_empty(), "{round}");
        if round % 10 == 9 {
            bob.post("/logout").await;
            assert_eq!(bob.get("/who").await.text(), "nobody", "{round}");
            bob.post("/login?user=2").await;
        }
    }
}

/// Says what came in the query, as an application does with a name.
async fn flash(session: Session, text: web::Path<String>) -> actix_web::Result<HttpResponse> {
    session.flash(text.as_str(), text.as_str())?;
    Ok(HttpResponse::Ok().finish())
}

async fn flashed(session: Session) -> String {
    let flashes = session.take_flashes();
    flashes.into_iter().map(|flash| flash.message).collect()
}

async fn refuse(auth: AuthSession) -> Result<&'static str, actix_web::Error> {
    Err(auth.unauthorized())
}

#[actix_web::test]
async fn n3_neither_a_message_nor_a_next_address_writes_a_header() {
    const INJECTED: &str = "a\r\nSet-Cookie: planted=1\r\n\r\n<script>";
    let app = TestApp::with_pages(
        |manager| manager.login_view("/login").login_message(INJECTED),
        |app| {
            app.route("/flash/{text}", web::post().to(flash))
                .route("/flashed", web::get().to(flashed))
                .route("/refuse/{text}", web::get().to(refuse));
        },
    )
    .await;
    let encoded = percent_encoded(INJECTED);
    let mut browser = app.browser();
    for answer in [
        browser.post(&format!("/flash/{encoded}")).await,
        browser.get(&format!("/refuse/{encoded}")).await,
        browser.get(&format!("/refuse/x?next={encoded}")).await,
        browser.get(&format!("/next?next=/{encoded}")).await,
    ] {
        assert!(
            !answer
                .set_cookies()
                .iter()
                .any(|cookie| cookie.name == "planted")
        );
        for (_, value) in &answer.headers {
            assert!(
                !value.as_bytes().iter().any(u8::is_ascii_control),
                "{value:?}"
            );
        }
    }
    let said = browser.get("/flashed").await.text().to_owned();
    assert!(said.starts_with(INJECTED), "{said:?}");
    let sent = TestRequest::get()
        .uri("/who")
        .insert_header(("x-other", "b"));
    assert_eq!(browser.send_request(sent).await.text(), "nobody");
}
