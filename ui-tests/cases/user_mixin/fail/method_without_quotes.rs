use login::UserMixin;

#[derive(UserMixin)]
#[user(id = token)]
pub struct User {
    pub generation: u32,
}

impl User {
    fn token(&self) -> String {
        self.generation.to_string()
    }
}

fn main() {}
