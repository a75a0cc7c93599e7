use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    pub name: String,
}

fn main() {}
