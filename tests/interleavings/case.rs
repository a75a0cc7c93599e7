//! Copies of one browser that ask at the same time, and how that ended.

use std::time::Duration;

use login::{LoginManagerBuilder, SecretKey, store::WhenFull, testing::TestClock};
use login_tests::{Answer, Browser, PATIENCE, TestApp, Users};

use super::{actors::race, pages::pages, search::Search, turns::Turns};

const HOUR: u64 = 60 * 60;

/// What the browser has at the beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start {
    /// A session with a login.
    Session,
    /// The same, which is remembered.
    Remembered,
    /// The remember cookie of a browser that was closed.
    RememberCookie,
    /// A session with a login in the cookie, from before there was a store.
    Sealed,
    /// The same, which is remembered.
    SealedRemembered,
    /// A session in a cookie of which the copies have another, which an older secret has sealed.
    SealedTwice,
    /// The remember cookie alone, of which the copies have the session as well.
    RememberedAlone,
    /// Nothing, and copies as in [`Start::Remembered`].
    Elsewhere,
    /// Another login of the same user, and copies as in [`Start::Sealed`].
    SealedElsewhere,
    /// The same, and copies as in [`Start::Session`].
    SessionElsewhere,
    /// The same, and of the copies, which are as in [`Start::SealedRemembered`], the remember cookie.
    SealedRememberElsewhere,
    /// A session in which nobody is logged in.
    Visitor,
}

/// What happens, and how much of it at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    pub(crate) start: Start,
    /// Where each copy posts to.
    pub(crate) requests: &'a [&'a str],
    /// How often one that could go on waits for another instead.
    pub(crate) switches: usize,
    /// How many operations fail or lose their answers.
    pub(crate) failures: usize,
    /// How many browsers go away before they are answered.
    pub(crate) departures: usize,
    /// How many sessions of one user there may be.
    pub(crate) most_sessions: u32,
    /// Who goes first, and for how many operations; from there on it is searched.
    pub(crate) opening: &'a [(usize, usize)],
}

pub(crate) const PLAIN: Case<'_> = Case {
    start: Start::Session,
    requests: &[],
    switches: 2,
    failures: 0,
    departures: 0,
    most_sessions: 100,
    opening: &[],
};

/// How one run of it ended.
pub(crate) struct Outcome {
    /// The browser as it was before, and its copies.
    pub(crate) starts: [Browser; 2],
    /// Of each request.
    pub(crate) ends: Vec<End>,
    /// The requests in the order in which they were answered.
    pub(crate) order: Vec<usize>,
    pub(crate) has_failed: bool,
    /// A browser went away while the login of it got another session and another remember cookie: of
    /// what it did not come to, nobody has a cookie.
    pub(crate) is_left_behind: bool,
    pub(crate) store: Turns,
    pub(crate) clock: TestClock,
}

pub(crate) struct End {
    /// Nothing if the browser has gone away.
    pub(crate) answer: Option<Answer>,
    /// With the cookies of the answer.
    pub(crate) browser: Browser,
}

impl End {
    pub(crate) fn status(&self) -> Option<u16> {
        self.answer.as_ref().map(|answer| answer.status.as_u16())
    }
}

/// What the runs of a case share. The application is in several processes, of which one has the store.
pub(crate) struct Scene {
    pub(crate) app: TestApp,
    /// From before the store.
    before: TestApp,
    /// From before the secret that is in use.
    first: TestApp,
    pub(crate) store: Turns,
}

impl Scene {
    async fn new(case: Case<'_>) -> Self {
        let (users, clock, store) = (Users::new(), TestClock::new(), Turns::default());
        let secret = || SecretKey::new("c7d2911f0a5e4b83966d20e8f4b71a35d80e6c92").unwrap();
        let old = || SecretKey::new("6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61").unwrap();
        let older = || matches!(case.start, Start::SealedTwice).then(old);
        let with =
            |secret, older| TestApp::sealed(secret, &users, &clock).secret_key_fallbacks(older);
        let stored = with(secret(), older())
            .session_store(store.clone())
            .session_store_timeout(PATIENCE)
            .concurrent_sessions(case.most_sessions, WhenFull::EvictOldest);
        let around = async |builder: LoginManagerBuilder| {
            let manager = builder.build().unwrap();
            TestApp::around(manager, users.clone(), clock.clone(), pages).await
        };
        Self {
            app: around(stored).await,
            before: around(with(secret(), older())).await,
            first: around(with(old(), None)).await,
            store,
        }
    }

    async fn begin(&self, start: Start) -> [Browser; 2] {
        self.store.clear();
        let (app, page) = match start {
            Start::Session | Start::SessionElsewhere => (&self.app, "/login?user=1"),
            Start::Remembered
            | Start::RememberCookie
            | Start::RememberedAlone
            | Start::Elsewhere => (&self.app, "/login?user=1&remember=true"),
            Start::Sealed | Start::SealedElsewhere => (&self.before, "/login?user=1"),
            Start::SealedTwice => (&self.first, "/login?user=1"),
            Start::SealedRemembered | Start::SealedRememberElsewhere => {
                (&self.before, "/login?user=1&remember=true")
            }
            Start::Visitor => (&self.app, "/data/key/value"),
        };
        let mut first = app.browser();
        assert_eq!(first.post(page).await.status, 200);
        if let Start::RememberCookie = start {
            first.post("/data/key/value").await;
            first.close();
            // Past the time for which the session would be taken for one that has just arrived.
            self.app.clock.advance(Duration::from_secs(HOUR));
        }
        let at = |app: &TestApp, browser: &Browser| {
            let mut moved = app.browser();
            moved.jar.clone_from(&browser.jar);
            moved
        };
        let mut copy = at(&self.app, &first);
        if let Start::SealedRememberElsewhere = start {
            copy.close();
        }
        if let Start::RememberedAlone = start {
            first.close();
        }
        if let Start::Elsewhere = start {
            first = self.app.browser();
        }
        if let Start::SealedElsewhere | Start::SessionElsewhere | Start::SealedRememberElsewhere =
            start
        {
            first = self.app.browser();
            first.post("/login?user=1").await;
        }
        if let Start::SealedTwice = start {
            first = at(&self.before, &first);
            first.get("/protected").await;
            assert_ne!(first.jar, copy.jar);
        }
        [at(&self.app, &first), copy]
    }
}

/// Whether these cookies let somebody in.
pub(crate) async fn is_in(browser: &Browser) -> bool {
    browser.clone().get("/protected").await.status == 200
}

/// Runs a case in every order, and tells of those in which `check` finds something.
///
/// # Panics
///
/// If there is one.
pub(crate) async fn in_every_order(
    case: Case<'_>,
    check: impl AsyncFn(&Outcome) -> Result<(), String>,
) {
    let scene = Scene::new(case).await;
    let (mut search, mut runs, mut found) = (Search::default(), 0, Vec::new());
    loop {
        let starts = scene.begin(case.start).await;
        let (outcome, story) = race(case, &scene, starts, &mut search).await;
        runs += 1;
        if let Err(problem) = check(&outcome).await {
            found.push(format!("{problem}:{story}"));
        }
        if !search.next() {
            break;
        }
    }
    if let Some(first) = found.first() {
        panic!(
            "{} of {runs} orders of {case:?}, first {first}",
            found.len()
        );
    }
}
