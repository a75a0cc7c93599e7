//! What every page shows around its content: who is logged in, and messages. An extractor, so
//! that every template has `current_user`, as Flask's templates have.

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
    /// The messages since the last page, once.
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

/// The answer with a page.
pub(crate) fn show(page: &impl Template) -> Result<HttpResponse, Error> {
    let html = page.render().map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .body(html))
}
