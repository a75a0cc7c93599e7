//! Where else the user is logged in.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::AuthSession;
use crate::{
    devices::{self, Device},
    error::LoginError,
    user::UserMixin,
};

/// One login of a user: a browser's session, with or without a remember cookie, or a
/// remember cookie whose session has ended.
///
/// A browser that was closed and restored its login stands there twice until its earlier session
/// times out: nobody knows whether that is another's by now. Ending one of them ends both.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoginDevice {
    /// Names the login for [`AuthSession::revoke`]; 32 characters. Nobody logs in with it: it
    /// may be shown.
    pub id: String,
    /// When it was made: by a login, a confirmation or a remember cookie.
    pub created: SystemTime,
    /// When it was last used, to a twentieth of the idle timeout.
    pub last_seen: SystemTime,
    /// The [address of the client](crate::client_address) that it was made by, or of the first that the
    /// store has seen of a login from before there was one. Where it is used since then is not kept.
    pub address: Option<String>,
    /// What the browser said of itself then, up to 256 characters. Anybody can say anything:
    /// escape it where it is shown.
    pub user_agent: Option<String>,
    /// It is the one that asks.
    pub is_current: bool,
    /// There is a remember cookie for it.
    pub is_remembered: bool,
}

impl LoginDevice {
    /// The browser and the system that the user agent names, such as `Firefox on Linux`, or
    /// nothing if it names none that is known.
    #[must_use]
    pub fn summary(&self) -> Option<String> {
        // Each browser also says the names of those that stand behind it here.
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

/// Devices. They need sessions in a store
/// ([`session_store`](crate::LoginManagerBuilder::session_store)); without one each answers
/// [`LoginError::NoSessionStore`]. Ask for a fresh login before showing or ending them
/// (ASVS 7.5.2).
impl AuthSession {
    /// Where the user is logged in, this login first, then the one used last.
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

    /// Ends one login of the user, by its [`id`](LoginDevice::id), with its remember cookie;
    /// this one is logged out. Answers whether the user had such a one: of others' logins it
    /// knows nothing.
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

    /// Ends all logins of the user but this one. Answers how many there were. Cookies from
    /// before there was a store, which it has not seen yet, end as well, and are not counted.
    ///
    /// This login goes on under new cookies, as fresh as it was and for no longer: whoever has
    /// copies of this browser's is logged out like the others. As after a login, other requests of
    /// this browser that are on their way find nobody logged in. A remember cookie with a path of
    /// its own that this request does not carry stays as it is, if the store knows it.
    ///
    /// # Errors
    ///
    /// As for [`sessions`](Self::sessions). [`LoginError::NotLoggedIn`], and nothing has ended, also
    /// beside a request that is just restoring this login from its remember cookie, or has ended the
    /// others itself (a second click): only that one has the next cookies. Whoever goes on with a copy
    /// of this session while the others end, by a login that is confirmed say, ends them all, this one
    /// as well: which of the two is the user cannot be told. That is also what two clicks do which
    /// two processes answer at one moment.
    pub async fn revoke_others(&self) -> Result<usize, LoginError> {
        devices::revoke_others(&self.request, &self.context).await
    }

    /// Ends all logins of the user, and logs out. Answers how many there were. Cookies from
    /// before there was a store, which it has not seen yet, end as well, and are not counted.
    ///
    /// # Errors
    ///
    /// As for [`sessions`](Self::sessions).
    pub async fn revoke_all(&self) -> Result<usize, LoginError> {
        devices::revoke_all(&self.request, &self.context).await
    }

    /// Ends all logins of a user who need not be the one that asks: of an account that an
    /// administrator closes, or whose owner has set a new password by mail (ASVS 7.4.3, 7.4.5).
    /// Answers how many there were, and does what [`revoke_all`](Self::revoke_all) does where the user
    /// is the one that asks.
    ///
    /// **Whoever asks is let**: guard the handler. Save the closed account or the new password first:
    /// a login that somebody is just making ends as well only if the account is not active by then, or
    /// its `session_hash` another. While logins are shared with a Flask application (feature
    /// `flask-compat`, `coexist`), its cookies bring new ones.
    ///
    /// # Errors
    ///
    /// [`LoginError::Store`], and some may have ended: ask again. [`LoginError::NoSessionStore`];
    /// [`LoginError::WrongUserType`] for a user of another type than the user loader gives.
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
    pub async fn revoke_all_of<U: UserMixin>(&self, user: &U) -> Result<usize, LoginError> {
        devices::revoke_all_of(&self.request, &self.context, user).await
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
