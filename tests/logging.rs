//! What is logged. In a process of its own: other tests' events would be in the log too.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use login_tests::{TestApp, User};

/// What was logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn p4_no_token_and_no_user_id_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let app = TestApp::new().await;
    app.users.put(User {
        id: "somebody".to_owned(),
        ..app.users.get("1").unwrap()
    });
    let mut browser = app.browser();
    browser.post("/login?user=somebody&remember=true").await;
    let mut secrets: Vec<String> = browser.jar.values().cloned().collect();
    secrets.push("somebody".to_owned());
    browser.close();
    browser.get("/fresh").await;
    secrets.extend(browser.jar.values().cloned());
    browser.post("/confirm").await;
    secrets.extend(browser.jar.values().cloned());
    browser.post("/logout").await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for event in [
        "user_logged_in",
        "user_loaded_from_cookie",
        "user_needs_refresh",
        "user_login_confirmed",
        "user_logged_out",
    ] {
        assert!(log.contains(event), "{event} is missing in:\n{log}");
    }
    for secret in secrets {
        assert!(!log.contains(&secret), "{secret} in:\n{log}");
    }
}
