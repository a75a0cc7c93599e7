use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user(id = "number")]
    pub number: i64,
}

fn main() {}
