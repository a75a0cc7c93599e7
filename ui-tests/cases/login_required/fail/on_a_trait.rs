use login::login_required;

#[login_required]
pub trait Pages {
    fn index(&self) -> String;
}

fn main() {}
