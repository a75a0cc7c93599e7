//! A visitor, logged in or not, with one set of methods for both.

use std::{fmt, pin::Pin};

use actix_web::{Error, FromRequest, HttpRequest, dev::Payload, web};

use super::CurrentUser;
use crate::{
    context::LoginContext,
    identify::identify,
    user::{AnonymousUser, UserMixin},
};

/// The current user or the anonymous one, like Flask-Login's `current_user` in templates.
///
/// Accepts every request, and offers Flask-Login's methods for both kinds of visitors. An inactive
/// user is treated as anonymous, except if logged in with [`force`](crate::LoginUser::force), kept
/// by [`keep_inactive_logins`](crate::LoginManagerBuilder::keep_inactive_logins) or returned by the
/// request loader; such a user is not authenticated. The anonymous user may be of a type of the
/// application (Flask-Login's `anonymous_user`) that is `Clone + Default`. It is cloned from the
/// application data, registered directly or in `web::Data`, or created by `Default`.
///
/// # Errors
///
/// As [`LoginError`](crate::LoginError): 503 if a loader or the session store fails.
///
/// # Examples
///
/// ```
/// use actix_web::{Responder, get};
/// use login::{UserMixin, Visitor};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64, name: String }
///
/// #[derive(Clone, Default)]
/// struct Guest { basket: Vec<u32> }
///
/// #[get("/")]
/// async fn index(visitor: Visitor<User, Guest>) -> impl Responder {
///     match visitor {
///         Visitor::User(user) => format!("Hello {}", user.name),
///         Visitor::Anonymous(guest) => format!("Hello, {} things", guest.basket.len()),
///     }
/// }
/// ```
#[derive(Clone)]
pub enum Visitor<U, A = AnonymousUser> {
    /// A user returned by a loader, active or not.
    User(CurrentUser<U>),
    /// The anonymous user.
    Anonymous(A),
}

impl<U: UserMixin, A> Visitor<U, A> {
    /// Returns the user, or `None` for the anonymous user.
    #[must_use]
    pub fn user(&self) -> Option<&CurrentUser<U>> {
        match self {
            Self::User(user) => Some(user),
            Self::Anonymous(_) => None,
        }
    }

    /// Returns whether guards accept the visitor.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.user().is_some_and(|user| user.is_authenticated())
    }

    /// Returns whether the visitor is a user with an active account.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.user().is_some_and(|user| user.is_active())
    }

    /// Returns whether the visitor is anonymous.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.user().is_none_or(|user| user.is_anonymous())
    }

    /// Returns the user's id, or `None` for the anonymous user.
    #[must_use]
    pub fn get_id(&self) -> Option<U::Id> {
        self.user().map(|user| user.get_id())
    }
}

impl<U: fmt::Debug, A: fmt::Debug> fmt::Debug for Visitor<U, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(user) => f.debug_tuple("User").field(user).finish(),
            Self::Anonymous(nobody) => f.debug_tuple("Anonymous").field(nobody).finish(),
        }
    }
}

fn nobody<A: Clone + Default + 'static>(request: &HttpRequest) -> A {
    let bare = request.app_data::<A>();
    let shared = || request.app_data::<web::Data<A>>().map(web::Data::get_ref);
    bare.or_else(shared).cloned().unwrap_or_default()
}

impl<U: UserMixin, A: Clone + Default + 'static> FromRequest for Visitor<U, A> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let context = LoginContext::of(&request)?;
            let identity = identify(&request, &context).await?;
            Ok(match CurrentUser::of(&identity)? {
                Some(user) => Self::User(user),
                None => Self::Anonymous(nobody(&request)),
            })
        })
    }
}
