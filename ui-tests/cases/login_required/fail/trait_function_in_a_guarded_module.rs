use login::login_required;

#[login_required]
pub mod pages {
    pub struct Page;

    pub trait Show {
        #[allow(async_fn_in_trait)]
        async fn show() -> String;
    }

    impl Show for Page {
        async fn show() -> String {
            String::new()
        }
    }
}

fn main() {}
