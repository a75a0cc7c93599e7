#![deny(warnings)]

use login::UserMixin;

#[derive(UserMixin)]
pub struct ById {
    pub id: i64,
}

#[derive(UserMixin)]
pub struct Marked<T: 'static> {
    #[user(id)]
    pub email: String,
    #[user(active)]
    pub enabled: bool,
    #[user(session_hash)]
    pub password: Vec<u8>,
    pub more: T,
}

#[derive(UserMixin)]
pub struct Invited {
    pub id: i64,
    #[user(session_hash)]
    pub password: Option<String>,
}

#[derive(UserMixin)]
pub struct Tuple(#[user(id)] pub u64, pub &'static str);

fn main() {
    let user = Marked {
        email: "a@b".to_owned(),
        enabled: true,
        password: vec![1],
        more: (),
    };
    assert_eq!(user.get_id(), "a@b");
    assert!(user.is_active());
    assert_eq!(user.session_hash().as_deref(), Some(&[1][..]));
    assert_eq!((ById { id: 1 }).get_id(), 1);
    for password in [None, Some("$argon2id$".to_owned())] {
        let bytes = password.clone().map(String::into_bytes);
        let invited = Invited { id: 1, password };
        assert_eq!(invited.session_hash().as_deref(), bytes.as_deref());
    }
    assert_eq!(Tuple(2, "x").get_id(), 2);
}
