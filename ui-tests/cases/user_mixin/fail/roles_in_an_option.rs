use login::UserMixin;

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    #[user(roles)]
    pub roles: Option<Vec<String>>,
}

fn main() {}
