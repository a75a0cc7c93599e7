//! The kinds of requests that are sent to every server.

use serde::Serialize;

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// A public page, requested without a cookie.
    Public,
    /// A public page, requested with a session cookie.
    PublicWithCookie,
    /// A page that requires a login.
    Guarded,
    /// A page that requires a login, with eight cookies of other sites before the session cookie.
    GuardedForeign,
    /// A page that reads the user, and a value of one kilobyte from the session.
    Typed,
    /// A page that requires a fresh login.
    Fresh,
    /// A page that requires a login, requested without one: 401.
    Denied,
    /// A page that requires a login, which redirects to the login page.
    Redirected,
    /// A login.
    Login,
    /// A logout.
    Logout,
    /// A page that requires a login, with a remember cookie and without a session.
    Restored,
}

impl Scenario {
    /// All kinds, in the order of the tables.
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

    /// Returns the name in tables and on command lines.
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

    /// Returns the kind with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == name)
    }

    /// Returns the path of the request.
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

    /// Returns whether the request changes state.
    #[must_use]
    pub fn is_post(self) -> bool {
        matches!(self, Self::Login | Self::Logout)
    }

    /// Returns whether no other request is sent between two of these.
    #[must_use]
    pub fn is_alone(self) -> bool {
        !matches!(self, Self::Login | Self::Logout | Self::Restored)
    }

    /// Returns the expected status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Denied => 401,
            Self::Redirected => 302,
            _ => 200,
        }
    }
}
