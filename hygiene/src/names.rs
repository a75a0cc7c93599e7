//! Names to trip over: each module of this crate has them all in scope. Only `actix_web` is not
//! among them, which the routes of actix-web itself name without `::`.

#![allow(clippy::redundant_pub_crate)] // The compiler wants it, for `unreachable_pub`.
#![allow(dead_code, non_camel_case_types, non_upper_case_globals, unused_macros)]

macro_rules! types {
    ($($name:ident)*) => { $(pub(crate) struct $name;)* };
}

types! {
    Admit AnyPermissions AnyRoles Box Clone Copy Cow Debug Display Eq Err Error FmtResult Formatter
    FreshLoginRequired From FromRequest FromStr Future Guard HasPermissions HasRoles Hash Hasher
    HttpRequest HttpResponse Into IntoIterator Iterator LoggedIn LoginRequired None Ok Option
    Ordering PartialEq PhantomData Pin Requirement Responder Result Self_ Some String ToOwned
    ToString TryFrom Unguarded UserId UserMixin Vec bool char str u8 u64 usize
}

macro_rules! constants {
    ($($name:ident)*) => { $(pub(crate) const $name: () = ();)* };
}

constants! {
    admitted answer argument argument_0 arguments asked check error first formatter guard hash
    hasher id known other refusal request response service state text user
}

macro_rules! functions {
    ($($name:ident)*) => { $(pub(crate) const fn $name() {})* };
}

functions! {
    admit argument_of clone drop eq is_among is_argument is_user known_argument once only_if
    parse permission permission_of respond role role_of test with_permissions with_roles
}

pub(crate) use ::actix_web;
pub(crate) mod __private {}
pub(crate) mod alloc {}
pub(crate) mod core {}
pub(crate) mod std {}

macro_rules! hidden {
    ($($name:ident)*) => { $(
        macro_rules! $name { ($d:tt) => { ::core::compile_error!("not this one") }; }
        #[allow(unused_imports)]
        pub(crate) use $name;
    )* };
}

hidden! { assert compile_error concat format matches panic write }
