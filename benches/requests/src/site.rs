//! Applications that are called in this process, without a socket or parsing of HTTP.

use std::{
    future::{Future, ready},
    net::SocketAddr,
};

use actix_web::{
    Error,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    http::{Method, header},
    test::TestRequest,
};
use axum::{
    Router, body::Body, extract::Request as AxumRequest, response::Response as AxumResponse,
};
use tower::Service as _;

use crate::Result;

/// The address from which all requests appear to come.
const CLIENT: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 54_321);

/// The headers of every request, as a browser sends them.
pub const HEADERS: [(&str, &str); 4] = [
    ("host", "localhost"),
    (
        "user-agent",
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ),
    ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ("sec-fetch-site", "same-origin"),
];

/// A description of a request.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whether the method is POST; otherwise it is GET.
    pub is_post: bool,
    /// The path.
    pub path: &'static str,
    /// The `Cookie` header, if there is one.
    pub cookie: Option<String>,
}

/// The relevant parts of a response.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The `Set-Cookie` headers.
    pub set_cookies: Vec<String>,
}

/// An application to which requests are sent, in this process or through a socket.
pub trait Site {
    /// The request type of the framework.
    type Request;
    /// The response type of the framework.
    type Response;

    /// Creates a request. This is not measured.
    fn request(&self, ask: &Ask) -> Self::Request;

    /// Handles the request. This is measured.
    fn call(&mut self, request: Self::Request) -> impl Future<Output = Result<Self::Response>>;

    /// Extracts the relevant parts of a response. This is not measured.
    fn answer(response: &Self::Response) -> Answer;
}

pub(crate) struct ActixSite<S>(pub(crate) S);

impl<S, B> Site for ActixSite<S>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    type Request = actix_http::Request;
    type Response = ServiceResponse<B>;

    fn request(&self, ask: &Ask) -> Self::Request {
        let method = if ask.is_post {
            Method::POST
        } else {
            Method::GET
        };
        let mut request = TestRequest::with_uri(ask.path)
            .method(method)
            .peer_addr(CLIENT);
        for header in HEADERS {
            request = request.insert_header(header);
        }
        if let Some(cookie) = &ask.cookie {
            request = request.insert_header((header::COOKIE, cookie.as_str()));
        }
        request.to_request()
    }

    async fn call(&mut self, request: Self::Request) -> Result<Self::Response> {
        Ok(self.0.call(request).await?)
    }

    fn answer(response: &Self::Response) -> Answer {
        let set_cookies = response.headers().get_all(header::SET_COOKIE);
        Answer {
            status: response.status().as_u16(),
            set_cookies: set_cookies
                .filter_map(|line| Some(line.to_str().ok()?.to_owned()))
                .collect(),
        }
    }
}

pub(crate) struct AxumSite(pub(crate) Router);

impl Site for AxumSite {
    type Request = AxumRequest;
    type Response = AxumResponse;

    fn request(&self, ask: &Ask) -> Self::Request {
        let method = if ask.is_post { "POST" } else { "GET" };
        let mut request = AxumRequest::builder().method(method).uri(ask.path);
        for (name, value) in HEADERS {
            request = request.header(name, value);
        }
        if let Some(cookie) = &ask.cookie {
            request = request.header("cookie", cookie);
        }
        // Cannot fail: the parts are the constants above.
        request.body(Body::empty()).unwrap_or_default()
    }

    async fn call(&mut self, request: Self::Request) -> Result<Self::Response> {
        // A router is always ready.
        ready(()).await;
        Ok(self.0.call(request).await?)
    }

    fn answer(response: &Self::Response) -> Answer {
        let set_cookies = response.headers().get_all("set-cookie").iter();
        Answer {
            status: response.status().as_u16(),
            set_cookies: set_cookies
                .filter_map(|line| Some(line.to_str().ok()?.to_owned()))
                .collect(),
        }
    }
}
