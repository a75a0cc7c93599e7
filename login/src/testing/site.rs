//! An application under test, and its description for a test.

use std::{fmt, pin::Pin, rc::Rc};

use actix_http::Request;
use actix_web::{
    Error,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{Service, ServiceResponse},
    test::TestRequest,
    web::Bytes,
};

use super::{Answer, Browser, TestClock};

type Send = Rc<dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answer>>>>;
pub(super) type Ask = Rc<dyn Fn() -> TestRequest>;

/// An application in the process of its test, and how its login works (feature `testing`). It is
/// used for [`Browser`]s and for [`security_suite!`](crate::security_suite).
///
/// Requests are created anew each time they are sent, hence the closures. Omit what a site does not
/// have: checks that need it are skipped with a message.
///
/// # Examples
///
/// ```
/// use actix_web::{App, test::{TestRequest, init_service}, web};
/// use login::{AuthSession, LoginError, LoginManager, SecretKey, UserMixin, login_required, testing::Site};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// async fn log_in(auth: AuthSession) -> Result<&'static str, LoginError> {
///     auth.login_user(&User { id: 7 }).await?;
///     Ok("Logged in")
/// }
///
/// #[login_required]
/// async fn protected() -> &'static str { "for members" }
///
/// # #[actix_web::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let manager = LoginManager::builder(SecretKey::generate()?)
///     .user_loader(async |id| Some(User { id }))
///     .build()?;
/// let app = App::new()
///     .wrap(manager)
///     .route("/login", web::post().to(log_in))
///     .route("/protected", web::get().to(protected));
///
/// let site = Site::new(init_service(app).await).log_in(|| TestRequest::post().uri("/login"));
/// let mut browser = site.browser();
/// assert_eq!(browser.get("/protected").await.status, 401);
/// browser.send(TestRequest::post().uri("/login")).await;
/// assert_eq!(browser.get("/protected").await.text(), "for members");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Site {
    send: Send,
    pub(super) clock: Option<TestClock>,
    pub(super) log_in: Option<Ask>,
    pub(super) log_in_remembered: Option<Ask>,
    pub(super) log_in_in_vain: Vec<Ask>,
    pub(super) log_out: Option<Ask>,
    pub(super) guarded: Vec<String>,
    pub(super) guarded_requests: Vec<Ask>,
    pub(super) forbidden: Vec<String>,
    pub(super) forbidden_requests: Vec<Ask>,
    pub(super) throttled: Option<u32>,
    pub(super) fresh: Vec<String>,
    pub(super) public: Vec<String>,
}

impl Site {
    /// Creates a site from an application that [`init_service`](actix_web::test::init_service) has
    /// initialized.
    pub fn new<S, B>(app: S) -> Self
    where
        S: Service<Request, Response = ServiceResponse<B>, Error = Error> + 'static,
        B: MessageBody + 'static,
    {
        let service = Rc::new(app);
        let send: Send = Rc::new(move |request| {
            let service = Rc::clone(&service);
            Box::pin(async move { answer(service.call(request.to_request()).await).await })
        });
        Self {
            send,
            clock: None,
            log_in: None,
            log_in_remembered: None,
            log_in_in_vain: Vec::new(),
            log_out: None,
            guarded: Vec::new(),
            guarded_requests: Vec::new(),
            forbidden: Vec::new(),
            forbidden_requests: Vec::new(),
            throttled: None,
            fresh: Vec::new(),
            public: Vec::new(),
        }
    }

    /// Sets the clock of its [`LoginManager`](crate::LoginManager), for checks that move the time.
    #[must_use]
    pub fn clock(mut self, clock: &TestClock) -> Self {
        self.clock = Some(clock.clone());
        self
    }

    /// Sets the request that logs a user in, without being remembered.
    #[must_use]
    pub fn log_in(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_in = Some(Rc::new(request));
        self
    }

    /// Sets the request that logs a user in and asks to be remembered.
    #[must_use]
    pub fn log_in_remembered(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_in_remembered = Some(Rc::new(request));
        self
    }

    /// Adds a request that tries to log in and must fail: of an unknown user, with a wrong
    /// password, of a closed account. Call it for each. The answers to all of them must look alike.
    #[must_use]
    pub fn log_in_in_vain(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_in_in_vain.push(Rc::new(request));
        self
    }

    /// Sets the request that logs out.
    #[must_use]
    pub fn log_out(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_out = Some(Rc::new(request));
        self
    }

    /// Adds a page that requires a login and responds to GET. Call it for as many pages as
    /// possible. For form submissions there is [`guarded_request`](Self::guarded_request).
    #[must_use]
    pub fn guarded(mut self, path: impl Into<String>) -> Self {
        self.guarded.push(path.into());
        self
    }

    /// Adds a request that requires a login and is not a GET, such as a form submission with its
    /// fields. Call it for each. The request is sent without a login, and then by the user of
    /// [`log_in`](Self::log_in), so that it takes effect.
    #[must_use]
    pub fn guarded_request(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.guarded_requests.push(Rc::new(request));
        self
    }

    /// Adds a page that responds to GET and that the user of [`log_in`](Self::log_in) must not see,
    /// because a role or permission is missing. Call it for each. For form submissions there is
    /// [`forbidden_request`](Self::forbidden_request).
    #[must_use]
    pub fn forbidden(mut self, path: impl Into<String>) -> Self {
        self.forbidden.push(path.into());
        self
    }

    /// Adds a request that is not a GET and that the user of [`log_in`](Self::log_in) must not
    /// make, because a role or permission is missing. Call it for each.
    #[must_use]
    pub fn forbidden_request(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.forbidden_requests.push(Rc::new(request));
        self
    }

    /// Sets after how many failed logins to one account the next is refused with 429, as by a
    /// `LoginThrottle`.
    #[must_use]
    pub fn throttled(mut self, most: u32) -> Self {
        self.throttled = Some(most);
        self
    }

    /// Adds a page that requires a fresh login. Call it for each.
    #[must_use]
    pub fn fresh(mut self, path: impl Into<String>) -> Self {
        self.fresh.push(path.into());
        self
    }

    /// Adds a page for all visitors that does not depend on the login. Call it for each.
    #[must_use]
    pub fn public(mut self, path: impl Into<String>) -> Self {
        self.public.push(path.into());
        self
    }

    /// Returns a new browser without cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.clone())
    }

    /// Sends a request unchanged, without the cookies of a browser.
    pub async fn send(&self, request: TestRequest) -> Answer {
        (self.send)(request).await
    }
}

/// Converts the result of an application to an answer as actix-web's server does, including errors
/// of middlewares.
async fn answer<B: MessageBody + 'static>(result: Result<ServiceResponse<B>, Error>) -> Answer {
    let response = match result {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let (status, headers) = (response.status(), response.headers().clone());
    let body: BoxBody = response.into_body();
    // The bytes before an error in the body are lost.
    let body = to_bytes(body).await.unwrap_or_else(|_| Bytes::new());
    Answer::new(status, headers, body)
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("guarded", &self.guarded)
            .field("fresh", &self.fresh)
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}
