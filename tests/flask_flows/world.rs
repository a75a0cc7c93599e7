//! An application that takes over Flask's logins, and what it was told.

use std::sync::{Arc, Mutex};

use login::{Event, FlaskCompat, LoginManagerBuilder};
use login_tests::{Answer, Browser, TestApp};

use super::{
    FLASK_REMEMBER, FLASK_SESSION,
    signed::{SECRET, START, remember, session},
};

/// Half a year after the clock begins.
pub(crate) const DAY: &str = "2024-05-12";

pub(crate) fn compat() -> FlaskCompat {
    FlaskCompat::until(DAY, SECRET)
}

pub(crate) async fn upgrading() -> TestApp {
    with(compat()).await
}

pub(crate) async fn coexisting() -> TestApp {
    with(compat().coexist(true)).await
}

pub(crate) async fn with(flask: FlaskCompat) -> TestApp {
    TestApp::with(|builder| builder.flask_compat(flask)).await
}

/// What listeners are told, as text.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Vec<String>>>);

impl Told {
    pub(crate) fn listen(&self, builder: LoginManagerBuilder) -> LoginManagerBuilder {
        let told = self.clone();
        builder.on_event(move |event, _| {
            let more = match event {
                Event::UserAccessed => return,
                Event::FlaskLoginImported { user, cookie, .. } => {
                    format!(" of {} by {cookie:?}", user.get_id())
                }
                _ => String::new(),
            };
            let mut told = told.0.lock().unwrap();
            told.push(format!("{}{more}", event.name()));
        })
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A browser that comes from Flask, logged in there as this user.
pub(crate) fn from_flask(app: &TestApp, user_id: &str) -> Browser {
    browser(app, &[(FLASK_SESSION, session(user_id, START))])
}

/// The same, remembered.
pub(crate) fn remembered_at_flask(app: &TestApp, user_id: &str) -> Browser {
    let mut browser = from_flask(app, user_id);
    put(&mut browser, FLASK_REMEMBER, remember(user_id));
    browser
}

pub(crate) fn browser(app: &TestApp, cookies: &[(&str, String)]) -> Browser {
    let mut browser = app.browser();
    for (name, value) in cookies {
        put(&mut browser, name, value.clone());
    }
    browser
}

pub(crate) fn put(browser: &mut Browser, name: &str, value: String) {
    browser.jar.insert(name.to_owned(), value);
}

/// The names in the jar.
pub(crate) fn names(browser: &Browser) -> Vec<&str> {
    browser.jar.keys().map(String::as_str).collect()
}

/// Who the visitor is, for this application.
pub(crate) async fn who(browser: &mut Browser) -> String {
    browser.get("/who").await.text().to_owned()
}

#[track_caller]
pub(crate) fn changes_nothing(answer: &Answer) {
    assert!(
        answer.set_cookies().is_empty(),
        "{:?}",
        answer.set_cookies()
    );
}
