use login::UserMixin;

#[derive(PartialEq)]
pub enum Role {
    Admin,
}

#[derive(UserMixin)]
pub struct User {
    pub id: u32,
    #[user(role)]
    pub role: Role,
    #[user(roles)]
    pub more: Vec<Role>,
}

fn main() {}
