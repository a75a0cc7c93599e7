use login::login_required;

#[login_required]
pub mod site {
    use actix_web::{get, web::ServiceConfig};

    pub struct Site;

    impl Site {
        pub async fn configure(&self, config: &mut ServiceConfig) {
            #[get("/")]
            async fn index() -> String {
                String::new()
            }
            config.service(index);
        }
    }
}

fn main() {}
