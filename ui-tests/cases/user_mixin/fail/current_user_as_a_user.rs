use login::{AuthSession, CurrentUser, LoginError, UserMixin};

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
}

pub async fn end_all(auth: AuthSession, user: CurrentUser<User>) -> Result<usize, LoginError> {
    auth.revoke_all_of(&user).await
}

fn main() {}
