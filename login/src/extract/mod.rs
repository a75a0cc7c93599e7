//! Handler arguments. Each is a thin layer over the pipeline.

mod auth_session;
mod current_user;
mod devices;
mod login_attempt;
mod next_url;
mod opening;
mod session;
mod visitor;

pub use self::{
    auth_session::{AuthSession, LoginUser},
    current_user::CurrentUser,
    devices::LoginDevice,
    login_attempt::LoginAttempt,
    next_url::{NextTarget, NextUrl},
    session::Session,
    visitor::Visitor,
};
