use login::login_required;

macro_rules! as_it_is {
    ($item:item) => {
        $item
    };
}

#[login_required]
pub mod site {
    as_it_is! {
        #[actix_web::get("/")]
        pub async fn index() -> String {
            String::new()
        }
    }
}

fn main() {}
