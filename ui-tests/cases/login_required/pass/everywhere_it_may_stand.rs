#![deny(warnings)]

use actix_web::{HttpResponse, Responder, get, post, route, web};
use login::{CurrentUser, UserMixin, fresh_login_required, login_required};

#[derive(Clone, UserMixin)]
struct User {
    id: i64,
}

#[get("/above")]
#[login_required]
async fn above(user: CurrentUser<User>) -> impl Responder {
    user.id.to_string()
}

#[login_required]
#[post("/below")]
async fn below() -> actix_web::Result<HttpResponse> {
    Ok(HttpResponse::Ok().finish())
}

/// With documentation.
#[route("/two", method = "GET", method = "POST")]
#[fresh_login_required]
#[login_required]
#[allow(clippy::needless_pass_by_value)]
async fn stacked(web::Json((a, mut b)): web::Json<(u8, u8)>) -> impl Responder {
    b += a;
    b.to_string()
}

#[login_required]
async fn generic<T: ToString>(data: web::Data<T>) -> String
where
    T: Clone,
{
    data.to_string()
}

fn main() {
    let _ = (above, below, stacked, generic::<u8>);
}
