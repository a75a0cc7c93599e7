use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user(crate = login)]
    pub id: u32,
}

fn main() {}
