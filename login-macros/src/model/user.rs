//! A user type.

use syn::{Generics, Ident, Member, Path, Type, Visibility};

/// A type with `#[derive(UserMixin)]`.
pub(crate) struct User {
    /// The path of the runtime crate, if it has another name.
    pub(crate) runtime: Option<Path>,
    pub(crate) visibility: Visibility,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) shape: Shape,
    /// A method that returns the id, used instead of the fields; its result is converted to text.
    pub(crate) id_method: Option<Path>,
    pub(crate) roles: Option<Holding>,
    pub(crate) permissions: Option<Holding>,
    /// Whether two users with the same id are equal.
    pub(crate) equal_by_id: bool,
}

pub(crate) enum Shape {
    Struct {
        /// `None` if a method returns the id.
        id: Option<Box<Field>>,
        active: Option<Box<Field>>,
        session_hash: Option<Box<SessionHash>>,
    },
    /// An enum of users of several types.
    Kinds {
        all: Vec<Kind>,
        /// The name of the enum of their ids.
        id_type: Ident,
    },
}

/// One field of a user type.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
}

/// A field whose change ends logins.
pub(crate) struct SessionHash {
    pub(crate) field: Field,
    /// `T` of `Option<T>`. The logins of users with `None` end only by other means.
    pub(crate) of_option: Option<Type>,
}

/// One kind of user: a variant that contains a user.
pub(crate) struct Kind {
    pub(crate) ident: Ident,
    pub(crate) user: Type,
}

/// Where a user's roles or permissions are.
pub(crate) enum Holding {
    /// A field with a single one.
    One { field: Field, asked: Asked },
    /// A field with any number of them.
    Many { field: Field, asked: Asked },
    /// Some of the kinds have them.
    Kinds(Vec<Kind>),
    /// The trait is implemented by hand, next to the derive.
    ByHand,
}

/// The type of a role or permission that guards ask for.
pub(crate) enum Asked {
    /// `str`, whichever type owns the text.
    Text,
    Type(Box<Type>),
}
