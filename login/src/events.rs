//! Events that happen to logins, for the application's listeners and the log (Flask-Login's
//! signals).

use std::{any::Any, borrow::Cow, fmt, net::IpAddr};

use actix_web::HttpRequest;

#[cfg(feature = "flask-compat")]
use crate::flask::FlaskCookie;
#[cfg(feature = "metrics")]
use crate::measure;
use crate::user::AnyUser;

/// Something that happened to a login: Flask-Login's nine signals and more.
///
/// Events are passed to the listeners of [`on_event`](crate::LoginManagerBuilder::on_event), and
/// their names are logged through `tracing` (ASVS 16.3.1). No event contains the value of a cookie.
/// Events do contain the user's id; what it may be used for is the application's decision. The
/// `Debug` output is only the name, because the other contents are personal or were typed by a
/// visitor.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The current user is about to be loaded for the first time in the request.
    UserAccessed,
    /// [`login_user`](crate::AuthSession::login_user) logged a user in.
    UserLoggedIn(EventUser<'a>),
    /// The user was logged out, by [`logout_user`](crate::AuthSession::logout_user) or by ending
    /// the current login with [`revoke`](crate::AuthSession::revoke) or
    /// [`revoke_all`](crate::AuthSession::revoke_all), or with
    /// [`revoke_all_of`](crate::AuthSession::revoke_all_of) by its own user. `None`
    /// if nobody was logged in, or if the user could not be loaded.
    UserLoggedOut(Option<EventUser<'a>>),
    /// The remember cookie logged a user in.
    UserLoadedFromCookie(EventUser<'a>),
    /// The request loader identified the user.
    UserLoadedFromRequest(EventUser<'a>),
    /// [`confirm_login`](crate::AuthSession::confirm_login) made a login fresh.
    UserLoginConfirmed(EventUser<'a>),
    /// A request was refused because nobody is logged in.
    UserUnauthorized,
    /// A request of this user was refused because the login is not fresh. `None` only if the
    /// application has called [`needs_refresh`](crate::AuthSession::needs_refresh) for an anonymous
    /// visitor, or before the user was loaded.
    UserNeedsRefresh(Option<EventUser<'a>>),
    /// A request of this user was refused by a role, a permission, a test or
    /// [`forbidden`](crate::AuthSession::forbidden). `None` only if the application has called the
    /// latter for an anonymous visitor, or before the user was loaded.
    UserForbidden(Option<EventUser<'a>>),
    /// Session protection detected a session that comes from another client.
    #[non_exhaustive]
    SessionProtected {
        /// The user whose session it is. The user has not been loaded.
        user_id: &'a str,
    },
    /// Logins of a user were ended, with [`revoke`](crate::AuthSession::revoke) and its siblings:
    /// by that user, or by the caller of [`revoke_all_of`](crate::AuthSession::revoke_all_of). Not
    /// emitted if `revoke` ends the current login, which only logs the user out. Only with a
    /// [`session_store`](crate::LoginManagerBuilder::session_store).
    #[non_exhaustive]
    LoginsRevoked {
        /// The user whose logins they were, who need not be the one who ended them.
        user_id: &'a str,
        /// How many logins were ended.
        count: usize,
    },
    /// A request that may change something was refused because a page of another site sent it; see
    /// [`trusted_origin`](crate::LoginManagerBuilder::trusted_origin).
    CrossSiteRefused,
    /// An old remember cookie was used, although its browser had already used the next one, or the
    /// session that was sent with it. One of two clients, this one or the other, has a copy. The
    /// remembered login and its sessions have ended. Only with a
    /// [`session_store`](crate::LoginManagerBuilder::session_store).
    #[non_exhaustive]
    RememberCookieStolen {
        /// The user whose login it was.
        user_id: &'a str,
    },
    /// An attempt to log in has failed: no login followed a
    /// [`login_attempt`](crate::AuthSession::login_attempt).
    #[non_exhaustive]
    UserLoginFailed {
        /// The text that was typed as the account. It can be anything, occasionally a password, so
        /// do not log it as it is.
        account: &'a str,
        /// The [address of the client](crate::client_address).
        address: Option<IpAddr>,
    },
    /// An attempt to log in was refused by the `login_throttle`, before the password was checked.
    #[non_exhaustive]
    UserLoginThrottled {
        /// As for `UserLoginFailed`.
        account: &'a str,
        /// The [address of the client](crate::client_address).
        address: Option<IpAddr>,
    },
    /// A login arrived with a cookie of Flask and continues here; see
    /// [`FlaskCompat`](crate::FlaskCompat). Once these become rare, Flask can be switched off.
    #[cfg(feature = "flask-compat")]
    #[non_exhaustive]
    FlaskLoginImported {
        /// The user who is logged in.
        user: EventUser<'a>,
        /// The kind of cookie it arrived with.
        cookie: FlaskCookie,
    },
}

impl<'a> Event<'a> {
    /// The names of all events.
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

    /// Returns the name used in the log. For a signal of Flask-Login it is the name of the signal.
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

    /// Returns the id of the user whom the event is about, as text, or `None` if it is not known.
    #[must_use]
    pub fn user_id(&self) -> Option<Cow<'a, str>> {
        match *self {
            Self::SessionProtected { user_id }
            | Self::LoginsRevoked { user_id, .. }
            | Self::RememberCookieStolen { user_id } => Some(Cow::Borrowed(user_id)),
            _ => self.user().map(|user| Cow::Owned(user.get_id())),
        }
    }

    /// Returns the user, if the event has one. If the user was not loaded, only the
    /// [id](Self::user_id) is available.
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

/// The user of an event, of any type.
#[derive(Clone, Copy)]
pub struct EventUser<'a>(&'a dyn AnyUser);

impl<'a> EventUser<'a> {
    pub(crate) fn new(user: &'a dyn AnyUser) -> Self {
        Self(user)
    }

    /// Returns the id as text.
    #[must_use]
    pub fn get_id(&self) -> String {
        self.0.id_text()
    }

    /// Returns the user itself, if it is a `U`.
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

/// Returns the name of a request's session in the log.
pub(crate) type Tag = fn(&HttpRequest) -> Option<String>;

/// The registered listeners.
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

    pub(crate) fn emit(&self, event: Event<'_>, request: &HttpRequest) {
        // Computed only if the log is enabled at this level.
        let session = || (self.tag)(request);
        match event {
            // Happens in most requests.
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
