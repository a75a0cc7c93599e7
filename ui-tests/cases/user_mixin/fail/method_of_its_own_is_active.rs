use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    pub id: i64,
    pub is_banned: bool,
}

impl User {
    pub fn is_active(&self) -> bool {
        !self.is_banned
    }
}

fn main() {}
