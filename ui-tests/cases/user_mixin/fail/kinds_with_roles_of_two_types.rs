use login::UserMixin;

#[derive(PartialEq)]
pub enum StaffRole {
    Admin,
}

#[derive(PartialEq)]
pub enum CustomerRole {
    Buyer,
}

#[derive(UserMixin)]
pub struct Staff {
    id: i64,
    #[user(role)]
    role: StaffRole,
}

#[derive(UserMixin)]
pub struct Customer {
    id: i64,
    #[user(role)]
    role: CustomerRole,
}

#[derive(UserMixin)]
pub enum Account {
    #[user(roles)]
    Staff(Staff),
    #[user(roles)]
    Customer(Customer),
}

fn main() {}
