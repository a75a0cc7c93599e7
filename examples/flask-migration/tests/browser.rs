//! A person with a real browser looks at the Rust application.

#![allow(missing_docs)]

use std::process::Command;

use login_example_support::person::Person;

#[actix_web::test]
async fn a_person_logs_in_and_out() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-flask-migration"));
    app.env("FLASK_SECRET_KEY", "flask-demo-secret-change-this")
        .env("FLASK_UNTIL", "9999-12-31");
    Person::walks(&mut app, walk_through).await;
}

async fn walk_through(person: &Person) {
    person.opens("/").await;
    person.sees("nobody").await;
    person.looks_at_it("flask-migration-home").await;
    person.opens("/login").await;
    person.looks_at_it("flask-migration-login").await;
    person.types("email", "foo@bar.tld").await;
    person.types("password", "secret").await;
    person.clicks("button").await;
    person.is_at("/").await;
    person.sees("Logged in: foo@bar.tld").await;
    person.clicks("button").await;
    person.sees("nobody").await;
}
