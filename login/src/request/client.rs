//! Which client sent a request.

use actix_web::{
    HttpRequest,
    http::header::{HeaderValue, USER_AGENT},
};

/// A client's address and user agent, to tell it from another.
pub(crate) struct Client<'a> {
    pub(crate) address: Option<String>,
    pub(crate) user_agent: Option<&'a [u8]>,
}

impl<'a> Client<'a> {
    /// The address is the connection's: what a header says of it, anybody can write.
    pub(crate) fn of(request: &'a HttpRequest) -> Self {
        Self {
            address: request.peer_addr().map(|peer| peer.ip().to_string()),
            user_agent: request.headers().get(USER_AGENT).map(HeaderValue::as_bytes),
        }
    }
}
