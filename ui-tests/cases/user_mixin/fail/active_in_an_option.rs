use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    pub id: i64,
    #[user(active)]
    pub active: Option<bool>,
}

fn main() {}
