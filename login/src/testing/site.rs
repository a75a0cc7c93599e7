//! An application under test, and what a test needs to know of it.

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

/// An application in the process of its test, and how its login works (feature `testing`): for
/// [`Browser`]s, and for [`security_suite!`](crate::security_suite).
///
/// The requests are made anew each time they are sent, hence the closures. What a site does not
/// have is left out; checks that need it are skipped and say so.
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
    /// An application that [`init_service`](actix_web::test::init_service) has made ready.
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

    /// The clock of its [`LoginManager`](crate::LoginManager), for what takes time.
    #[must_use]
    pub fn clock(mut self, clock: &TestClock) -> Self {
        self.clock = Some(clock.clone());
        self
    }

    /// The request that logs a user in, without being remembered.
    #[must_use]
    pub fn log_in(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_in = Some(Rc::new(request));
        self
    }

    /// The request that logs a user in who wants to be remembered.
    #[must_use]
    pub fn log_in_remembered(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_in_remembered = Some(Rc::new(request));
        self
    }

    /// A request that tries to log in and must fail: of an unknown user, with a wrong
    /// password, of a closed account. Call it for each; all of them must look alike.
    #[must_use]
    pub fn log_in_in_vain(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_in_in_vain.push(Rc::new(request));
        self
    }

    /// The request that logs out.
    #[must_use]
    pub fn log_out(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.log_out = Some(Rc::new(request));
        self
    }

    /// A page for which one must be logged in, answered to GET; call it for each, the
    /// more the better. For what forms send there is [`guarded_request`](Self::guarded_request).
    #[must_use]
    pub fn guarded(mut self, path: impl Into<String>) -> Self {
        self.guarded.push(path.into());
        self
    }

    /// A request for which one must be logged in, and that is no GET: what a form sends, with its
    /// fields; call it for each. It is sent without a login, and then by the user of
    /// [`log_in`](Self::log_in), so that it takes effect.
    #[must_use]
    pub fn guarded_request(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.guarded_requests.push(Rc::new(request));
        self
    }

    /// A page that the user of [`log_in`](Self::log_in) must not see, for want of a role or a
    /// permission, answered to GET; call it for each. For what forms send there is
    /// [`forbidden_request`](Self::forbidden_request).
    #[must_use]
    pub fn forbidden(mut self, path: impl Into<String>) -> Self {
        self.forbidden.push(path.into());
        self
    }

    /// A request that the user of [`log_in`](Self::log_in) must not make, for want of a role or a
    /// permission, and that is no GET; call it for each.
    #[must_use]
    pub fn forbidden_request(mut self, request: impl Fn() -> TestRequest + 'static) -> Self {
        self.forbidden_requests.push(Rc::new(request));
        self
    }

    /// After so many failed logins to one account the next is refused with 429, as a
    /// `LoginThrottle` does it.
    #[must_use]
    pub fn throttled(mut self, most: u32) -> Self {
        self.throttled = Some(most);
        self
    }

    /// A page for which a fresh login is needed; call it for each.
    #[must_use]
    pub fn fresh(mut self, path: impl Into<String>) -> Self {
        self.fresh.push(path.into());
        self
    }

    /// A page for everybody that asks nothing of the login; call it for each.
    #[must_use]
    pub fn public(mut self, path: impl Into<String>) -> Self {
        self.public.push(path.into());
        self
    }

    /// A browser without cookies.
    #[must_use]
    pub fn browser(&self) -> Browser {
        Browser::new(self.clone())
    }

    /// Sends a request as it is, without any browser's cookies.
    pub async fn send(&self, request: TestRequest) -> Answer {
        (self.send)(request).await
    }
}

/// What actix-web's server makes of an application's result, an error of a middleware included.
async fn answer<B: MessageBody + 'static>(result: Result<ServiceResponse<B>, Error>) -> Answer {
    let response = match result {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let (status, headers) = (response.status(), response.headers().clone());
    let body: BoxBody = response.into_body();
    // A body that breaks off has no other bytes.
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
