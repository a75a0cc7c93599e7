use login::UserMixin;

#[derive(Clone, UserMixin)]
pub struct Staff {
    pub id: u32,
}

/// What an application has already.
pub struct AccountId(pub u64);

#[derive(Clone, UserMixin)]
#[user(id_type = AccountKey)]
pub enum Account {
    Staff(Staff),
}

pub async fn user_loader(AccountKey::Staff(id): AccountKey) -> Option<Account> {
    Some(Account::Staff(Staff { id }))
}

fn main() {
    let account = Account::Staff(Staff { id: 7 });
    assert_eq!(account.get_id(), AccountKey::Staff(7));
    assert_eq!(AccountId(7).0, 7);
}
