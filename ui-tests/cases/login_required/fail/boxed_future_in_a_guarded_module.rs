use login::login_required;

#[login_required]
pub mod pages {
    use actix_web::HttpResponseBuilder;

    pub fn index() -> HttpResponseBuilder {
        actix_web::HttpResponse::Ok()
    }
}

fn main() {}
