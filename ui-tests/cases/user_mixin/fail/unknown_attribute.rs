use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user(idd)]
    pub number: i64,
}

fn main() {}
