//! A browser's side: a cookie jar, and answers in a form that tests can read.

use std::{collections::BTreeMap, fmt::Write};

use actix_web::{
    http::{
        Method, StatusCode,
        header::{HeaderMap, SET_COOKIE},
    },
    test::TestRequest,
};
use bytes::Bytes;

use crate::TestApp;

/// A browser with a cookie jar of its own. Cookies are kept and sent back byte for byte.
#[derive(Clone, Debug)]
pub struct Browser {
    app: TestApp,
    /// The jar: name to value.
    pub jar: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(app: TestApp) -> Self {
        Self {
            app,
            jar: BTreeMap::new(),
        }
    }

    /// Sends a GET request and keeps the cookies of the answer.
    pub async fn get(&mut self, uri: &str) -> Answer {
        self.send(Method::GET, uri).await
    }

    /// Sends a POST request without a body and keeps the cookies of the answer.
    pub async fn post(&mut self, uri: &str) -> Answer {
        self.send(Method::POST, uri).await
    }

    /// Sends any request without a body and keeps the cookies of the answer.
    pub async fn send(&mut self, method: Method, uri: &str) -> Answer {
        let request = TestRequest::with_uri(uri).method(method);
        self.send_request(request).await
    }

    /// Adds the jar to a request, sends it and keeps the cookies of the answer.
    pub async fn send_request(&mut self, mut request: TestRequest) -> Answer {
        if !self.jar.is_empty() {
            request = request.insert_header(("cookie", self.cookie_header()));
        }
        let answer = self.app.send(request).await;
        for cookie in answer.set_cookies() {
            if cookie.is_removal() {
                self.jar.remove(&cookie.name);
            } else {
                self.jar.insert(cookie.name, cookie.value);
            }
        }
        answer
    }

    /// What the browser sends as `Cookie`.
    #[must_use]
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<_> = self.jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    /// Ends the browser: what has no date is forgotten, which is the session cookie.
    pub fn close(&mut self) {
        self.jar.retain(|name, _| !name.ends_with("session"));
    }
}

/// Every byte of `text` in percent-encoding: for a query or a path.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02x}").unwrap();
        encoded
    })
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// One header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// All cookies that the answer sets or removes.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.get_all(SET_COOKIE);
        lines
            .map(|line| SetCookie::parse(line.to_str().unwrap()))
            .collect()
    }

    /// The one `Set-Cookie` for a name.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> Option<SetCookie> {
        let mut named: Vec<_> = self.set_cookies();
        named.retain(|cookie| cookie.name == name);
        assert!(named.len() <= 1, "two Set-Cookie for {name}");
        named.pop()
    }
}

/// One `Set-Cookie` line.
#[derive(Clone, Debug)]
pub struct SetCookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// The attributes as written, in alphabetical order.
    pub attributes: Vec<String>,
}

impl SetCookie {
    fn parse(line: &str) -> Self {
        let mut parts = line.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        let mut attributes: Vec<_> = parts.map(str::to_owned).collect();
        attributes.sort();
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes,
        }
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|attribute| attribute.strip_prefix(name)?.strip_prefix('='))
    }

    /// Whether it tells the browser to forget the cookie.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.value.is_empty() && self.attribute("Max-Age") == Some("0")
    }

    /// The attributes without those about time.
    #[must_use]
    pub fn lasting_attributes(&self) -> Vec<String> {
        let mut attributes = self.attributes.clone();
        attributes.retain(|a| !a.starts_with("Max-Age") && !a.starts_with("Expires"));
        attributes
    }
}
