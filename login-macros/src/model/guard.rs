//! A handler with its guard.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{Attribute, Expr, LitStr, Path, Signature, Type, Visibility};

/// The guarding attributes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum GuardKind {
    Login,
    FreshLogin,
    Role,
    Permission,
}

impl GuardKind {
    pub(crate) const ALL: [Self; 4] = [Self::Login, Self::FreshLogin, Self::Role, Self::Permission];

    /// Returns the attribute's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Login => "login_required",
            Self::FreshLogin => "fresh_login_required",
            Self::Role => "role_required",
            Self::Permission => "permission_required",
        }
    }

    /// Returns whether the attribute takes values: roles or permissions.
    pub(crate) fn takes_values(self) -> bool {
        matches!(self, Self::Role | Self::Permission)
    }
}

/// The combined requirements of a handler's guards, and the responses that override those of the
/// manager.
#[derive(Clone, Default)]
pub(crate) struct Policy {
    /// Whether the login must be fresh; a login itself is always required.
    pub(crate) fresh: bool,
    /// Whether a login stays fresh no longer than the manager's setting.
    pub(crate) usual_age: bool,
    /// Whether a login stays fresh no longer than this, in seconds.
    pub(crate) within: Option<u64>,
    pub(crate) login_view: Option<LitStr>,
    pub(crate) refresh_view: Option<LitStr>,
    pub(crate) unauthorized: Option<Path>,
    /// The checks, all of which must be passed.
    pub(crate) checks: Vec<Check>,
    /// The path of the runtime crate, if it is not `::login`.
    pub(crate) runtime: Option<Path>,
}

/// The attribute of a guard that was merged into another's policy. Its name stays in the code, so
/// that its import is used and editors recognize it.
#[derive(Clone)]
pub(crate) struct Merged(pub(crate) Path);

/// A requirement on the user beyond being logged in.
#[derive(Clone)]
pub(crate) enum Check {
    /// A function from `&User` to `bool`.
    Test(Expr),
    Role(Condition),
    Permission(Condition),
}

/// Required roles or permissions, and how many of them.
#[derive(Clone)]
pub(crate) enum Condition {
    Has(Box<Expr>),
    Any(Vec<Condition>),
    All(Vec<Condition>),
}

/// How a handler is guarded.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Form {
    /// By its signature, which extracts its arguments after the guard.
    Signature,
    /// By a wrapper around it.
    Wrapper(Place),
}

/// Where a handler is defined.
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
    /// The user type that the arguments name, if there is one.
    pub(crate) user: Option<Type>,
}

/// A handler of the usual form with a guard that has no options.
pub(crate) struct Usual {
    pub(crate) fresh: bool,
    pub(crate) arguments: Vec<Argument>,
    /// All tokens before the arguments.
    pub(crate) head: Vec<TokenTree>,
    pub(crate) parentheses: Span,
    /// All tokens after the arguments.
    pub(crate) tail: Vec<TokenTree>,
}

/// One argument of a handler.
pub(crate) struct Argument {
    pub(crate) pattern: TokenStream,
    pub(crate) ty: TokenStream,
    pub(crate) kind: ArgumentKind,
}

/// The kind of an argument, as far as the name of its type reveals it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ArgumentKind {
    /// Unknown.
    Any,
    /// The current user, provided that its type is a user type.
    User,
    /// An extractor of actix-web, provided that its parts are valid.
    Extractor,
}

/// The handler itself.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// The body as written, not parsed.
    pub(crate) body: TokenStream,
}
