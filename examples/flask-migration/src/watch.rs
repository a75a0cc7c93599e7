//! Counts how many logins have come from Flask since the start.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use login::{Event, FlaskCookie};

#[derive(Debug, Default)]
pub(crate) struct Moved {
    by_session: AtomicU64,
    by_remember: AtomicU64,
}

impl Moved {
    pub(crate) fn count(&self, event: &Event<'_>) {
        if let Event::FlaskLoginImported { cookie, .. } = event {
            let counter = match cookie {
                FlaskCookie::Session => &self.by_session,
                FlaskCookie::Remember => &self.by_remember,
            };
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [sessions, remembered] =
            [&self.by_session, &self.by_remember].map(|counter| counter.load(Ordering::Relaxed));
        write!(
            f,
            "from sessions {sessions}, from remember cookies {remembered}"
        )
    }
}
