use login::login_required;

pub trait Pages {
    #[login_required]
    #[allow(async_fn_in_trait)]
    async fn index() -> String;
}

fn main() {}
