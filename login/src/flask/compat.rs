//! The application's settings for Flask's cookies, and their validation.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use cookie::time::{Date, Month, OffsetDateTime, Time};
use ring::hmac;

use super::{
    FlaskSecret, FlaskSession, octets, remember_cookie, session_cookie,
    session_values::SessionValues,
};
use crate::{
    clock::Timestamp,
    config::{CookieConfig, CookieSpec},
    error::BuildError,
    secret::SecretKey,
};

/// Takes over the logins of a Flask application until a given day (feature `flask-compat`). Pass it
/// to [`flask_compat`](crate::LoginManagerBuilder::flask_compat).
///
/// Users who are logged in at Flask are logged in here without noticing. On the first request
/// without a login or a remember cookie of this crate, Flask's cookies are verified, the user is
/// loaded and checked, a session of this crate begins, and Flask's cookies are removed. Such a
/// login is not fresh. If Flask's remember cookie came for the same user, one of this crate's
/// replaces it.
///
/// The guide `login::guide::flask_migration` describes the whole migration and its costs.
///
/// # Security
///
/// Until that day, anyone who knows Flask's `SECRET_KEY` can log in here as any user. A copy of one
/// of Flask's cookies is a login here as it is there: a session cookie for
/// [`session_max_age`](Self::session_max_age), a remember cookie until the day, even after a change
/// of the password.
///
/// # Examples
///
/// ```
/// use login::{FlaskCompat, LoginManager, SecretKey, UserMixin};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// # let flask_secret = "9f2c5d0b7a1e4c68b3d7f0a6e5c4b2d1";
/// let login_manager = LoginManager::builder(SecretKey::generate()?)
///     .user_loader(async |id| Some(User { id }))
///     .flask_compat(FlaskCompat::until("2027-03-01", flask_secret))
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to the builder of the manager"]
pub struct FlaskCompat {
    until: String,
    secret: FlaskSecret,
    fallbacks: Vec<FlaskSecret>,
    session_cookie: CookieConfig,
    remember_cookie: CookieConfig,
    session_max_age: Duration,
    session_values: Vec<String>,
    coexist: bool,
}

impl FlaskCompat {
    /// Accepts cookies that this `SECRET_KEY` signed, until the day begins (`2027-03-01`, in UTC).
    ///
    /// From then on Flask's cookies are ignored, which is logged once. A day in the past is not an
    /// error, since an application must also start after that day.
    pub fn until(day: impl Into<String>, secret: impl Into<FlaskSecret>) -> Self {
        Self {
            until: day.into(),
            secret: secret.into(),
            fallbacks: Vec::new(),
            session_cookie: CookieConfig::new(),
            remember_cookie: CookieConfig::new(),
            session_max_age: Duration::from_secs(31 * 24 * 60 * 60),
            session_values: Vec::new(),
            coexist: false,
        }
    }

    /// Also accepts cookies that these keys signed (Flask's `SECRET_KEY_FALLBACKS`), for both
    /// cookies. Flask-Login itself does not use them for its remember cookie. Nothing is signed
    /// with them.
    pub fn fallbacks<S: Into<FlaskSecret>>(mut self, keys: impl IntoIterator<Item = S>) -> Self {
        self.fallbacks = keys.into_iter().map(Into::into).collect();
        self
    }

    /// Describes Flask's session cookie (`SESSION_COOKIE_NAME`, `_DOMAIN`, `_PATH`); `session` at
    /// `/` by default.
    ///
    /// Domain and path must be the same as in Flask, or browsers keep the cookie when it is
    /// removed. The other attributes only matter for [`coexist`](Self::coexist). The cookies of
    /// this crate need different names, which they have unless
    /// [`allow_insecure_http`](crate::LoginManagerBuilder::allow_insecure_http) removes their
    /// prefix.
    pub fn session_cookie(mut self, cookie: CookieConfig) -> Self {
        self.session_cookie = cookie;
        self
    }

    /// Describes Flask-Login's remember cookie (`REMEMBER_COOKIE_NAME`, `_DOMAIN`, `_PATH`);
    /// `remember_token` at `/` by default. The same rules apply as for
    /// [`session_cookie`](Self::session_cookie).
    pub fn remember_cookie(mut self, cookie: CookieConfig) -> Self {
        self.remember_cookie = cookie;
        self
    }

    /// Sets the maximum age of a session, counted from when Flask last wrote it
    /// (`PERMANENT_SESSION_LIFETIME`), in whole seconds; 31 days by default, as in Flask. A session
    /// from the future is refused, as in Flask, so the clocks of both applications must agree.
    ///
    /// Remember cookies contain no time. They are accepted until the day, however old they are.
    pub fn session_max_age(mut self, age: Duration) -> Self {
        self.session_max_age = age;
        self
    }

    /// Copies these values of Flask's session into [`Session`](crate::Session), under the same
    /// names; none by default. All other values are lost with Flask's cookie.
    ///
    /// Only plain JSON is copied. A value that contains a tuple, bytes, a date, a UUID or markup is
    /// left out, as is a value for which there is no room. With [`coexist`](Self::coexist) nothing
    /// is copied, since the values stay with Flask.
    pub fn session_values<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.session_values = keys.into_iter().map(Into::into).collect();
        self
    }

    /// Lets both applications run behind one host while routes are moved; `false` by default.
    ///
    /// Flask's cookies then stay, and are written as well: a login here is also one at Flask
    /// (though not a fresh one), and a logout here removes them. In turn **Flask's cookies decide
    /// who is logged in**: a login here is valid only while they name the same user. Once they name
    /// no user, it ends together with its remember cookie. Once they name another user, that user's
    /// login replaces it.
    ///
    /// # Security
    ///
    /// Every login is then as weak as Flask's. It lasts as long as Flask's cookies, whatever the
    /// timeouts here, and a copy of those cookies survives a logout and a change of the password.
    /// Disable it as soon as no route is left at Flask.
    pub fn coexist(mut self, coexist: bool) -> Self {
        self.coexist = coexist;
        self
    }

    /// Validates the settings. `own` are the cookies of this application. `own_secrets` are all of
    /// its secrets, including old ones: none of them may be Flask's, since anyone who knows Flask's
    /// could then forge what they open.
    pub(crate) fn resolve(
        self,
        own_secrets: &[&SecretKey],
        own: [&CookieSpec; 2],
        allow_insecure: bool,
        now: Timestamp,
    ) -> Result<FlaskSettings, BuildError> {
        let plain =
            |cookie: CookieConfig, name| cookie.or_named(name).resolve(name, allow_insecure);
        let session_cookie = plain(self.session_cookie, "session")?;
        let remember_cookie = plain(self.remember_cookie, "remember_token")?;
        let mut taken = own.map(|cookie| cookie.name.as_str()).to_vec();
        for cookie in [&session_cookie, &remember_cookie] {
            if taken.contains(&cookie.name.as_str()) {
                return Err(problem(format!(
                    "two cookies are named `{}`; Flask's keep their names, so rename this \
                     application's, as in \
                     `.session_cookie(CookieConfig::new().name(\"login_session\"))`",
                    cookie.name
                )));
            }
            taken.push(&cookie.name);
        }
        let Some(until) = day(&self.until) else {
            return Err(problem(format!(
                "{:?} is not a day; write one like `2027-03-01`",
                self.until
            )));
        };
        let all: Vec<_> = std::iter::once(self.secret).chain(self.fallbacks).collect();
        if all.iter().any(FlaskSecret::is_empty) {
            return Err(problem(
                "a secret is empty; Flask does not sign with an empty one",
            ));
        }
        let is_own = |secret: &FlaskSecret| own_secrets.iter().any(|own| secret.is(own.bytes()));
        if all.iter().any(is_own) {
            return Err(problem(
                "Flask's secret is also a secret of this application; make a new one for this \
                 application with `openssl rand -hex 32`",
            ));
        }
        if self.session_max_age.as_secs() == 0 {
            return Err(problem("`session_max_age` must be at least one second"));
        }
        if self.coexist && (session_cookie.path != "/" || remember_cookie.path != "/") {
            return Err(problem(
                "`coexist` needs both cookies of Flask's at `/`, where this application sees \
                 them; set `SESSION_COOKIE_PATH` and `REMEMBER_COOKIE_PATH` in Flask",
            ));
        }
        if all.iter().any(FlaskSecret::is_weak) {
            tracing::warn!(
                "Flask's `SECRET_KEY` is short or looks like a sample: anyone who guesses it can \
                 log in here as any user, until the day given to `FlaskCompat::until`"
            );
        }
        if self.coexist {
            tracing::warn!(
                "logins are shared with a Flask application: copies of its cookies outlive a \
                 logout; remove `.coexist(true)` once Flask serves no more routes"
            );
        }
        let settings = FlaskSettings {
            session_keys: all.iter().map(FlaskSecret::session_key).collect(),
            remember_keys: all.iter().filter_map(FlaskSecret::remember_key).collect(),
            writes_remember: all.first().is_some_and(|key| key.remember_key().is_some()),
            session_cookie,
            remember_cookie,
            until,
            session_max_age: self.session_max_age,
            session_values: self.session_values,
            coexist: self.coexist,
            is_over: AtomicBool::new(false),
        };
        settings.is_open(now);
        Ok(settings)
    }
}

fn problem(problem: impl Into<String>) -> BuildError {
    BuildError::FlaskCompat {
        problem: problem.into(),
    }
}

/// Parses a day and returns when it begins in UTC.
fn day(text: &str) -> Option<Timestamp> {
    let mut parts = text.splitn(3, '-');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u16>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok()?;
    let begins = OffsetDateTime::new_utc(date, Time::MIDNIGHT).unix_timestamp();
    u64::try_from(begins).ok().map(Timestamp)
}

/// The settings of [`FlaskCompat`], validated and ready for use.
pub(crate) struct FlaskSettings {
    session_keys: Vec<hmac::Key>,
    remember_keys: Vec<hmac::Key>,
    /// Whether Flask-Login can sign with the newest key.
    writes_remember: bool,
    pub(crate) session_cookie: CookieSpec,
    pub(crate) remember_cookie: CookieSpec,
    until: Timestamp,
    pub(crate) session_max_age: Duration,
    /// The values of Flask's session that are copied.
    pub(crate) session_values: Vec<String>,
    pub(crate) coexist: bool,
    /// Whether the end of the period has been logged.
    is_over: AtomicBool,
}

impl FlaskSettings {
    /// Returns whether Flask's cookies are still accepted. Logs once that they are not.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        let is_open = now < self.until;
        if !is_open && !self.is_over.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "the day given to `FlaskCompat::until` has come: Flask's cookies are no longer \
                 accepted; remove `.flask_compat(…)` and Flask's secret"
            );
        }
        is_open
    }

    /// Returns the session in a received cookie, if Flask has signed it and it is current.
    pub(crate) fn open_session(&self, cookie: &[u8], now: Timestamp) -> Option<FlaskSession> {
        let session = FlaskSession::open(cookie, &self.session_keys)?;
        session
            .is_current(self.session_max_age, now)
            .then_some(session)
    }

    /// Returns the id of the user in a received remember cookie, if Flask-Login has signed it.
    pub(crate) fn open_remember(&self, cookie: &[u8]) -> Option<String> {
        let text = octets::unquote(cookie)?;
        remember_cookie::open(&text, &self.remember_keys).map(str::to_owned)
    }

    pub(crate) fn seal_session(&self, values: &SessionValues, now: Timestamp) -> Option<String> {
        let key = self.session_keys.first()?;
        Some(session_cookie::seal(values, key, now))
    }

    pub(crate) fn seal_remember(&self, user_id: &str) -> Option<String> {
        let key = self
            .remember_keys
            .first()
            .filter(|_| self.writes_remember)?;
        Some(octets::quote(&remember_cookie::seal(user_id, key)))
    }
}

impl fmt::Debug for FlaskSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlaskSettings")
            .field("until", &self.until)
            .field("coexist", &self.coexist)
            .finish_non_exhaustive()
    }
}
