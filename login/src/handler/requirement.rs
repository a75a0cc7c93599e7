//! What a guard asks for, and what it answers in place of what the manager says.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse};

use crate::{policy, response::Overrides};

/// What a guard asks for, and what it answers in place of what the manager says.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Requirement {
    pub(super) level: policy::Requirement,
    pub(super) within: Option<Duration>,
    /// Whether the manager's age holds beside `within`.
    pub(super) usual_age_too: bool,
    pub(super) overrides: Overrides,
}

impl Requirement {
    /// Somebody is logged in.
    pub const LOGIN: Self = Self::of(policy::Requirement::Login);

    /// Somebody logged in a short while ago, by password or the like.
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

    /// How many seconds a login counts as fresh.
    pub const fn within(mut self, seconds: u64) -> Self {
        self.within = Some(Duration::from_secs(seconds));
        self
    }

    /// The same, and no longer than the manager says either.
    pub const fn within_usual_and(mut self, seconds: u64) -> Self {
        self.usual_age_too = true;
        self.within(seconds)
    }

    /// Where requests without a login are sent.
    pub const fn login_view(mut self, view: &'static str) -> Self {
        self.overrides.login_view = Some(view);
        self
    }

    /// Where requests are sent whose login is not fresh.
    pub const fn refresh_view(mut self, view: &'static str) -> Self {
        self.overrides.refresh_view = Some(view);
        self
    }

    /// What requests without a login are answered.
    pub const fn unauthorized(mut self, handler: fn(&HttpRequest) -> HttpResponse) -> Self {
        self.overrides.unauthorized = Some(handler);
        self
    }
}
