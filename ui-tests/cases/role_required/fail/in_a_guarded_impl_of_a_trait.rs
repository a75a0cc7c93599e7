use actix_web::HttpResponse;
use login::{login_required, role_required};

pub trait Pages {
    #[allow(async_fn_in_trait)]
    async fn index() -> HttpResponse;
}

pub struct Api;

#[login_required]
impl Pages for Api {
    #[role_required("admin")]
    async fn index() -> HttpResponse {
        HttpResponse::Ok().finish()
    }
}

fn main() {}
