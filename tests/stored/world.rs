//! Everything that several processes of one application share.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::{http::Method, rt::spawn};
use login::{LoginManagerBuilder, SecretKey, testing::TestClock};
use login_tests::{Answer, Browser, PATIENCE, TestApp, Users};

use super::{HOUR, REMEMBER, pages::pages, probe::Probe};

/// Users, a clock, a secret, a store, and what was told to listeners.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) users: Users,
    pub(crate) clock: TestClock,
    pub(crate) store: Probe,
    events: Arc<Mutex<Vec<String>>>,
    now: Arc<AtomicU64>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            users: Users::new(),
            clock: TestClock::new(),
            store: Probe::default(),
            events: Arc::default(),
            // Where a `TestClock` begins.
            now: Arc::new(AtomicU64::new(1_700_000_000)),
        }
    }

    /// A process of the application.
    pub(crate) async fn app(&self) -> TestApp {
        self.app_with(|builder| builder).await
    }

    /// A process with other settings.
    pub(crate) async fn app_with(
        &self,
        settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
    ) -> TestApp {
        let store = self.store.clone();
        store.connect().await;
        self.any_app(|builder| {
            settings(builder.session_store(store).session_store_timeout(PATIENCE))
        })
        .await
    }

    /// A process from before there was a store.
    pub(crate) async fn sealed_app(&self) -> TestApp {
        self.any_app(|builder| builder).await
    }

    pub(crate) async fn any_app(
        &self,
        settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
    ) -> TestApp {
        self.any_app_under("6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61", settings)
            .await
    }

    /// A process with another secret.
    pub(crate) async fn any_app_under(
        &self,
        secret: &str,
        settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder,
    ) -> TestApp {
        let secret = SecretKey::new(secret).unwrap();
        let events = Arc::clone(&self.events);
        let builder = TestApp::sealed(secret, &self.users, &self.clock);
        let builder = settings(builder).on_event(move |event, _| {
            let name = event.name();
            if !matches!(name, "user_accessed" | "user_unauthorized") {
                events.lock().unwrap().push(name.to_owned());
            }
        });
        let manager = builder.build().unwrap();
        TestApp::around(manager, self.users.clone(), self.clock.clone(), pages).await
    }

    /// What listeners were told since the last time this was asked.
    pub(crate) fn take_events(&self) -> Vec<String> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }

    /// Moves the clock of all processes.
    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    /// How many sessions and remembered logins of a user the store has.
    pub(crate) async fn kept(&self, user: &str) -> (usize, usize) {
        let entries = self.store.of(user, self.now()).await;
        let sessions = entries.iter().filter(|entry| entry.kind.number() == 1);
        let sessions = sessions.count();
        (sessions, entries.len() - sessions)
    }
}

/// A browser that is logged in.
pub(crate) async fn logged_in(app: &TestApp, user: &str) -> Browser {
    let mut browser = app.browser();
    let answer = browser.post(&format!("/login?user={user}")).await;
    assert_eq!(answer.text(), "True");
    browser
}

/// A browser that is logged in and remembered.
pub(crate) async fn remembered(app: &TestApp, user: &str) -> Browser {
    logged_in(app, &format!("{user}&remember=true")).await
}

/// The same cookies, sent to another process.
pub(crate) fn at(app: &TestApp, browser: &Browser) -> Browser {
    let mut moved = app.browser();
    moved.jar.clone_from(&browser.jar);
    moved
}

/// A browser with these cookies of another alone.
pub(crate) fn with_only(browser: &Browser, name: &str) -> Browser {
    let mut only = browser.clone();
    only.jar.retain(|cookie, _| cookie == name);
    only
}

pub(crate) async fn status(browser: &mut Browser, uri: &str) -> u16 {
    browser.get(uri).await.status.as_u16()
}

/// Sends the same request from all of them, side by side.
pub(crate) async fn all_at_once(
    browsers: impl IntoIterator<Item = Browser>,
    method: Method,
    uri: &str,
) -> Vec<(Browser, Answer)> {
    let tasks: Vec<_> = browsers
        .into_iter()
        .map(|mut browser| {
            let (method, uri) = (method.clone(), uri.to_owned());
            spawn(async move {
                let answer = browser.send(method, &uri).await;
                (browser, answer)
            })
        })
        .collect();
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.unwrap());
    }
    done
}

/// Three devices: a session, a remembered session, and a remember cookie alone.
pub(crate) async fn three(world: &World, app: &TestApp) -> [Browser; 3] {
    let alone = with_only(&remembered(app, "1").await, REMEMBER);
    world.wait(2 * HOUR);
    [logged_in(app, "1").await, remembered(app, "1").await, alone]
}
