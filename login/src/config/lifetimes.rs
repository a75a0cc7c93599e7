//! How long everything lasts.

use std::time::Duration;

use crate::error::BuildError;

/// Browsers cap the life of a cookie at 400 days (RFC 6265bis 5.5).
pub(crate) const LONGEST_COOKIE_LIFE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// How long logins last, in whole seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    pub(crate) session_idle: Duration,
    pub(crate) session_absolute: Duration,
    pub(crate) permanent_session: Duration,
    pub(crate) fresh: Duration,
    pub(crate) remember: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const HOUR: u64 = 60 * 60;
        const DAY: u64 = 24 * HOUR;
        Self {
            session_idle: Duration::from_secs(2 * HOUR),
            session_absolute: Duration::from_secs(30 * DAY),
            permanent_session: Duration::from_secs(31 * DAY),
            fresh: Duration::from_secs(3 * HOUR),
            remember: Duration::from_secs(365 * DAY),
        }
    }
}

impl Lifetimes {
    pub(crate) fn longest_session(&self) -> Duration {
        self.session_absolute.max(self.permanent_session)
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        for (setting, duration) in [
            ("session_idle_timeout", self.session_idle),
            ("session_absolute_timeout", self.session_absolute),
            ("permanent_session_lifetime", self.permanent_session),
            ("fresh_login_lifetime", self.fresh),
            ("remember_cookie_duration", self.remember),
        ] {
            if duration.as_secs() == 0 {
                return Err(BuildError::ZeroDuration { setting });
            }
        }
        Ok(())
    }
}
