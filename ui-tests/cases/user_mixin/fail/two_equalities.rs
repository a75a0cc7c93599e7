use login::UserMixin;

#[derive(PartialEq, UserMixin)]
pub struct User {
    pub id: i64,
}

fn main() {}
