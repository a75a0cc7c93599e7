use login::UserMixin;

#[derive(UserMixin)]
pub struct User {
    pub id: u32,
    #[user(active)]
    pub paid: bool,
    #[user(active)]
    pub confirmed: bool,
}

fn main() {}
