//! A user type.

use syn::{Generics, Ident, Member, Path, Type, Visibility};

/// A type with `#[derive(UserMixin)]`.
pub(crate) struct User {
    /// Where the runtime crate is, if it has another name.
    pub(crate) runtime: Option<Path>,
    pub(crate) visibility: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) shape: Shape,
    /// A method that makes the id, in place of the fields; its answer becomes text.
    pub(crate) id_method: Option<Path>,
    pub(crate) roles: Option<Holding>,
    pub(crate) permissions: Option<Holding>,
    /// Two users of one id are equal.
    pub(crate) equal_by_id: bool,
}

pub(crate) enum Shape {
    Struct {
        /// None where a method makes the id.
        id: Option<Box<Field>>,
        active: Option<Box<Field>>,
        session_hash: Option<Box<SessionHash>>,
    },
    /// An enum of users of several types.
    Kinds {
        all: Vec<Kind>,
        /// What the enum of their ids is called.
        id_type: Ident,
    },
}

/// One of its fields.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
}

/// A field whose change ends logins.
pub(crate) struct SessionHash {
    pub(crate) field: Field,
    /// `T` of `Option<T>`: users without one have logins that end by other means alone.
    pub(crate) of_option: Option<Type>,
}

/// One of several types of user: a variant that holds one.
pub(crate) struct Kind {
    pub(crate) ident: Ident,
    pub(crate) user: Type,
}

/// Where a user's roles or permissions are.
pub(crate) enum Holding {
    /// A field that is one.
    One { field: Field, asked: Asked },
    /// A field that has any number.
    Many { field: Field, asked: Asked },
    /// Some of the kinds have them.
    Kinds(Vec<Kind>),
    /// The trait is implemented beside the derive.
    ByHand,
}

/// What a role or permission is asked for as.
pub(crate) enum Asked {
    /// `str`, whichever type owns the text.
    Text,
    Type(Box<Type>),
}
