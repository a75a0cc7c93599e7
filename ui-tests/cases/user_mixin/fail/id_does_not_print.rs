use login::UserMixin;

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Id(u32);

impl std::str::FromStr for Id {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[derive(UserMixin)]
pub struct User {
    pub id: Id,
}

fn main() {}
