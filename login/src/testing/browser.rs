//! The browser's side of an application under test.

use std::{
    collections::BTreeMap,
    fmt,
    net::{IpAddr, SocketAddr},
};

use actix_web::{
    http::{Method, header::USER_AGENT},
    test::TestRequest,
};
use serde::Serialize;

use super::{Answer, Site, TestLogin};

/// A browser with its own cookie jar (feature `testing`). Cookies are kept and sent back byte for
/// byte. Redirects are not followed.
#[derive(Clone)]
pub struct Browser {
    site: Site,
    jar: BTreeMap<String, String>,
    /// Names of cookies without an expiry date.
    transient: Vec<String>,
    /// The address and the `User-Agent` of its requests.
    client: Option<(SocketAddr, String)>,
}

impl Browser {
    pub(super) fn new(site: Site) -> Self {
        Self {
            site,
            jar: BTreeMap::new(),
            transient: Vec::new(),
            client: None,
        }
    }

    /// Gives the browser an address and a `User-Agent`, for session protection, limits on guessing
    /// and lists of devices. By default it has neither.
    #[must_use]
    pub fn from_client(mut self, address: IpAddr, user_agent: impl Into<String>) -> Self {
        let any_port = 50_000;
        self.client = Some(((address, any_port).into(), user_agent.into()));
        self
    }

    /// Takes over a login that was created without a login page. If the browser is [from a
    /// client](Self::from_client), create the login with the same client, by
    /// [`TestLogin::from_client`](super::TestLogin::from_client).
    ///
    /// # Examples
    ///
    /// ```
    /// use actix_web::{App, test::init_service, web};
    /// use login::{
    ///     LoginManager, SecretKey, UserMixin, client_address, fresh_login_required,
    ///     testing::{Site, TestLogin},
    /// };
    ///
    /// #[derive(Clone, UserMixin)]
    /// struct User { id: i64 }
    ///
    /// #[fresh_login_required]
    /// async fn change(request: actix_web::HttpRequest, form: web::Form<Vec<(String, String)>>) -> String {
    ///     format!("{:?} from {:?}", form.0, client_address(&request).unwrap())
    /// }
    ///
    /// # #[actix_web::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let manager = LoginManager::builder(SecretKey::generate()?)
    ///     .user_loader(async |id| Some(User { id }))
    ///     .build()?;
    /// let app = App::new().wrap(manager.clone()).route("/password", web::post().to(change));
    /// let site = Site::new(init_service(app).await);
    ///
    /// let mut browser = site.browser().from_client("192.0.2.7".parse()?, "Firefox");
    /// let ada = TestLogin::new(&manager, &User { id: 7 }).from_client("192.0.2.7", "Firefox");
    /// browser.log_in(ada);
    /// let answer = browser.post_form("/password", &[("new", "secret")]).await;
    /// assert_eq!(answer.text(), r#"[("new", "secret")] from 192.0.2.7"#);
    ///
    /// // Another client with the same cookie is no longer fresh.
    /// let mut thief = browser.clone().from_client("198.51.100.9".parse()?, "curl");
    /// assert_eq!(thief.post_form("/password", &[("new", "mine")]).await.status, 401);
    /// # Ok(()) }
    /// ```
    pub fn log_in(&mut self, login: TestLogin<'_>) {
        let cookie = login.cookie();
        self.transient.push(cookie.name().to_owned());
        self.set_cookie(cookie.name(), cookie.value());
    }

    /// Sends a GET request and keeps the cookies of the answer.
    pub async fn get(&mut self, uri: &str) -> Answer {
        self.send(TestRequest::with_uri(uri)).await
    }

    /// Sends a POST request without a body and keeps the cookies of the answer.
    pub async fn post(&mut self, uri: &str) -> Answer {
        let request = TestRequest::with_uri(uri).method(Method::POST);
        self.send(request).await
    }

    /// Sends a form with POST and keeps the cookies of the answer.
    pub async fn post_form(&mut self, uri: &str, form: &impl Serialize) -> Answer {
        let request = TestRequest::with_uri(uri).method(Method::POST);
        self.send(request.set_form(form)).await
    }

    /// Adds the cookies of the jar to a request, sends it and keeps the cookies of the answer.
    pub async fn send(&mut self, mut request: TestRequest) -> Answer {
        if let Some((address, user_agent)) = &self.client {
            request = request
                .peer_addr(*address)
                .insert_header((USER_AGENT, user_agent.as_str()));
        }
        if !self.jar.is_empty() {
            request = request.insert_header(("cookie", self.cookie_header()));
        }
        let answer = self.site.send(request).await;
        for cookie in answer.set_cookies() {
            self.transient.retain(|name| *name != cookie.name);
            if cookie.is_removal() {
                self.jar.remove(&cookie.name);
                continue;
            }
            if cookie.ends_with_the_browser() {
                self.transient.push(cookie.name.clone());
            }
            self.jar.insert(cookie.name, cookie.value);
        }
        answer
    }

    /// Returns the `Cookie` header that the browser sends.
    #[must_use]
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<_> = self.jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    /// Returns the value of a cookie in the jar.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.jar.get(name).map(String::as_str)
    }

    /// Returns the names of the cookies in the jar, in alphabetical order.
    #[must_use]
    pub fn cookie_names(&self) -> Vec<String> {
        self.jar.keys().cloned().collect()
    }

    /// Puts a cookie into the jar, as an attacker or a test would.
    pub fn set_cookie(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.jar.insert(name.into(), value.into());
    }

    /// Removes a cookie from the jar.
    pub fn forget(&mut self, name: &str) {
        self.jar.remove(name);
    }

    /// Closes the browser: cookies without an expiry date are forgotten, such as the session
    /// cookie. The remember cookie stays.
    pub fn close(&mut self) {
        for name in std::mem::take(&mut self.transient) {
            self.jar.remove(&name);
        }
    }
}

/// Shows only the names of the cookies, since the values may be real.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Browser")
            .field(&self.cookie_names())
            .finish()
    }
}
