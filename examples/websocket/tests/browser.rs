//! A person with a real browser sends a message, and is logged out from elsewhere.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{http::Browser, person::Person};

#[actix_web::test]
async fn a_page_whose_login_ends_elsewhere_notices_at_once() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-websocket"));
    Person::walks(&mut app, walk_through).await;
}

async fn walk_through(person: &Person) {
    person.opens("/").await;
    person.looks_at_it("websocket-login").await;
    person.types("name", "ada").await;
    person.types("password", "secret").await;
    person.clicks("button").await;
    person.sees("Here: ada").await;
    person.types("text", "hello <b>everybody</b>").await;
    person.clicks("#speak button").await;
    person.sees("ada: hello <b>everybody</b>").await;
    person.looks_at_it("websocket-room").await;

    let url = person.browser.current_url().await.unwrap();
    let address = url.as_str().trim_end_matches('/');
    let mut elsewhere = Browser::default();
    elsewhere.ask(address, "POST /login", "name=ada&password=secret");
    let answer = elsewhere.ask(address, "POST /logout-others", "");
    assert_eq!(answer.status, 303);
    person.sees("Come in").await;
}
