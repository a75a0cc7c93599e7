#![deny(warnings)]

use actix_web::{HttpRequest, Responder, get};
use login::{
    CurrentUser, HasPermissions, HasRoles, UserMixin, fresh_login_required, login_required,
    permission_required, role_required,
};

#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    Reader,
    Editor,
    Admin,
}

#[derive(Clone, UserMixin)]
pub struct User {
    pub id: i64,
    #[user(roles)]
    pub roles: Vec<Role>,
    #[user(permissions)]
    pub may: std::collections::HashSet<String>,
}

const EDIT: &str = "posts.edit";

mod texts {
    pub const DELETE: &str = "posts.delete";
}

#[get("/stacked")]
#[login_required(test = |&User { id, .. }: &User| id > 0)]
#[role_required(any(Role::Admin, all(Role::Reader, Role::Editor)))]
#[fresh_login_required(within = "15m")]
#[permission_required(any(EDIT, texts::DELETE, "posts.read"))]
pub async fn stacked(user: CurrentUser<User>) -> impl Responder {
    user.has_role(&Role::Admin).to_string()
}

fn request(request: HttpRequest) -> impl Responder {
    request.path().to_owned()
}

#[role_required(Role::Reader, unauthorized = request)]
pub async fn named_like_ours() -> impl Responder {
    "x"
}

#[login_required(test = |user| user.id > 0)]
pub async fn type_told_by_the_argument(user: CurrentUser<User>) -> impl Responder {
    user.has_permission(EDIT).to_string()
}

#[cfg(any())]
#[role_required(Role::Reader)]
pub async fn under_a_condition() -> impl Responder {
    "never"
}

#[cfg(not(any()))]
#[role_required(Role::Reader)]
pub async fn under_a_condition() -> impl Responder {
    "always"
}

pub struct Api;

#[role_required(Role::Reader)]
#[login_required]
impl Api {
    #[fresh_login_required]
    #[role_required(Role::Admin)]
    pub async fn show() -> impl Responder {
        "x"
    }
}

fn main() {
    let _ = (stacked, named_like_ours, type_told_by_the_argument, under_a_condition, Api::show);
}
