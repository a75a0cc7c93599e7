use login::UserMixin;

#[derive(UserMixin)]
#[user(id = "get_id")]
pub struct User {
    pub token: u64,
}

impl User {
    pub fn get_id(&self) -> String {
        format!("token {}", self.token)
    }
}

fn main() {
    let user = User { token: 7 };
    assert_eq!(UserMixin::get_id(&user), "token 7");
}
