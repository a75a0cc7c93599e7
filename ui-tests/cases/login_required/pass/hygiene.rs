//! Nothing that a user names, or does not have in scope, gets in the way.

#![no_implicit_prelude]
#![deny(warnings)]
#![allow(non_upper_case_globals, dead_code, non_camel_case_types)]

extern crate actix_web;
extern crate login;
extern crate std;

use actix_web::{Responder, get, web};
use login::{CurrentUser, UserMixin, fresh_login_required, login_required};
use std::{clone::Clone, fmt::Display, format, prelude::rust_2024::derive};

pub struct Result;
pub struct Option;
pub struct String;
pub struct Ok;
pub struct Requirement;
pub struct HttpResponse;
pub struct Box;
pub struct Unguarded;
pub struct Eq;
pub struct Hash;

const request: u8 = 0;
const admitted: u8 = 0;
const argument: u8 = 0;
const refusal: u8 = 0;
const user: u8 = 0;
const guard: u8 = 0;
const state: u8 = 0;
const other: u8 = 0;

fn respond() {}
fn test() {}
mod core {}
mod __private {}

#[derive(Clone, UserMixin)]
pub struct User {
    #[user(id)]
    id: u64,
    #[user(active)]
    active: bool,
    #[user(session_hash)]
    password: std::string::String,
}

#[derive(UserMixin)]
pub struct Member<H: 'static> {
    #[user(id)]
    id: u64,
    other: H,
    state: H,
}

#[get("/{number}")]
#[login_required(test = |someone: &User| someone.active)]
async fn show(number: web::Path<u64>, someone: CurrentUser<User>) -> impl Responder {
    format!("{} {}", number, someone.id)
}

#[fresh_login_required(within = "1h")]
async fn generic<T: Display + 'static>(data: web::Data<T>) -> std::string::String {
    format!("{}", data.get_ref())
}

pub struct Api;

#[login_required]
impl Api {
    async fn list() -> std::string::String {
        format!("{}", request)
    }
}

fn main() {
    let _ = (show, generic::<u8>);
    let _ = web::get().to(Api::list);
}
