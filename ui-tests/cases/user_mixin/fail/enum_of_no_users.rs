use login::UserMixin;

#[derive(UserMixin)]
pub enum Account {}

fn main() {}
