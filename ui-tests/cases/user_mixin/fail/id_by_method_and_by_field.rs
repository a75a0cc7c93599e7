use login::UserMixin;

#[derive(UserMixin)]
#[user(id = "token")]
pub struct User {
    #[user(id)]
    pub number: i64,
}

impl User {
    pub fn token(&self) -> String {
        self.number.to_string()
    }
}

fn main() {}
