use login::UserMixin;

#[derive(Clone, UserMixin)]
pub struct User<'a> {
    pub id: i64,
    pub name: &'a str,
}

fn main() {}
