use login::login_required;

#[login_required]
pub struct Index;

fn main() {}
