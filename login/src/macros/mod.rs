//! The attributes and the derive, and their documentation: here, and not in the crate that
//! makes them, its examples can use this one.

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
