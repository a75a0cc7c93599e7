use login::UserMixin;

#[derive(Clone, UserMixin)]
pub struct User {
    #[users(id)]
    pub key: i64,
}

fn main() {}
