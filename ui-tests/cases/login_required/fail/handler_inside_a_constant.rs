use login::login_required;

#[login_required]
pub mod site {
    use actix_web::{get, web::ServiceConfig};

    pub const CONFIGURE: fn(&mut ServiceConfig) = |config| {
        #[get("/")]
        async fn index() -> String {
            String::new()
        }
        config.service(index);
    };
}

fn main() {}
