//! How long sessions, fresh logins and remembered logins last.

use std::time::Duration;

use crate::error::BuildError;

/// Browsers limit the lifetime of a cookie to 400 days (RFC 6265bis 5.5).
pub(crate) const LONGEST_COOKIE_LIFE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// The lifetimes, in whole seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    pub(crate) session_idle: Duration,
    /// `None` if not set. A permanent session may then last longer than the default.
    pub(crate) session_absolute: Option<Duration>,
    pub(crate) permanent_session: Duration,
    pub(crate) fresh: Duration,
    pub(crate) remember: Duration,
}

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            session_idle: Duration::from_secs(2 * HOUR),
            session_absolute: None,
            permanent_session: Duration::from_secs(31 * DAY),
            fresh: Duration::from_secs(3 * HOUR),
            remember: Duration::from_secs(365 * DAY),
        }
    }
}

impl Lifetimes {
    /// Returns how long a session lasts at most.
    pub(crate) fn absolute(&self, is_permanent: bool) -> Duration {
        const DEFAULT: Duration = Duration::from_secs(30 * DAY);
        match self.session_absolute {
            Some(absolute) => absolute,
            None if is_permanent => DEFAULT.max(self.permanent_session),
            None => DEFAULT,
        }
    }

    pub(crate) fn longest_session(&self) -> Duration {
        self.absolute(true)
    }

    pub(crate) fn check(&self) -> Result<(), BuildError> {
        for (setting, duration) in [
            ("session_idle_timeout", self.session_idle),
            ("session_absolute_timeout", self.absolute(false)),
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
