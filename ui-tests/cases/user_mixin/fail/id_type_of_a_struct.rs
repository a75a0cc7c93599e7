use login::UserMixin;

#[derive(UserMixin)]
#[user(id_type = UserKey)]
pub struct User {
    pub id: u32,
}

fn main() {}
