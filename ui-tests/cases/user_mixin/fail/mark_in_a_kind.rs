use login::UserMixin;

#[derive(UserMixin)]
pub struct Staff {
    pub id: u32,
}

#[derive(UserMixin)]
pub enum Account {
    Staff(#[user(id)] Staff),
}

fn main() {}
