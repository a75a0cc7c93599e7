//! What happens to logins, told to whoever wants to know (Flask-Login's signals).

use std::{any::Any, borrow::Cow, fmt, net::IpAddr};

use actix_web::HttpRequest;

#[cfg(feature = "flask-compat")]
use crate::flask::FlaskCookie;
#[cfg(feature = "metrics")]
use crate::measure;
use crate::user::AnyUser;

/// Something that happened to a login: Flask-Login's nine signals, and more.
///
/// Given to [`on_event`](crate::LoginManagerBuilder::on_event), and logged through `tracing`
/// by its name (ASVS 16.3.1). No event says a cookie's value; what a user's id may be used
/// for is yours to decide.
/// Its `Debug` output is its name: what else it knows is personal, or was typed by anybody.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The current user is about to be loaded, for the first time in the request.
    UserAccessed,
    /// [`login_user`](crate::AuthSession::login_user) logged a user in.
    UserLoggedIn(EventUser<'a>),
    /// [`logout_user`](crate::AuthSession::logout_user) was called, by this user or by
    /// nobody.
    UserLoggedOut(Option<EventUser<'a>>),
    /// The remember cookie logged a user in.
    UserLoadedFromCookie(EventUser<'a>),
    /// The request loader knew the user.
    UserLoadedFromRequest(EventUser<'a>),
    /// [`confirm_login`](crate::AuthSession::confirm_login) made a login fresh.
    UserLoginConfirmed(EventUser<'a>),
    /// A request was refused for want of a login.
    UserUnauthorized,
    /// A request was refused for want of a fresh login, to this user; to nobody only if the
    /// application has called [`needs_refresh`](crate::AuthSession::needs_refresh) for an
    /// anonymous visitor.
    UserNeedsRefresh(Option<EventUser<'a>>),
    /// A request was refused to this user, whom a role, a permission, a test or
    /// [`forbidden`](crate::AuthSession::forbidden) does not let pass; to nobody only if the application
    /// has called that for an anonymous visitor, or before it asked who is there.
    UserForbidden(Option<EventUser<'a>>),
    /// Session protection met a session from another client.
    #[non_exhaustive]
    SessionProtected {
        /// Whose session it is; the user has not been looked up.
        user_id: &'a str,
    },
    /// Logins of a user were ended, by [`revoke`](crate::AuthSession::revoke) and its kin: by that user,
    /// or by whoever called [`revoke_all_of`](crate::AuthSession::revoke_all_of). Only with a
    /// [`session_store`](crate::LoginManagerBuilder::session_store).
    #[non_exhaustive]
    LoginsRevoked {
        /// Whose logins they were, which does not say who asked.
        user_id: &'a str,
        /// How many.
        count: usize,
    },
    /// A request that may change something was refused because a page of another site has
    /// sent it; see [`trusted_origin`](crate::LoginManagerBuilder::trusted_origin).
    CrossSiteRefused,
    /// A remember cookie came although the browser has a later one, or a session that was
    /// restored with one: somebody has a copy, this visitor or the other. The remembered login
    /// and its sessions have ended. Only with a
    /// [`session_store`](crate::LoginManagerBuilder::session_store).
    #[non_exhaustive]
    RememberCookieStolen {
        /// Whose login it was.
        user_id: &'a str,
    },
    /// An attempt to log in has failed: no login came of a
    /// [`login_attempt`](crate::AuthSession::login_attempt).
    #[non_exhaustive]
    UserLoginFailed {
        /// What was typed as the account: anything, now and then somebody's password. Not what to
        /// log as it is.
        account: &'a str,
        /// Where from.
        address: Option<IpAddr>,
    },
    /// An attempt to log in was refused by the
    /// `login_throttle`, before anybody looked at the password.
    #[non_exhaustive]
    UserLoginThrottled {
        /// As for `UserLoginFailed`.
        account: &'a str,
        /// Where from.
        address: Option<IpAddr>,
    },
    /// A login came with a cookie of Flask's and goes on here; see
    /// [`FlaskCompat`](crate::FlaskCompat). Once these get rare, Flask can go.
    #[cfg(feature = "flask-compat")]
    #[non_exhaustive]
    FlaskLoginImported {
        /// Whose login it is.
        user: EventUser<'a>,
        /// What it came with.
        cookie: FlaskCookie,
    },
}

impl<'a> Event<'a> {
    /// All names.
    #[cfg(feature = "metrics")]
    pub(crate) const NAMES: &'static [&'static str] = &[
        "user_accessed",
        "user_logged_in",
        "user_logged_out",
        "user_loaded_from_cookie",
        "user_loaded_from_request",
        "user_login_confirmed",
        "user_unauthorized",
        "user_needs_refresh",
        "user_forbidden",
        "session_protected",
        "logins_revoked",
        "cross_site_refused",
        "remember_cookie_stolen",
        "user_login_failed",
        "user_login_throttled",
        #[cfg(feature = "flask-compat")]
        "flask_login_imported",
    ];

    /// The name in the log; of an event that is a signal of Flask-Login, that of the signal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::UserAccessed => "user_accessed",
            Self::UserLoggedIn(_) => "user_logged_in",
            Self::UserLoggedOut(_) => "user_logged_out",
            Self::UserLoadedFromCookie(_) => "user_loaded_from_cookie",
            Self::UserLoadedFromRequest(_) => "user_loaded_from_request",
            Self::UserLoginConfirmed(_) => "user_login_confirmed",
            Self::UserUnauthorized => "user_unauthorized",
            Self::UserNeedsRefresh(_) => "user_needs_refresh",
            Self::UserForbidden(_) => "user_forbidden",
            Self::SessionProtected { .. } => "session_protected",
            Self::LoginsRevoked { .. } => "logins_revoked",
            Self::CrossSiteRefused => "cross_site_refused",
            Self::RememberCookieStolen { .. } => "remember_cookie_stolen",
            Self::UserLoginFailed { .. } => "user_login_failed",
            Self::UserLoginThrottled { .. } => "user_login_throttled",
            #[cfg(feature = "flask-compat")]
            Self::FlaskLoginImported { .. } => "flask_login_imported",
        }
    }

    /// The id of the user whom it is about, as text, where that is known.
    #[must_use]
    pub fn user_id(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::SessionProtected { user_id }
            | Self::LoginsRevoked { user_id, .. }
            | Self::RememberCookieStolen { user_id } => Some(Cow::Borrowed(user_id)),
            _ => self.user().map(|user| Cow::Owned(user.get_id())),
        }
    }

    /// The user, where the event has one. Of those that were not looked up the
    /// [id](Self::user_id) is there.
    #[must_use]
    pub fn user(&self) -> Option<EventUser<'a>> {
        match *self {
            Self::UserLoggedIn(user)
            | Self::UserLoadedFromCookie(user)
            | Self::UserLoadedFromRequest(user)
            | Self::UserLoginConfirmed(user) => Some(user),
            Self::UserLoggedOut(user)
            | Self::UserNeedsRefresh(user)
            | Self::UserForbidden(user) => user,
            #[cfg(feature = "flask-compat")]
            Self::FlaskLoginImported { user, .. } => Some(user),
            _ => None,
        }
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The user of an event, of whatever type.
#[derive(Clone, Copy)]
pub struct EventUser<'a>(&'a dyn AnyUser);

impl<'a> EventUser<'a> {
    pub(crate) fn new(user: &'a dyn AnyUser) -> Self {
        Self(user)
    }

    /// The id as text.
    #[must_use]
    pub fn get_id(&self) -> String {
        self.0.id_text()
    }

    /// The user itself, if it is a `U`.
    #[must_use]
    pub fn get<U: 'static>(&self) -> Option<&'a U> {
        let user: &dyn Any = self.0;
        user.downcast_ref()
    }
}

impl fmt::Debug for EventUser<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventUser(..)")
    }
}

type Listener = Box<dyn Fn(&Event<'_>, &HttpRequest) + Send + Sync>;

/// What the log calls a request's session.
pub(crate) type Tag = fn(&HttpRequest) -> Option<String>;

/// Everybody who wants to know.
pub(crate) struct Listeners {
    listeners: Vec<Listener>,
    tag: Tag,
}

impl Listeners {
    pub(crate) fn new(tag: Tag) -> Self {
        let listeners = Vec::new();
        Self { listeners, tag }
    }

    pub(crate) fn add(
        &mut self,
        listener: impl Fn(&Event<'_>, &HttpRequest) + Send + Sync + 'static,
    ) {
        self.listeners.push(Box::new(listener));
    }

    pub(crate) fn tell(&self, event: Event<'_>, request: &HttpRequest) {
        // Made only if somebody listens at this level.
        let session = || (self.tag)(request);
        match event {
            // As usual as requests are.
            Event::UserAccessed => tracing::trace!(event = event.name(), session = session()),
            Event::UserUnauthorized | Event::UserNeedsRefresh(_) | Event::UserForbidden(_) => {
                tracing::debug!(
                    event = event.name(),
                    path = request.path(),
                    session = session()
                );
            }
            Event::SessionProtected { .. }
            | Event::RememberCookieStolen { .. }
            | Event::UserLoginThrottled { .. } => {
                tracing::warn!(event = event.name(), session = session());
            }
            #[cfg(feature = "flask-compat")]
            Event::FlaskLoginImported { cookie, .. } => {
                tracing::info!(event = event.name(), session = session(), ?cookie);
            }
            _ => tracing::info!(event = event.name(), session = session()),
        }
        #[cfg(feature = "metrics")]
        measure::event(event.name());
        for listener in &self.listeners {
            listener(&event, request);
        }
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listeners")
            .field(&self.listeners.len())
            .finish()
    }
}
