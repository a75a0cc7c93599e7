use login::UserMixin;

#[derive(UserMixin)]
#[user(crate)]
pub struct User {
    pub id: u32,
}

fn main() {}
