//! Responses in a form that tests can inspect.

use std::fmt;

use actix_web::{
    http::{
        StatusCode,
        header::{HeaderMap, HeaderName, LOCATION, SET_COOKIE},
    },
    web::Bytes,
};

/// A response with its complete body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    pub(super) fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// Returns the body as text, with invalid UTF-8 replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the first header of this name as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the target of a redirect, from `Location` or `HX-Redirect`.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
            .or_else(|| self.header("hx-redirect"))
    }

    /// Returns whether the answer neither sets nor removes a cookie.
    #[must_use]
    pub fn leaves_cookies_alone(&self) -> bool {
        !self.headers.contains_key(SET_COOKIE)
    }

    /// Returns all cookies that the answer sets or removes, in order.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.get_all(SET_COOKIE);
        lines
            .filter_map(|line| SetCookie::parse(line.to_str().ok()?))
            .collect()
    }

    /// Returns the cookie of this name that the answer sets or removes. If there are several, it is
    /// the last one.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> Option<SetCookie> {
        let mut cookies = self.set_cookies();
        cookies.retain(|cookie| cookie.name == name);
        cookies.pop()
    }
}

/// Omits the values of headers and the body, since cookies may be real.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &names)
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// One `Set-Cookie` line.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetCookie {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
    /// The attributes as written, in alphabetical order.
    pub attributes: Vec<String>,
}

impl SetCookie {
    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let mut attributes: Vec<_> = parts.map(str::to_owned).collect();
        attributes.sort();
        Some(Self {
            name: name.to_owned(),
            value: value.to_owned(),
            attributes,
        })
    }

    /// Returns the value of an attribute, which is empty if the attribute has none. The case of the
    /// name is ignored.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| {
            let (known, value) = attribute
                .split_once('=')
                .unwrap_or((attribute.as_str(), ""));
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Returns whether the line removes the cookie.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.value.is_empty() && self.attribute("Max-Age") == Some("0")
    }

    /// Returns whether the cookie ends with the browser, that is, has no expiry date.
    #[must_use]
    pub fn ends_with_the_browser(&self) -> bool {
        self.attribute("Max-Age").is_none() && self.attribute("Expires").is_none()
    }

    /// Returns the attributes without `Max-Age` and `Expires`.
    #[must_use]
    pub fn lasting_attributes(&self) -> Vec<String> {
        let mut attributes = self.attributes.clone();
        attributes.retain(|attribute| {
            let lower = attribute.to_ascii_lowercase();
            !lower.starts_with("max-age") && !lower.starts_with("expires")
        });
        attributes
    }
}

/// Omits the value, since it may be real.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=…; {}", self.name, self.attributes.join("; "))
    }
}
