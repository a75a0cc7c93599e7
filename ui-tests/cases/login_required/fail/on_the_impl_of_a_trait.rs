use login::login_required;

pub trait Pages {
    fn count() -> usize;
}

pub struct Api;

#[login_required]
impl Pages for Api {
    fn count() -> usize {
        1
    }
}

fn main() {}
