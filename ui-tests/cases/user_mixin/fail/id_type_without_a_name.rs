use login::UserMixin;

#[derive(UserMixin)]
pub struct Staff {
    pub id: u32,
}

#[derive(UserMixin)]
#[user(id_type = "AccountKey")]
pub enum Account {
    Staff(Staff),
}

fn main() {}
