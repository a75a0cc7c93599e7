use login::UserMixin;

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Id(pub i64);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[derive(UserMixin)]
pub struct User {
    pub id: Id,
}

fn main() {}
