use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    #[user(id_type = UserKey)]
    pub id: u32,
}

fn main() {}
