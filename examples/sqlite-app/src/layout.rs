//! What every page shows around its content: the user, and messages. It is an extractor, so
//! every template has `current_user`, as in Flask.

use std::pin::Pin;

use actix_web::{
    Error, FromRequest, HttpRequest, HttpResponse, dev::Payload, error::ErrorInternalServerError,
    http::header::ContentType,
};
use askama::Template;
use login::{Flash, Session, Visitor};

use crate::users::User;

pub(crate) struct Layout {
    pub(crate) current_user: Visitor<User>,
    session: Session,
}

impl Layout {
    /// Returns the messages since the last page, and removes them.
    pub(crate) fn flashes(&self) -> Vec<Flash> {
        self.session.take_flashes()
    }
}

impl FromRequest for Layout {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload);
        let session = Session::from_request(request, payload);
        Box::pin(async move {
            Ok(Self {
                current_user: visitor.await?,
                session: session.await?,
            })
        })
    }
}

/// Renders a page as a response.
pub(crate) fn show(page: &impl Template) -> Result<HttpResponse, Error> {
    let html = page.render().map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html))
}
