use login::UserMixin;

#[derive(PartialEq)]
pub enum Role {
    Admin,
}

#[derive(UserMixin)]
#[user(roles)]
pub struct User {
    pub id: u32,
    #[user(role)]
    pub role: Role,
}

fn main() {}
