use login::login_required;

type Answer = std::future::Ready<&'static str>;

#[login_required]
pub mod pages {
    #[actix_web::get("/")]
    pub fn index() -> super::Answer {
        std::future::ready("x")
    }
}

fn main() {}
