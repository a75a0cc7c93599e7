//! A person with a real browser. HTMX is loaded from another host that may be unreachable, so only the parts
//! that need no script are tested.

#![allow(missing_docs)]

use std::process::Command;

use login_example_support::person::Person;

#[actix_web::test]
async fn a_person_logs_in_and_confirms_it() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-htmx"));
    Person::walks(&mut app, walk_through).await;
}

async fn walk_through(person: &Person) {
    person.opens("/").await;
    person.is_at("/login?next=%2F").await;
    person.looks_at_it("htmx-login").await;
    person.types("name", "ada").await;
    person.types("password", "wrong").await;
    person.clicks("button").await;
    person.looks_at_it("htmx-wrong").await;
    person.types("name", "ada").await;
    person.types("password", "secret").await;
    person.clicks("button").await;
    person.is_at("/").await;
    person.sees("To do, ada").await;
    person.looks_at_it("htmx-tasks").await;
    person.opens("/confirm").await;
    person.looks_at_it("htmx-confirm").await;
    person.types("password", "secret").await;
    person.clicks("main button").await;
    person.is_at("/").await;
}
