//! A person with a real browser goes to the provider and comes back.

#![allow(missing_docs)]

use std::process::Command;

use login_example_support::person::Person;

#[actix_web::test]
async fn a_person_logs_in_elsewhere_and_comes_back_to_the_page() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-oauth"));
    Person::walks(&mut app, walk_through).await;
}

async fn walk_through(person: &Person) {
    person.opens("/?tab=2").await;
    person.is_at("/login?next=%2F%3Ftab%3D2").await;
    person.looks_at_it("oauth-login").await;
    person.clicks("button").await;
    person.sees("A pretended provider").await;
    person.looks_at_it("oauth-provider").await;
    person.clicks("button[value=ada]").await;
    person.is_at("/?tab=2").await;
    person.sees("Hello Ada").await;
    person.looks_at_it("oauth-home").await;
}
