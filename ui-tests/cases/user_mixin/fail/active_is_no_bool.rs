use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    pub id: i64,
    #[user(active)]
    pub active: u8,
}

fn main() {}
