use login::UserMixin;

#[derive(UserMixin)]
#[user(roles)]
pub struct User {
    pub id: u32,
}

fn main() {}
