use login::UserMixin;

#[derive(UserMixin)]
pub struct Staff {
    pub id: u32,
}

#[derive(UserMixin)]
#[user(id = "token", id_type = AccountKey)]
pub enum Account {
    Staff(Staff),
}

impl Account {
    fn token(&self) -> String {
        "7".to_owned()
    }
}

fn main() {}
