use login::login_required;

#[login_required]
pub mod pages {
    use actix_web::Responder;

    async fn load(name: &str) -> String {
        name.to_owned()
    }

    pub async fn index() -> impl Responder {
        load("x").await
    }
}

fn main() {}
