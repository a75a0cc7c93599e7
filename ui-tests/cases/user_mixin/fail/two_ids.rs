use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user(id)]
    pub number: i64,
    #[user(id)]
    pub name: String,
}

fn main() {}
