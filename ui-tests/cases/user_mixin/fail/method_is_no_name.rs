use login::UserMixin;

#[derive(UserMixin)]
#[user(id = "the token")]
pub struct User {
    pub generation: u32,
}

fn main() {}
