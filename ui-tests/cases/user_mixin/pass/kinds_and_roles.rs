#![deny(warnings)]

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use login::{HasPermissions, HasRoles, UserMixin};

#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Role {
    Reader,
    Admin,
}

#[derive(Clone, UserMixin)]
pub struct Staff<T: Clone + 'static> {
    pub id: u32,
    #[user(role)]
    pub role: Role,
    #[user(permissions)]
    pub may: &'static [&'static str],
    pub extra: T,
}

#[derive(Clone, UserMixin)]
#[user(roles, permissions)]
pub struct Customer {
    #[user(id)]
    pub email: String,
}

impl HasRoles for Customer {
    type Role = Role;

    fn has_role(&self, role: &Role) -> bool {
        Role::Reader >= *role
    }
}

impl HasPermissions for Customer {
    type Permission = str;

    fn has_permission(&self, permission: &str) -> bool {
        permission.starts_with("own.")
    }
}

#[derive(Clone, UserMixin)]
pub struct Robot {
    pub id: u64,
}

#[derive(Clone, UserMixin)]
pub enum Account<T: Clone + 'static> {
    #[user(roles, permissions)]
    Staff(Staff<T>),
    #[user(roles, permissions)]
    Customer(Customer),
    Robot(Robot),
}

#[derive(Clone, UserMixin)]
#[user(id = "token")]
pub enum OfOne {
    Robot(Robot),
}

impl OfOne {
    fn token(&self) -> u64 {
        let Self::Robot(robot) = self;
        robot.id
    }
}

#[derive(UserMixin)]
pub struct Texts {
    pub id: String,
    #[user(roles)]
    pub roles: Vec<Cow<'static, str>>,
    #[user(permissions)]
    pub may: Arc<[String]>,
}

#[derive(UserMixin)]
pub struct Sets(
    #[user(id)] pub i64,
    #[user(roles)] pub BTreeSet<String>,
    #[user(permissions)] pub Option<u8>,
);

fn main() {
    let staff = Staff { id: 7, role: Role::Admin, may: &["a"], extra: () };
    assert!(staff.has_role(&Role::Admin) && staff.has_permission("a"));
    let account = Account::Staff(staff);
    assert!(account.has_role(&Role::Admin) && !account.has_permission("b"));
    assert_eq!(account.get_id().to_string(), "Staff:7");
    let robot: Account<()> = Account::Robot(Robot { id: 7 });
    assert!(!robot.has_role(&Role::Reader) && !robot.has_permission("own.x"));
    assert!(robot != account);
    let customer: Account<()> = Account::Customer(Customer { email: "7".to_owned() });
    assert!(customer.has_role(&Role::Reader) && customer.has_permission("own.x"));
    assert_eq!(OfOne::Robot(Robot { id: 7 }).get_id(), "7");
    let texts = Texts { id: String::new(), roles: vec!["r".into()], may: Arc::new(["p".to_owned()]) };
    assert!(texts.has_role("r") && texts.has_permission("p") && !texts.has_role("p"));
    let sets = Sets(1, BTreeSet::new(), Some(3));
    assert!(!sets.has_role("") && sets.has_permission(&3) && !sets.has_permission(&4));
}
