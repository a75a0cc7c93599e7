//! Listing and ending the other logins of a user.

use std::{
    fmt,
    pin::Pin,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::AuthSession;
use crate::{
    devices::{self, Device},
    error::LoginError,
    user::UserMixin,
};

/// One login of a user: a browser's session, with or without a remember cookie, or a remember
/// cookie whose session has ended.
///
/// A browser that was closed and then restored its login is listed twice until its earlier session
/// times out, because somebody else may be using a copy of that session. Ending one of the two from
/// another device ends both. Ending the earlier one from the restored session ends only that one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginDevice {
    /// Identifies the login for [`AuthSession::revoke`]; 32 characters. It may be shown on a page:
    /// it is not enough to log in with.
    pub id: String,
    /// When the session was created: by a login, a confirmation or a remember cookie.
    pub created: SystemTime,
    /// When the login was last used, to a twentieth of the idle timeout.
    pub last_seen: SystemTime,
    /// The [address of the client](crate::client_address) that created the session: by the login, its
    /// last confirmation, or a restore. For a login from before the store was introduced, it is the
    /// first client that used it since. Other changes of the address are not recorded.
    pub address: Option<String>,
    /// The user agent of that client, up to 256 characters. Clients can send anything, so escape it
    /// before showing it on a page.
    pub user_agent: Option<String>,
    /// Whether this is the login of the current request.
    pub is_current: bool,
    /// Whether the login has a remember cookie.
    pub is_remembered: bool,
}

impl LoginDevice {
    /// Returns the browser and the operating system that the user agent names, such as
    /// `Firefox on Linux`, or `None` if it names neither of a known kind.
    #[must_use]
    pub fn summary(&self) -> Option<String> {
        // The order matters: each browser also sends the names of browsers further down.
        const BROWSERS: [(&str, &str); 7] = [
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
            ("curl/", "curl"),
        ];
        const SYSTEMS: [(&str, &str); 7] = [
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("CrOS", "ChromeOS"),
            ("Linux", "Linux"),
        ];
        let user_agent = self.user_agent.as_deref()?;
        let find = |names: &[(&str, &'static str)]| {
            let mut names = names.iter();
            names
                .find(|(sign, _)| user_agent.contains(sign))
                .map(|(_, name)| *name)
        };
        match (find(&BROWSERS), find(&SYSTEMS)) {
            (Some(browser), Some(system)) => Some(format!("{browser} on {system}")),
            (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
            (None, None) => None,
        }
    }
}

impl From<Device> for LoginDevice {
    fn from(device: Device) -> Self {
        let time = |seconds: u64| {
            let since_epoch = Duration::from_secs(seconds);
            UNIX_EPOCH.checked_add(since_epoch).unwrap_or(UNIX_EPOCH)
        };
        Self {
            id: Id(&device.id).to_string(),
            created: time(device.created.0),
            last_seen: time(device.seen.0),
            address: device.client.address.map(Into::into),
            user_agent: device.client.user_agent.map(Into::into),
            is_current: device.is_current,
            is_remembered: device.is_remembered,
        }
    }
}

struct Id<'a>(&'a [u8; 16]);

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn parse(id: &str) -> Option<[u8; 16]> {
    let number = u128::from_str_radix(id, 16).ok()?;
    let id_of_it = number.to_be_bytes();
    (Id(&id_of_it).to_string() == id).then_some(id_of_it)
}

/// Devices. These methods need sessions in a store
/// ([`session_store`](crate::LoginManagerBuilder::session_store)); without one each returns
/// [`LoginError::NoSessionStore`] (`revoke` returns `false` for text that cannot be an id).
/// Require a fresh login before showing or ending devices (ASVS 7.5.2).
impl AuthSession {
    /// Returns the logins of the user: the current one first, then the others by last use.
    ///
    /// # Errors
    ///
    /// [`LoginError::NotLoggedIn`], [`LoginError::Store`], [`LoginError::NoSessionStore`].
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{HttpResponse, get};
    /// use login::{AuthSession, LoginError, fresh_login_required};
    ///
    /// #[get("/devices")]
    /// #[fresh_login_required]
    /// async fn devices(auth: AuthSession) -> Result<HttpResponse, LoginError> {
    ///     let names: Vec<_> = auth
    ///         .sessions()
    ///         .await?
    ///         .iter()
    ///         .map(|device| device.summary().unwrap_or_else(|| "unknown".to_owned()))
    ///         .collect();
    ///     Ok(HttpResponse::Ok().json(names))
    /// }
    /// ```
    pub async fn sessions(&self) -> Result<Vec<LoginDevice>, LoginError> {
        let devices = devices::devices(&self.request, &self.context).await?;
        Ok(devices.into_iter().map(LoginDevice::from).collect())
    }

    /// Ends one login of the user, by its [`id`](LoginDevice::id), together with its remember
    /// cookie. If it is the login of the current request, the user is logged out. Returns whether
    /// the user had a login with this id; `false` for logins of other users.
    ///
    /// # Errors
    ///
    /// As for [`sessions`](Self::sessions).
    pub async fn revoke(&self, id: &str) -> Result<bool, LoginError> {
        match parse(id) {
            Some(id) => devices::revoke(&self.request, &self.context, &id).await,
            None => Ok(false),
        }
    }

    /// Ends all logins of the user except the current one. Returns how many there were. Cookies
    /// from before the store was introduced, which it has not seen yet, end as well and are not
    /// counted.
    ///
    /// The current login continues under new cookies, with the same freshness and the same end, so
    /// that anyone with copies of this browser's cookies is logged out as well. As after a login,
    /// other requests of this browser that are still under way find nobody logged in. If remember
    /// cookies have a path of their own and this request carries none, the one of this login
    /// remains valid, provided that the store knows it.
    ///
    /// # Errors
    ///
    /// As for [`sessions`](Self::sessions). [`LoginError::NotLoggedIn`] is also returned, and
    /// nothing has ended, if a concurrent request is restoring this login from its remember cookie,
    /// or has already ended the others (a second click): only that request has the new cookies.
    ///
    /// If a copy of this session is renewed while the other logins are being ended, for example by
    /// a confirmation, all logins end, including this one, because the user and the thief cannot be
    /// told apart. Two clicks that two processes handle simultaneously have the same effect.
    pub async fn revoke_others(&self) -> Result<usize, LoginError> {
        devices::revoke_others(&self.request, &self.context).await
    }

    /// Ends all logins of the user, and logs out. Returns how many there were, including the current
    /// one. Cookies from before the store was introduced, which it has not seen yet, end as well and
    /// are not counted.
    ///
    /// # Errors
    ///
    /// As for [`sessions`](Self::sessions).
    pub async fn revoke_all(&self) -> Result<usize, LoginError> {
        devices::revoke_all(&self.request, &self.context).await
    }

    /// Ends all logins of a user who need not be the current one, for example when an administrator
    /// closes an account or when its owner has set a new password by mail (ASVS 7.4.3, 7.4.5).
    /// Returns how many there were. If `user` is the current user, this is
    /// [`revoke_all`](Self::revoke_all), and the current login counts as well.
    ///
    /// **This method does not check who calls it**: guard the handler. Save the closed account or
    /// the new password first. Otherwise a login that is being made concurrently survives: it ends
    /// only if the account is inactive by then or has another `session_hash`. While logins are
    /// shared with a Flask application (feature `flask-compat`, `coexist`), cookies of that
    /// application start new logins.
    ///
    /// # Errors
    ///
    /// [`LoginError::Store`], in which case some logins may have ended: call it again.
    /// [`LoginError::NoSessionStore`]; [`LoginError::WrongUserType`] for a user of another type
    /// than the user loader returns.
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{Responder, error::ErrorNotFound, post, web};
    /// use login::{AuthSession, UserMixin, fresh_login_required, role_required};
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User {
    ///     id: i64,
    ///     #[user(role)]
    ///     role: Role,
    /// }
    ///
    /// #[derive(Clone, Copy, PartialEq)]
    /// enum Role { Admin, Member }
    /// # async fn find(id: i64) -> Option<User> { None }
    ///
    /// #[post("/users/{id}/log-out")]
    /// #[fresh_login_required]
    /// #[role_required(Role::Admin)]
    /// async fn log_out_everywhere(
    ///     auth: AuthSession,
    ///     id: web::Path<i64>,
    /// ) -> actix_web::Result<impl Responder> {
    ///     let Some(user) = find(*id).await else {
    ///         return Err(ErrorNotFound("no such user"));
    ///     };
    ///     let count = auth.revoke_all_of(&user).await?;
    ///     Ok(format!("{count} logins have ended"))
    /// }
    /// ```
    // The returned type does not name `U`: rustc would report a wrong type of user three times.
    pub fn revoke_all_of<'a, U: UserMixin>(
        &'a self,
        user: &'a U,
    ) -> Pin<Box<dyn Future<Output = Result<usize, LoginError>> + 'a>> {
        Box::pin(devices::revoke_all_of(&self.request, &self.context, user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l7_only_one_spelling_of_an_id_names_a_login() {
        let id = [0x0a; 16];
        let text = Id(&id).to_string();
        assert_eq!(parse(&text), Some(id));
        for other in [
            text.to_uppercase(),
            format!("0{text}"),
            format!("+{text}"),
            String::new(),
        ] {
            assert_eq!(parse(&other), None, "{other}");
        }
    }
}
