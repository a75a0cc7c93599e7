//! `#[derive(UserMixin)]` on everything that it takes.

#[allow(unused_imports)]
use crate::names::*;
use ::core::prelude::v1::derive;

/// A role.
#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
)]
pub enum Role {
    /// May all.
    Admin,
    /// May read.
    Reader,
}

/// With its id alone.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::login::UserMixin)]
pub struct Plain {
    /// The id.
    pub id: ::core::primitive::u64,
}

/// With every mark.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::login::UserMixin)]
pub struct Staff {
    #[user(id)]
    pub(crate) number: ::std::string::String,
    #[user(active)]
    pub(crate) active: ::core::primitive::bool,
    #[user(session_hash)]
    pub(crate) password: ::std::string::String,
    #[user(role)]
    pub(crate) role: Role,
    #[user(permissions)]
    pub(crate) may: ::std::vec::Vec<::std::string::String>,
}

/// A tuple.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::login::UserMixin)]
pub struct Pair(
    /// The id.
    #[user(id)]
    pub ::core::primitive::i64,
    #[user(roles)] ::std::vec::Vec<Role>,
);

/// Generic, with a name in the way at every turn.
#[derive(::core::fmt::Debug, ::login::UserMixin)]
pub struct Member<H: 'static, const N: ::core::primitive::usize> {
    #[user(id)]
    id: ::core::primitive::u64,
    other: H,
    state: [H; N],
}

/// With an id made by a method.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::login::UserMixin)]
#[user(id = "token", no_eq)]
pub struct Holder {
    pub(crate) generation: ::core::primitive::u64,
}

impl Holder {
    const fn token(&self) -> ::core::primitive::u64 {
        self.generation
    }
}

/// Two kinds.
#[derive(::core::clone::Clone, ::core::fmt::Debug, ::login::UserMixin)]
pub enum Account {
    /// One who may.
    #[user(roles, permissions)]
    Staff(Staff),
    /// One who may not.
    Plain(Plain),
}

impl<H, const N: ::core::primitive::usize> Member<H, N> {
    /// So that every field is read.
    pub const fn parts(&self) -> (&H, &[H; N]) {
        (&self.other, &self.state)
    }
}
