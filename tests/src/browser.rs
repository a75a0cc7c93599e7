//! A browser with a cookie jar, and responses that tests can inspect.

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

/// A browser with its own cookie jar. Cookies are stored and sent back byte for byte.
#[derive(Clone, Debug)]
pub struct Browser {
    app: TestApp,
    /// The cookie jar: names and values.
    pub jar: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(app: TestApp) -> Self {
        Self {
            app,
            jar: BTreeMap::new(),
        }
    }

    /// Sends a GET request, and stores the cookies of the response.
    pub async fn get(&mut self, uri: &str) -> Answer {
        self.send(Method::GET, uri).await
    }

    /// Sends a POST request without a body, and stores the cookies of the response.
    pub async fn post(&mut self, uri: &str) -> Answer {
        self.send(Method::POST, uri).await
    }

    /// Sends a request without a body, and stores the cookies of the response.
    pub async fn send(&mut self, method: Method, uri: &str) -> Answer {
        let request = TestRequest::with_uri(uri).method(method);
        self.send_request(request).await
    }

    /// Adds the jar to a request, sends it, and stores the cookies of the response.
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

    /// Returns the value of the `Cookie` header.
    #[must_use]
    pub fn cookie_header(&self) -> String {
        let pairs: Vec<_> = self.jar.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    /// Closes the browser: removes the cookies without an expiry date, which is only the session cookie.
    pub fn close(&mut self) {
        self.jar.retain(|name, _| !name.ends_with("session"));
    }
}

/// Percent-encodes every byte of `text`, for a query or a path.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02x}").unwrap();
        encoded
    })
}

/// A response with its whole body.
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
    /// Returns the body as text.
    #[must_use]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// Returns a header as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Returns all cookies that the response sets or removes.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.get_all(SET_COOKIE);
        lines
            .map(|line| SetCookie::parse(line.to_str().unwrap()))
            .collect()
    }

    /// Returns the only `Set-Cookie` with this name.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> Option<SetCookie> {
        let mut named: Vec<_> = self.set_cookies();
        named.retain(|cookie| cookie.name == name);
        assert!(named.len() <= 1, "two Set-Cookie for {name}");
        named.pop()
    }
}

/// A `Set-Cookie` header.
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

    /// Returns the value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find_map(|attribute| attribute.strip_prefix(name)?.strip_prefix('='))
    }

    /// Returns whether the browser is told to remove the cookie.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.value.is_empty() && self.attribute("Max-Age") == Some("0")
    }

    /// Returns the attributes other than `Max-Age` and `Expires`.
    #[must_use]
    pub fn lasting_attributes(&self) -> Vec<String> {
        let mut attributes = self.attributes.clone();
        attributes.retain(|a| !a.starts_with("Max-Age") && !a.starts_with("Expires"));
        attributes
    }
}
