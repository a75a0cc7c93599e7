//! The actix-web middlewares for an application or a scope. They make no decisions themselves.

mod login;
mod require_login;

pub use self::{
    login::{LoginFuture, LoginMiddleware},
    require_login::{RequireLogin, RequireLoginFuture, RequireLoginMiddleware},
};
