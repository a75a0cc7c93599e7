use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    pub id: i64,
    #[user(session_hash)]
    pub password: u64,
}

fn main() {}
