//! A handler with a guard before it.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Attribute, Expr, LitStr, Path, Signature, Type, Visibility};

/// The attributes that guard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum GuardKind {
    Login,
    FreshLogin,
    Role,
    Permission,
}

impl GuardKind {
    pub(crate) const ALL: [Self; 4] = [Self::Login, Self::FreshLogin, Self::Role, Self::Permission];

    /// The attribute's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Login => "login_required",
            Self::FreshLogin => "fresh_login_required",
            Self::Role => "role_required",
            Self::Permission => "permission_required",
        }
    }

    /// Whether values say what it asks for: roles, or permissions.
    pub(crate) fn takes_values(self) -> bool {
        matches!(self, Self::Role | Self::Permission)
    }
}

/// What the guards of a handler ask for together, and what they answer in place of what the
/// manager says.
#[derive(Clone, Default)]
pub(crate) struct Policy {
    /// Beyond the login that each of them asks for.
    pub(crate) fresh: bool,
    /// A login is fresh no longer than the manager says.
    pub(crate) usual_age: bool,
    /// No longer than this, in seconds.
    pub(crate) within: Option<u64>,
    pub(crate) login_view: Option<LitStr>,
    pub(crate) refresh_view: Option<LitStr>,
    pub(crate) unauthorized: Option<Path>,
    /// All of them must be passed.
    pub(crate) checks: Vec<Check>,
    /// Where the runtime crate is found, if not at `::login`.
    pub(crate) runtime: Option<Path>,
}

/// A guard's attribute that was taken into another's policy. Its name stays in the code, so
/// that its import is used and editors know it.
#[derive(Clone)]
pub(crate) struct Merged(pub(crate) Path);

/// What the user must be beyond being logged in.
#[derive(Clone)]
pub(crate) enum Check {
    /// A function from `&User` to `bool`.
    Test(Expr),
    Role(Condition),
    Permission(Condition),
}

/// Roles or permissions, and how many of them.
#[derive(Clone)]
pub(crate) enum Condition {
    Has(Box<Expr>),
    Any(Vec<Condition>),
    All(Vec<Condition>),
}

/// How a handler is guarded.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// By its signature, which takes its arguments behind the guard.
    Signature,
    /// By a wrapper around it.
    Wrapper(Place),
}

/// Where a handler stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Free,
    /// In an inherent `impl` block, whose `Self` and generics it may name.
    Associated,
}

/// A guarded handler.
pub(crate) struct Guard {
    pub(crate) policy: Policy,
    pub(crate) merged: Vec<Merged>,
    pub(crate) form: Form,
    pub(crate) function: Function,
    /// The arguments, in order.
    pub(crate) arguments: Vec<Argument>,
    /// The type of user that the arguments name, if they do.
    pub(crate) user: Option<Type>,
}

/// A handler of the usual form with a guard that has no options.
pub(crate) struct Usual {
    pub(crate) fresh: bool,
    pub(crate) arguments: Vec<Argument>,
    /// All before the arguments.
    pub(crate) head: Vec<TokenTree>,
    pub(crate) parentheses: Span,
    /// All after the arguments.
    pub(crate) tail: Vec<TokenTree>,
}

/// One argument of the handler.
pub(crate) struct Argument {
    pub(crate) pattern: TokenStream,
    pub(crate) ty: TokenStream,
    pub(crate) kind: ArgumentKind,
}

/// What is known of an argument by the name of its type.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ArgumentKind {
    /// Nothing.
    Any,
    /// It is the current user, if that has a user type.
    User,
    /// An extractor of actix-web's, if what it is made of is right.
    Extractor,
}

/// The handler itself.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// As written, and not looked into.
    pub(crate) body: TokenStream,
}
