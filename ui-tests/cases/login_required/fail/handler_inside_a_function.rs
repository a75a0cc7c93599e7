use login::login_required;

#[login_required]
pub mod pages {
    use actix_web::web;

    pub fn configure(app: &mut web::ServiceConfig) {
        async fn index() -> &'static str {
            "x"
        }
        app.route("/", web::get().to(index));
    }
}

fn main() {}
