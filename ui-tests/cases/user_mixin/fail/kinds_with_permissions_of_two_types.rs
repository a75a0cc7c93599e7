use login::UserMixin;

#[derive(PartialEq)]
pub enum StaffRight {
    Admin,
}

#[derive(PartialEq)]
pub enum CustomerRight {
    Buyer,
}

#[derive(UserMixin)]
pub struct Staff {
    id: i64,
    #[user(permissions)]
    may: Vec<StaffRight>,
}

#[derive(UserMixin)]
pub struct Customer {
    id: i64,
    #[user(permissions)]
    may: Vec<CustomerRight>,
}

#[derive(UserMixin)]
pub enum Account {
    #[user(permissions)]
    Staff(Staff),
    #[user(permissions)]
    Customer(Customer),
}

fn main() {}
