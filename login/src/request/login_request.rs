//! The request as a request loader sees it.

use std::{fmt, ops::Deref};

use actix_web::HttpRequest;
use serde::de::DeserializeOwned;

use super::SharedBody;

/// The request that a [`request_loader`](crate::LoginManagerBuilder::request_loader) gets. It
/// dereferences to actix-web's [`HttpRequest`].
///
/// Use [`HttpRequest::headers`] for headers, [`query`](Self::query) for the query and
/// [`form`](Self::form) for the fields of a form.
///
/// # Examples
///
/// ```
/// use login::{LoginRequest, UserMixin};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// async fn find_by_api_key(key: &str) -> Option<User> { /* … */ None }
///
/// async fn request_loader(request: LoginRequest) -> Option<User> {
///     let key = request.headers().get("x-api-key")?.to_str().ok()?;
///     find_by_api_key(key).await
/// }
/// ```
#[derive(Clone)]
pub struct LoginRequest {
    request: HttpRequest,
    body: Option<SharedBody>,
    session_user_id: Option<String>,
}

impl LoginRequest {
    pub(crate) fn new(
        request: HttpRequest,
        body: Option<SharedBody>,
        session_user_id: Option<String>,
    ) -> Self {
        Self {
            request,
            body,
            session_user_id,
        }
    }

    /// Returns the id of the user that the session names, as text. It is unconfirmed: there is no
    /// user loader, or the login does not stand.
    #[must_use]
    pub fn session_user_id(&self) -> Option<&str> {
        self.session_user_id.as_deref()
    }

    /// Returns the fields of a form body (`application/x-www-form-urlencoded`), like Flask's
    /// `request.form`.
    ///
    /// Returns `None` if the body is not such a form, does not have the fields of `T`, or is longer
    /// than 16 KiB. The handler can read the same body again.
    pub async fn form<T: DeserializeOwned>(&self) -> Option<T> {
        let body = self.body.as_ref()?.read().await?;
        serde_urlencoded::from_bytes(&body).ok()
    }

    /// Returns the fields of the query, like Flask's `request.args`. Returns `None` if the query
    /// does not have the fields of `T`.
    #[must_use]
    pub fn query<T: DeserializeOwned>(&self) -> Option<T> {
        serde_urlencoded::from_str(self.request.query_string()).ok()
    }
}

impl Deref for LoginRequest {
    type Target = HttpRequest;

    fn deref(&self) -> &HttpRequest {
        &self.request
    }
}

impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The output of actix-web lists every header, including cookies and credentials.
        f.debug_struct("LoginRequest")
            .field("method", self.request.method())
            .field("path", &self.request.path())
            .finish_non_exhaustive()
    }
}
