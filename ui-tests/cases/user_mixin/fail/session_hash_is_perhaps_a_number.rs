use login::UserMixin;

#[derive(Clone, UserMixin)]
pub struct User {
    id: i64,
    #[user(session_hash)]
    password: Option<i64>,
}

fn main() {}
