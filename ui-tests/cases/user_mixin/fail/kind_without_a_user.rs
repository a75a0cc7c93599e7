use login::UserMixin;

#[derive(UserMixin)]
pub enum User {
    Guest,
}

fn main() {}
