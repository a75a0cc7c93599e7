//! Whatever the condition says, the guard knows which arguments there are.

use actix_web::{HttpRequest, Responder, get, web};
use login::{CurrentUser, UserMixin, login_required};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

#[get("/")]
#[login_required(test = |user: &User| user.id > 0)]
async fn index(
    #[cfg(any())] gone: web::Data<NoSuchType>,
    #[cfg(all())] user: CurrentUser<User>,
) -> impl Responder {
    user.id.to_string()
}

#[login_required]
mod site {
    use super::*;

    #[get("/site")]
    pub async fn site(#[cfg(any())] gone: NoSuchType, request: HttpRequest) -> String {
        request.path().to_owned()
    }
}

pub struct Api;

#[login_required]
impl Api {
    pub async fn list(#[cfg(any())] gone: NoSuchType, user: CurrentUser<User>) -> String {
        user.id.to_string()
    }
}

fn main() {
    let _app = actix_web::App::new()
        .service(index)
        .service(site::site)
        .route("/list", web::get().to(Api::list));
}
