//! Logging in and out from a handler.

use std::{fmt, pin::Pin, rc::Rc, time::Duration};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};

use super::{CurrentUser, opening::Opening};
#[cfg(feature = "testing")]
use crate::session::Login;
use crate::{
    context::LoginContext,
    error::LoginError,
    identify::identify,
    policy::is_fresh,
    refusal::Refusal,
    request::Received,
    response::Refused,
    transitions::{LoginOptions, confirm_login, log_in, log_out},
    user::{AnyUser, UserMixin},
};

/// Logs users in and out. It gives a handler what Flask-Login offers as functions.
///
/// | Flask-Login | here |
/// |---|---|
/// | `login_user(user, remember=True)` | `auth.login_user(&user).remember(true).await?` |
/// | `logout_user()` | `auth.logout_user().await?` |
/// | `confirm_login()` | `auth.confirm_login().await?` |
/// | `login_fresh()` | `auth.login_fresh()` |
/// | `login_remembered()` | `auth.login_remembered()` |
/// | `current_user` | `auth.current_user::<User>().await?` |
///
/// Cookies are written once, with the response, whatever its status. If a handler logs a user in
/// and then returns an error, the user is still logged in.
///
/// It holds the request, as actix-web's `HttpRequest` does. A middleware (`from_fn`) must drop it
/// before it calls the next service: otherwise actix-web panics when it looks for the route.
///
/// # Examples
///
/// ```
/// use actix_web::{HttpResponse, post, web};
/// use login::{AuthSession, NextUrl, UserMixin};
/// # use serde::Deserialize;
/// #
/// # #[derive(Clone, UserMixin)]
/// # struct User { id: i64 }
/// #
/// # #[derive(Deserialize)]
/// # struct Credentials { name: String, password: String, remember: Option<String> }
/// #
/// # async fn check(form: &Credentials) -> Option<User> { None }
///
/// #[post("/login")]
/// async fn log_in(
///     auth: AuthSession,
///     form: web::Form<Credentials>,
///     next: NextUrl,
/// ) -> actix_web::Result<HttpResponse> {
///     let Some(user) = check(&form).await else {
///         return Ok(HttpResponse::Unauthorized().body("Bad login"));
///     };
///     auth.login_user(&user).remember(form.remember.is_some()).await?;
///     Ok(next.or("/").redirect())
/// }
/// ```
#[derive(Clone)]
pub struct AuthSession {
    pub(super) request: HttpRequest,
    pub(super) context: Rc<LoginContext>,
}

impl AuthSession {
    /// Logs `user` in. Set any options on the returned value and then `.await` it.
    ///
    /// The session gets a new id and its old cookie becomes invalid, so an attacker who planted or
    /// saw that cookie is not logged in with it (ASVS 7.2.4). Application data is kept if nobody or
    /// the same user was logged in before, and dropped if it belonged to another user. A remember
    /// cookie of the same user stays valid, or is replaced with `remember(true)`; one of another user
    /// ends.
    ///
    /// After changing the value marked `#[user(session_hash)]`, save the user and log it in again.
    /// All other logins of the user are refused from then on, and this one continues. The guide on
    /// devices shows how they also disappear from the list of devices at once.
    ///
    /// ```
    /// # use actix_web::{post, web};
    /// # use login::{AuthSession, CurrentUser, LoginError, UserMixin, fresh_login_required};
    /// # #[derive(Clone, UserMixin)]
    /// # struct User { id: i64, #[user(session_hash)] password_hash: String }
    /// # #[derive(serde::Deserialize)]
    /// # struct NewPassword { password: String }
    /// # fn hash(password: &str) -> String { String::new() }
    /// # async fn save(user: &User) {}
    /// #[post("/password")]
    /// #[fresh_login_required(within = "15m")]
    /// async fn change_password(
    ///     auth: AuthSession,
    ///     user: CurrentUser<User>,
    ///     form: web::Form<NewPassword>,
    /// ) -> Result<&'static str, LoginError> {
    ///     let mut user = User::clone(&user);
    ///     user.password_hash = hash(&form.password); // With argon2, say.
    ///     save(&user).await;
    ///     auth.login_user(&user).await?;
    ///     Ok("changed")
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`LoginError::InactiveUser`] if the account is not active (Flask-Login returns `False`);
    /// [`LoginError::WrongUserType`] if `user` is not of the type that the user loader returns,
    /// because the same id may belong to somebody else there; [`LoginError::Session`] or
    /// [`LoginError::CookieTooLarge`] if the session or the remember cookie cannot hold the id;
    /// [`LoginError::ZeroDuration`] for a [`duration`](LoginUser::duration) under one second;
    /// [`LoginError::ResponseSent`]. With a
    /// [`session_store`](crate::LoginManagerBuilder::session_store) also
    /// [`LoginError::TooManySessions`], [`LoginError::UserIdTooLong`] and [`LoginError::Store`]. A
    /// login that fails changes nothing.
    pub fn login_user<U: UserMixin + Clone>(&self, user: &U) -> LoginUser<'_> {
        LoginUser {
            auth: self,
            user: Rc::new(user.clone()),
            options: LoginOptions {
                remember: false,
                duration: None,
                force: false,
                fresh: true,
            },
        }
    }

    /// Logs out in this browser. The user stays logged in on other devices.
    ///
    /// The session ends with all its data, and so does the remember cookie. Copies of both cookies
    /// are refused from now on (ASVS 7.4.1): by this process until it restarts, or permanently by
    /// all processes that share a [`session_store`](crate::LoginManagerBuilder::session_store).
    ///
    /// # Errors
    ///
    /// [`LoginError::ResponseSent`]; [`LoginError::Store`], in which case the logout is not
    /// complete: the remember cookie may still log the user in. Call it again.
    pub async fn logout_user(&self) -> Result<(), LoginError> {
        log_out(&self.request, &self.context).await
    }

    /// Makes the login fresh, after the user has typed the password again. The session gets a new
    /// id and its timeouts start anew. After a *change* of the password, call
    /// [`login_user`](Self::login_user) with the changed user instead.
    ///
    /// # Errors
    ///
    /// [`LoginError::NotLoggedIn`] if there is no login to confirm, or if a concurrent request has
    /// ended or renewed the session; [`LoginError::Loader`] or [`LoginError::Store`] if the user or
    /// the session cannot be loaded.
    pub async fn confirm_login(&self) -> Result<(), LoginError> {
        confirm_login(&self.request, &self.context).await
    }

    /// Returns whether the login is fresh: made or confirmed in this session, less than
    /// [`fresh_login_lifetime`](crate::LoginManagerBuilder::fresh_login_lifetime) ago.
    ///
    /// As in Flask-Login, this does not load the user. It does not check that the user still
    /// exists, is active and has the same password. Guard sensitive handlers with
    /// `#[fresh_login_required]`, which does.
    #[must_use]
    pub fn login_fresh(&self) -> bool {
        let settings = self.context.settings();
        let fresh_at = self
            .context
            .session(|session| session.login().and_then(|login| login.fresh_at));
        fresh_at
            .flatten()
            .is_some_and(|at| is_fresh(at, settings.lifetimes.fresh, settings.now()))
    }

    /// Returns the response that a guard gives to a request without a login, as an error to return
    /// from the handler (Flask-Login's `login_manager.unauthorized()`).
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::Responder;
    /// use login::AuthSession;
    ///
    /// async fn members_only(auth: AuthSession) -> actix_web::Result<impl Responder> {
    ///     # let is_member = false;
    ///     if !is_member {
    ///         return Err(auth.unauthorized());
    ///     }
    ///     Ok("welcome")
    /// }
    /// ```
    #[must_use = "return it as the error of the handler"]
    pub fn unauthorized(&self) -> Error {
        self.refuse(Refused::Unauthorized)
    }

    /// Returns the response that a guard gives to a request whose login is not fresh, as an error
    /// to return from the handler (Flask-Login's `login_manager.needs_refresh()`).
    #[must_use = "return it as the error of the handler"]
    pub fn needs_refresh(&self) -> Error {
        self.refuse(Refused::NeedsRefresh)
    }

    /// Returns the response that a guard gives to a user who lacks a role or permission, 403, as an
    /// error to return from the handler. Use it where only the handler can decide, because access
    /// depends on the requested resource. [`Event::UserForbidden`](crate::Event::UserForbidden) is
    /// emitted, and a [`forbidden_handler`](crate::LoginManagerBuilder::forbidden_handler) is used
    /// if there is one. For a visitor who is not logged in, return
    /// [`unauthorized`](Self::unauthorized) instead.
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{Responder, get, web};
    /// use login::{AuthSession, CurrentUser, UserMixin, login_required};
    /// # #[derive(Clone, UserMixin)]
    /// # struct User { id: i64 }
    /// # struct Order { of: i64 }
    /// # async fn order(id: i64) -> Order { Order { of: id } }
    ///
    /// #[get("/orders/{id}")]
    /// #[login_required]
    /// async fn show(
    ///     auth: AuthSession,
    ///     user: CurrentUser<User>,
    ///     id: web::Path<i64>,
    /// ) -> actix_web::Result<impl Responder> {
    ///     let order = order(*id).await;
    ///     if order.of != user.id {
    ///         return Err(auth.forbidden());
    ///     }
    ///     Ok("your order")
    /// }
    /// ```
    #[must_use = "return it as the error of the handler"]
    pub fn forbidden(&self) -> Error {
        self.refuse(Refused::Forbidden)
    }

    fn refuse(&self, refused: Refused) -> Error {
        Refusal::new(refused, self.request.clone(), Rc::clone(&self.context)).into()
    }

    /// Returns whether this request came with a valid remember cookie: sealed by this application,
    /// not expired and not ended. A cookie that a
    /// [`session_store`](crate::LoginManagerBuilder::session_store) knows to have ended still
    /// counts, because the store is not asked. The user is not loaded either. Both checks are made
    /// when the cookie is used.
    #[must_use]
    pub fn login_remembered(&self) -> bool {
        let carries = self.context.carries_remember_cookie(&self.request);
        let state = self.context.open_state(&self.request);
        let now = self.context.settings().now();
        let holds = self.context.credential(&self.request, &state.remember, now);
        carries && matches!(holds, Received::One(_))
    }

    /// Returns the current user, or `None` for the anonymous user. After
    /// [`login_user`](Self::login_user) it is the user who was just logged in. An inactive user is
    /// returned only if logged in with [`force`](LoginUser::force), kept by
    /// [`keep_inactive_logins`](crate::LoginManagerBuilder::keep_inactive_logins), or returned by
    /// the request loader.
    ///
    /// # Errors
    ///
    /// [`LoginError::Loader`] if a loader fails, [`LoginError::Store`] if the session cannot be
    /// loaded, [`LoginError::WrongUserType`] if the loaders return another type than `U`.
    pub async fn current_user<U: UserMixin>(&self) -> Result<Option<CurrentUser<U>>, LoginError> {
        let identity = identify(&self.request, &self.context).await?;
        CurrentUser::of(&identity)
    }
}

#[cfg(feature = "testing")]
impl AuthSession {
    pub(crate) fn plant(&self, user_id: Option<&str>, fresh: bool) {
        let now = self.context.settings().now();
        self.context.session(|session| {
            session.plant(user_id.map(|user_id| Login {
                user_id: user_id.into(),
                fresh_at: fresh.then_some(now),
                forced: false,
                auth_hash: None,
                client: None,
                credential: None,
            }));
        });
    }

    pub(crate) fn login_keys(&self) -> Vec<&'static str> {
        let keys = self.context.session(|session| {
            let login = session.login()?;
            let mut keys = vec!["_fresh", "_user_id"];
            if login.client.is_some() {
                keys.insert(1, "_id");
            }
            Some(keys)
        });
        keys.flatten().unwrap_or_default()
    }
}

impl fmt::Debug for AuthSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The request's own `Debug` output lists its cookies.
        f.write_str("AuthSession")
    }
}

impl FromRequest for AuthSession {
    type Error = Error;
    type Future = Opening<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Opening::of(request, |request, context| Self {
            request: request.clone(),
            context,
        })
    }
}

/// A login that takes place when it is awaited; see [`AuthSession::login_user`].
#[must_use = "nobody is logged in before this is awaited"]
pub struct LoginUser<'a> {
    auth: &'a AuthSession,
    user: Rc<dyn AnyUser>,
    options: LoginOptions,
}

impl LoginUser<'_> {
    /// Sets whether the browser also gets a remember cookie, which logs the user in again after the
    /// browser was closed; `false` by default. A login that is restored from it is not fresh.
    pub fn remember(mut self, remember: bool) -> Self {
        self.options.remember = remember;
        self
    }

    /// Sets how long the remember cookie lasts, in whole seconds, up to 400 days; by default
    /// [`remember_cookie_duration`](crate::LoginManagerBuilder::remember_cookie_duration). It has
    /// no effect without [`remember(true)`](Self::remember).
    pub fn duration(mut self, duration: Duration) -> Self {
        self.options.duration = Some(duration);
        self
    }

    /// Sets whether even an inactive user is logged in; `false` by default. Guards still refuse
    /// such a user.
    pub fn force(mut self, force: bool) -> Self {
        self.options.force = force;
        self
    }

    /// Sets whether the login counts as fresh; `true` by default.
    pub fn fresh(mut self, fresh: bool) -> Self {
        self.options.fresh = fresh;
        self
    }
}

impl<'a> IntoFuture for LoginUser<'a> {
    type Output = Result<(), LoginError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self {
            auth,
            user,
            options,
        } = self;
        Box::pin(async move { log_in(&auth.request, &auth.context, &user, options).await })
    }
}

impl fmt::Debug for LoginUser<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginUser")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
