#![deny(warnings)]
//! Behind a box, with a role or none, generic, and out of use.

use actix_web::Responder;
use login::{CurrentUser, UserMixin, role_required};

#[derive(Clone, PartialEq)]
pub enum Role {
    Admin,
}

#[derive(Clone, UserMixin)]
pub struct Staff {
    pub id: i64,
    #[user(role)]
    pub role: Option<Role>,
}

#[derive(Clone, UserMixin)]
pub struct Guest<T> {
    pub id: i64,
    pub extra: T,
}

#[derive(Clone, UserMixin)]
pub enum Account {
    #[user(roles)]
    Staff(Box<Staff>),
    Guest(Guest<u8>),
}

#[deprecated]
#[derive(Clone, UserMixin)]
pub struct Old {
    #[deprecated]
    pub id: i64,
    #[deprecated]
    #[user(active)]
    pub enabled: bool,
}

#[role_required(Role::Admin)]
pub async fn index(user: CurrentUser<Account>) -> impl Responder {
    user.get_id().to_string()
}

fn main() {
    let staff = Account::Staff(Box::new(Staff { id: 7, role: None }));
    assert_eq!(staff.get_id().to_string(), "Staff:7");
}
