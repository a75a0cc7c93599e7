//! The real HTMX in a real browser: a user who was logged out meanwhile goes to the login and comes
//! back. `LOGIN_TEST_HTMX` names the path of the script, since the browser may not reach the CDN.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{env, fs, process::Command};

use base64::{Engine, engine::general_purpose::STANDARD};
use login_example_support::{person::Person, skip};
use ring::digest::{SHA384, digest};

#[actix_web::test]
async fn a_person_who_was_logged_out_meanwhile_comes_back_to_the_list() {
    let Some(file) = env::var_os("LOGIN_TEST_HTMX") else {
        return skip("LOGIN_TEST_HTMX does not say where `htmx.min.js` is");
    };
    let script = fs::read_to_string(file).unwrap();
    let hash = STANDARD.encode(digest(&SHA384, script.as_bytes()));
    let page = include_str!("../templates/tasks.html");
    assert!(
        page.contains(&format!("sha384-{hash}")),
        "not the one of the page"
    );
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-htmx"));
    let walk = async |person: &Person| walk_through(person, &script).await;
    Person::walks(&mut app, walk).await;
}

async fn walk_through(person: &Person, htmx: &str) {
    person.opens("/").await;
    log_in(person).await;
    begin(person, htmx).await;
    add(person, "a pear").await;
    person.sees("a pear").await;
    person.is_at("/").await;

    // As in another tab.
    run(
        person,
        "return fetch('/logout', { method: 'POST' }).then(() => true)",
    )
    .await;
    add(person, "a plum").await;
    person.is_at("/login?next=%2F").await;
    log_in(person).await;
    person.is_at("/").await;
    person.sees("a pear").await;
    person.sees_nothing_of("a plum").await;

    begin(person, htmx).await;
    person.clicks("button[hx-delete='/tasks']").await;
    person.sees_no_more("a pear").await;
    person.is_at("/").await;
}

async fn log_in(person: &Person) {
    person.types("name", "ada").await;
    person.types("password", "secret").await;
    person.clicks("button").await;
    person.sees("To do, ada").await;
}

async fn add(person: &Person, text: &str) {
    person.types("text", text).await;
    person.clicks("form[hx-post] button").await;
}

/// Runs the script, as the page's script element does if the CDN can be reached.
async fn begin(person: &Person, htmx: &str) {
    run(person, &format!("{htmx}; window.htmx = htmx; return true")).await;
}

async fn run(person: &Person, script: &str) {
    let done = person.browser.execute(script, Vec::new()).await;
    assert_eq!(done.unwrap(), true);
}
