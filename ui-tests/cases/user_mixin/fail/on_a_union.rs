use login::UserMixin;

#[derive(UserMixin)]
pub union User {
    pub id: u32,
    pub number: f32,
}

fn main() {}
