//! A person with a real browser creates an account, comes back, changes the password and logs
//! another device out.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{fresh, person::Person};

#[actix_web::test]
async fn a_person_makes_an_account_and_keeps_it() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-sqlite-app"));
    Person::walks(
        app.env("DATABASE", fresh(env!("CARGO_TARGET_TMPDIR"), "browser.db")),
        walk_through,
    )
    .await;
}

async fn walk_through(person: &Person) {
    person.opens("/account").await;
    person.is_at("/login?next=%2Faccount").await;
    person.looks_at_it("sqlite-app-login").await;

    // A name may contain HTML, and is shown as text.
    person.opens("/register").await;
    person.types("name", "Ada <b>L</b>").await;
    person.types("email", "ada@example.com").await;
    person.types("password", "correct horse").await;
    person.looks_at_it("sqlite-app-register").await;
    person.clicks("main button").await;
    person.is_at("/account").await;
    person.sees("Welcome!").await;
    person.sees("Ada <b>L</b>").await;
    person.looks_at_it("sqlite-app-account").await;
    person.clicks("nav button").await;
    person.sees("You are logged out.").await;

    // The address may be in upper case; `next` is kept after a wrong password.
    person.opens("/login?next=%2Fdevices").await;
    person.types("email", "ADA@example.com").await;
    person.types("password", "wrong").await;
    person.clicks("main button").await;
    person
        .sees("No account has this address and password.")
        .await;
    person.looks_at_it("sqlite-app-wrong").await;
    person.types("email", "ADA@example.com").await;
    person.types("password", "correct horse").await;
    person.clicks("input[name=remember]").await;
    person.clicks("main button").await;
    person.is_at("/devices").await;
    person.sees("this one").await;
    person.looks_at_it("sqlite-app-devices").await;

    // The browser was closed. A remembered login is not enough to change the password.
    person.browser.delete_cookie("session").await.unwrap();
    person.opens("/account").await;
    person.sees("remembered").await;
    person.opens("/password").await;
    person.is_at("/confirm?next=%2Fpassword").await;
    person.looks_at_it("sqlite-app-confirm").await;
    person.types("password", "correct horse").await;
    person.clicks("main button").await;
    person.is_at("/password").await;
    person.types("current", "correct horse").await;
    person.types("password", "battery staple").await;
    person.clicks("main button").await;
    person.sees("every other login has ended").await;
}
