use login::UserMixin;

#[derive(UserMixin)]
#[user(id = "token")]
pub struct User {
    pub number: i64,
}

fn main() {}
