//! A browser's side of an application under test.

use std::{collections::BTreeMap, fmt};

use actix_web::{http::Method, test::TestRequest};

use super::{Answer, Site};

/// A browser with a cookie jar of its own (feature `testing`). Cookies are kept and sent back
/// byte for byte; it follows no redirect.
#[derive(Clone)]
pub struct Browser {
    site: Site,
    jar: BTreeMap<String, String>,
    /// Names of cookies without a date.
    transient: Vec<String>,
}

impl Browser {
    pub(super) fn new(site: Site) -> Self {
        Self {
            site,
            jar: BTreeMap::new(),
            transient: Vec::new(),
        }
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

    /// Adds the jar to a request, sends it and keeps the cookies of the answer.
    pub async fn send(&mut self, mut request: TestRequest) -> Answer {
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

    /// What the browser sends as `Cookie`.
    #[must_use]
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<_> = self.jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    /// The value of a cookie in the jar.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.jar.get(name).map(String::as_str)
    }

    /// The names of the cookies in the jar, in alphabetical order.
    #[must_use]
    pub fn cookie_names(&self) -> Vec<String> {
        self.jar.keys().cloned().collect()
    }

    /// Puts a cookie into the jar, as an attacker or a test would.
    pub fn set_cookie(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.jar.insert(name.into(), value.into());
    }

    /// Takes a cookie out of the jar.
    pub fn forget(&mut self, name: &str) {
        self.jar.remove(name);
    }

    /// Closes the browser: cookies without a date are forgotten, such as that of the session.
    /// What was remembered is still there.
    pub fn close(&mut self) {
        for name in std::mem::take(&mut self.transient) {
            self.jar.remove(&name);
        }
    }
}

/// The names of its cookies; the values may be real.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Browser")
            .field(&self.cookie_names())
            .finish()
    }
}
