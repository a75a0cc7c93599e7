//! The attributes and the derive, with their documentation. It is here and not in the proc-macro
//! crate, so that its examples can use this crate.

mod fresh_login;
mod login;
mod not_required;
mod permission;
mod role;
mod user_mixin;

pub use self::{
    fresh_login::fresh_login_required, login::login_required, not_required::login_not_required,
    permission::permission_required, role::role_required, user_mixin::UserMixin,
};
