//! Answers in a form that tests can read.

use std::fmt;

use actix_web::{
    http::{
        StatusCode,
        header::{HeaderMap, HeaderName, LOCATION, SET_COOKIE},
    },
    web::Bytes,
};

/// An answer, read to its end.
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

    /// The body as text; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// One header as text, the first of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Where it redirects to, if it does.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
            .or_else(|| self.header("hx-redirect"))
    }

    /// Whether it sets no cookie and removes none.
    #[must_use]
    pub fn leaves_cookies_alone(&self) -> bool {
        !self.headers.contains_key(SET_COOKIE)
    }

    /// All cookies that it sets or removes, in their order.
    #[must_use]
    pub fn set_cookies(&self) -> Vec<SetCookie> {
        let lines = self.headers.get_all(SET_COOKIE);
        lines
            .filter_map(|line| SetCookie::parse(line.to_str().ok()?))
            .collect()
    }

    /// The cookie of this name that it sets or removes.
    #[must_use]
    pub fn set_cookie(&self, name: &str) -> Option<SetCookie> {
        let mut cookies = self.set_cookies();
        cookies.retain(|cookie| cookie.name == name);
        cookies.pop()
    }
}

/// Without the values of cookies, which may be real.
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

    /// The value of an attribute, empty for one without; the name in whatever case.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find_map(|attribute| {
            let (known, value) = attribute
                .split_once('=')
                .unwrap_or((attribute.as_str(), ""));
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// Whether it tells the browser to forget the cookie.
    #[must_use]
    pub fn is_removal(&self) -> bool {
        self.value.is_empty() && self.attribute("Max-Age") == Some("0")
    }

    /// Whether it ends with the browser, having no date.
    #[must_use]
    pub fn ends_with_the_browser(&self) -> bool {
        self.attribute("Max-Age").is_none() && self.attribute("Expires").is_none()
    }

    /// The attributes without those about time.
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

/// Without the value, which may be a real one.
impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=…; {}", self.name, self.attributes.join("; "))
    }
}
