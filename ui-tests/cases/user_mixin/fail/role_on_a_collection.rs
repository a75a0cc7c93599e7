use login::UserMixin;

#[derive(Clone, PartialEq)]
pub enum Role {
    Admin,
}

#[derive(Clone, UserMixin)]
pub struct User {
    id: i64,
    #[user(role)]
    roles: Vec<Role>,
}

fn main() {}
