//! What is asked of every server.

use serde::Serialize;

/// One kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// A page for everybody, asked without a cookie.
    Public,
    /// The same, by somebody who is logged in.
    PublicWithCookie,
    /// A page behind a login.
    Guarded,
    /// The same, with eight cookies of others before the one that counts.
    GuardedForeign,
    /// A page that takes the user and a value of one kilobyte from the session.
    Typed,
    /// A page behind a fresh login.
    Fresh,
    /// A page behind a login, without one: 401.
    Denied,
    /// The same, answered by a redirect to the login page.
    Redirected,
    /// Logging in.
    Login,
    /// Logging out.
    Logout,
    /// A page behind a login, with a remember cookie and no session.
    Restored,
}

impl Scenario {
    /// In the order of the tables.
    pub const ALL: [Self; 11] = [
        Self::Public,
        Self::PublicWithCookie,
        Self::Guarded,
        Self::GuardedForeign,
        Self::Typed,
        Self::Fresh,
        Self::Denied,
        Self::Redirected,
        Self::Login,
        Self::Logout,
        Self::Restored,
    ];

    /// As tables and command lines call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::PublicWithCookie => "public, session cookie",
            Self::Guarded => "guarded",
            Self::GuardedForeign => "guarded, 8 foreign cookies",
            Self::Typed => "guarded, user and 1 KB of data",
            Self::Fresh => "guarded, fresh",
            Self::Denied => "denied: 401",
            Self::Redirected => "denied: redirect",
            Self::Login => "login",
            Self::Logout => "logout",
            Self::Restored => "remember cookie alone",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == name)
    }

    /// Where it goes.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Public | Self::PublicWithCookie => "/public",
            Self::Guarded | Self::GuardedForeign | Self::Restored => "/guarded",
            Self::Denied => "/denied",
            Self::Typed => "/typed",
            Self::Fresh => "/fresh",
            Self::Redirected => "/page",
            Self::Login => "/login",
            Self::Logout => "/logout",
        }
    }

    /// Whether it changes something.
    #[must_use]
    pub fn is_post(self) -> bool {
        matches!(self, Self::Login | Self::Logout)
    }

    /// Whether nothing else is asked between two of them.
    #[must_use]
    pub fn is_alone(self) -> bool {
        !matches!(self, Self::Login | Self::Logout | Self::Restored)
    }

    /// How it is answered.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Denied => 401,
            Self::Redirected => 302,
            _ => 200,
        }
    }
}
