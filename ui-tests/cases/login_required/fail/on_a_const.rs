use login::login_required;

#[login_required]
pub const INDEX: u8 = 0;

fn main() {}
