//! The actix-web side: what is wrapped around an application or a scope. No decisions.

mod login;
mod require_login;

pub use self::{
    login::{LoginFuture, LoginMiddleware},
    require_login::{RequireLogin, RequireLoginFuture, RequireLoginMiddleware},
};
