//! The request as a request loader sees it.

use std::{fmt, ops::Deref};

use actix_web::HttpRequest;
use serde::de::DeserializeOwned;

use super::SharedBody;

/// The request that a [`request_loader`](crate::LoginManagerBuilder::request_loader) looks
/// at; it dereferences to actix-web's [`HttpRequest`].
///
/// Headers are read with [`HttpRequest::headers`], the query with [`query`](Self::query) and
/// the fields of a form with [`form`](Self::form).
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

    /// The id of the user whom the session claims to be, as text. The user loader, if there
    /// is one, did not confirm it.
    #[must_use]
    pub fn session_user_id(&self) -> Option<&str> {
        self.session_user_id.as_deref()
    }

    /// The fields of a form body (`application/x-www-form-urlencoded`), as Flask's
    /// `request.form`.
    ///
    /// `None` if the body is no such form, does not have the fields of `T`, or is longer
    /// than 16 KiB. The handler can read the same body again.
    pub async fn form<T: DeserializeOwned>(&self) -> Option<T> {
        let body = self.body.as_ref()?.read().await?;
        serde_urlencoded::from_bytes(&body).ok()
    }

    /// The fields of the query, as Flask's `request.args`; `None` if it does not have the
    /// fields of `T`.
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
        // actix-web's own output lists every header, cookies and credentials among them.
        f.debug_struct("LoginRequest")
            .field("method", self.request.method())
            .field("path", &self.request.path())
            .finish_non_exhaustive()
    }
}
