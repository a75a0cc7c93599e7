use login::UserMixin;

#[derive(UserMixin)]
pub enum Account {
    Staff { id: u32 },
}

fn main() {}
