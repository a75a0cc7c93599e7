//! The users and their roles and permissions. In your own application this is a table.

use login::UserMixin;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Reader,
    Author,
    Editor,
    Owner,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Permission {
    Write,
}

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    id: u32,
    pub(crate) name: &'static str,
    #[user(role)]
    role: Role,
    #[user(permissions)]
    permissions: &'static [Permission],
    pub(crate) since: u16,
}

const USERS: [User; 4] = [
    user(1, "ray", Role::Reader, &[], 2021),
    user(2, "ada", Role::Author, &[Permission::Write], 1998),
    user(3, "eve", Role::Editor, &[Permission::Write], 2010),
    user(4, "omar", Role::Owner, &[], 1990),
];

const fn user(
    id: u32,
    name: &'static str,
    role: Role,
    permissions: &'static [Permission],
    since: u16,
) -> User {
    User {
        id,
        name,
        role,
        permissions,
        since,
    }
}

impl User {
    pub(crate) fn by_id(id: u32) -> Option<Self> {
        USERS.into_iter().find(|user| user.id == id)
    }

    pub(crate) fn by_name(name: &str) -> Option<Self> {
        USERS.into_iter().find(|user| user.name == name)
    }
}
