use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user(no_eq)]
    pub id: u32,
}

fn main() {}
