use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user]
    pub id: i64,
}

fn main() {}
