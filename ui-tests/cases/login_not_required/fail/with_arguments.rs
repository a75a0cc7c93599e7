use login::login_required;

#[login_required]
pub mod pages {
    use actix_web::Responder;

    #[login_not_required("public")]
    pub async fn index() -> impl Responder {
        "x"
    }
}

fn main() {}
