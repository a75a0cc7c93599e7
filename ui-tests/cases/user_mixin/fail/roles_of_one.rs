use login::UserMixin;

#[derive(PartialEq)]
pub enum Role {
    Admin,
}

#[derive(UserMixin)]
pub struct User {
    pub id: u32,
    #[user(roles)]
    pub role: Role,
}

fn main() {}
