use login::UserMixin;

pub enum Role {
    Admin,
    Editor,
}

#[derive(UserMixin)]
pub struct User {
    id: i64,
    #[user(roles)]
    roles: Vec<Role>,
}

fn main() {}
