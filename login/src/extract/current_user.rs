//! The logged-in user as a handler argument.

use std::{any::Any, fmt, future::ready, ops::Deref, pin::Pin, rc::Rc};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload};

use crate::{
    context::LoginContext,
    error::LoginError,
    identify::identify,
    identity::Identity,
    pipeline::refuse,
    policy::Requirement,
    user::{AnyUser, UserMixin},
};

/// The user who is logged in (Flask-Login's `current_user`). Dereferences to `U`.
///
/// As a handler argument it is a guard of its own: a request without a login, or with an inactive
/// account, is answered as `#[login_required]` answers it. The attribute is stricter: it runs
/// before any other part of the request is processed, while actix-web extracts all arguments
/// concurrently.
///
/// `Option<CurrentUser<U>>` accepts every request and is `None` for the anonymous user. It is also
/// `None` if the user loader fails, so that a public page keeps working.
///
/// The user is shared within the request, not cloned. Clone it to change a copy or to move it to
/// another thread (`web::block`): `let user = User::clone(&user)`. Where a `&User` is required,
/// write `&*user`.
///
/// A user that was loaded is shared by all arguments and guards of the request, and none is loaded
/// if nothing needs it. The loader is called again only if it failed, or for the remember cookie
/// after the login of the session did not stand.
///
/// # Errors
///
/// As [`LoginError`]: 503 if a loader or the session store fails, 500 if the loaders return another
/// type than `U` or if no [`LoginManager`](crate::LoginManager) handles the request.
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, get};
/// use login::{CurrentUser, UserMixin, login_required};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64, name: String }
///
/// #[get("/")]
/// async fn index(user: Option<CurrentUser<User>>) -> impl Responder {
///     match user {
///         Some(user) => format!("Hello {}", user.name),
///         None => "Hello stranger".to_owned(),
///     }
/// }
///
/// #[get("/profile")]
/// #[login_required]
/// async fn profile(user: CurrentUser<User>) -> impl Responder {
///     format!("Logged in as: {}", user.name)
/// }
/// ```
pub struct CurrentUser<U>(Rc<U>);

impl<U: UserMixin> CurrentUser<U> {
    pub(crate) fn of(identity: &Identity) -> Result<Option<Self>, LoginError> {
        let Some(user) = identity.user() else {
            return Ok(None);
        };
        let user: Rc<dyn AnyUser> = Rc::clone(user);
        let user: Rc<dyn Any> = user;
        if let Ok(user) = user.downcast() {
            return Ok(Some(Self(user)));
        }
        let error = LoginError::WrongUserType {
            expected: std::any::type_name::<U>(),
        };
        tracing::error!("{error}");
        Err(error)
    }

    fn required(
        request: &HttpRequest,
        context: &Rc<LoginContext>,
        identity: &Identity,
    ) -> Result<Self, Error> {
        if let Some(refusal) = refuse(request, context, identity, Requirement::Login, None) {
            return Err(refusal.into());
        }
        // Admission implies a user, so this error cannot occur.
        Self::of(identity)?.ok_or_else(|| LoginError::NotLoggedIn.into())
    }
}

impl<U> CurrentUser<U> {
    /// Returns the user, which other arguments and guards of the request may share.
    #[must_use]
    pub fn into_inner(self) -> Rc<U> {
        self.0
    }
}

impl<U> Deref for CurrentUser<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U> Clone for CurrentUser<U> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<U: fmt::Debug> fmt::Debug for CurrentUser<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CurrentUser").field(&self.0).finish()
    }
}

impl<U: UserMixin> FromRequest for CurrentUser<U> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = match LoginContext::of(request) {
            Ok(context) => context,
            Err(error) => return Box::pin(ready(Err(error.into()))),
        };
        if let Some(identity) = context.identity() {
            return Box::pin(ready(Self::required(request, &context, &identity)));
        }
        let request = request.clone();
        Box::pin(async move {
            let identity = identify(&request, &context).await?;
            Self::required(&request, &context, &identity)
        })
    }
}
