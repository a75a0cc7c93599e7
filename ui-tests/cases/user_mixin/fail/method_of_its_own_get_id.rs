#[derive(login::UserMixin)]
pub struct User<T: 'static> {
    pub id: i64,
    pub profile: T,
}

impl<T> User<T> {
    pub fn get_id(&self) -> i64 {
        -self.id
    }
}

fn main() {}
