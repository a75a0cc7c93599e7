//! What a guard requires, and the settings with which it replaces the manager's.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse};

use crate::{policy, response::Overrides};

/// What a guard requires, and the settings with which it replaces the manager's.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Requirement {
    pub(super) level: policy::Requirement,
    pub(super) within: Option<Duration>,
    /// Whether the manager's maximum age applies in addition to `within`.
    pub(super) usual_age_too: bool,
    pub(super) overrides: Overrides,
}

impl Requirement {
    /// Requires a user who is logged in.
    pub const LOGIN: Self = Self::of(policy::Requirement::Login);

    /// Requires a user who has logged in recently, by password or similar.
    pub const FRESH_LOGIN: Self = Self::of(policy::Requirement::FreshLogin);

    const fn of(level: policy::Requirement) -> Self {
        Self {
            level,
            within: None,
            usual_age_too: false,
            overrides: Overrides {
                login_view: None,
                refresh_view: None,
                unauthorized: None,
                for_programs: false,
            },
        }
    }

    /// Sets for how many seconds a login counts as fresh.
    pub const fn within(mut self, seconds: u64) -> Self {
        self.within = Some(Duration::from_secs(seconds));
        self
    }

    /// Does the same as [`within`](Self::within), but the manager's limit applies too.
    pub const fn within_usual_and(mut self, seconds: u64) -> Self {
        self.usual_age_too = true;
        self.within(seconds)
    }

    /// Sets the view to which requests without a login are redirected.
    pub const fn login_view(mut self, view: &'static str) -> Self {
        self.overrides.login_view = Some(view);
        self
    }

    /// Sets the view to which requests without a fresh login are redirected.
    pub const fn refresh_view(mut self, view: &'static str) -> Self {
        self.overrides.refresh_view = Some(view);
        self
    }

    /// Sets the function that responds to requests without a login.
    pub const fn unauthorized(mut self, handler: fn(&HttpRequest) -> HttpResponse) -> Self {
        self.overrides.unauthorized = Some(handler);
        self
    }
}
