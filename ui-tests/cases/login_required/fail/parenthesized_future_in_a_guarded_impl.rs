use login::login_required;

pub struct Pages;

#[login_required]
impl Pages {
    pub fn index() -> (impl Future<Output = String>) {
        async { String::new() }
    }
}

fn main() {}
