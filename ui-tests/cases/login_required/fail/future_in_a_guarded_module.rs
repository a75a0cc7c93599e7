use login::login_required;

#[login_required]
pub mod pages {
    pub fn index() -> impl Future<Output = &'static str> {
        std::future::ready("x")
    }
}

fn main() {}
