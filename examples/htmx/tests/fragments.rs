//! The responses to HTMX, over HTTP.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{
    Running,
    http::{Answer, Browser},
};

/// Sends a request as HTMX does on the page `/?sort=name`.
fn by_htmx(browser: &mut Browser, address: &str, line: &str, form: &str) -> Answer {
    let headers = format!("hx-request: true\r\nhx-current-url: {address}/?sort=name\r\n");
    browser.ask_with(address, line, &headers, form)
}

fn leads_to(answer: &Answer) -> (u16, Option<&str>) {
    let lines = answer.head.lines();
    let mut fields = lines.filter_map(|line| line.split_once(": "));
    let target = fields.find(|(name, _)| name.eq_ignore_ascii_case("hx-redirect"));
    (answer.status, target.map(|(_, target)| target))
}

fn logged_in(address: &str, name: &str) -> Browser {
    let mut browser = Browser::default();
    let form = format!("name={name}&password=secret");
    let answer = browser.ask(address, "POST /login?next=%2F%3Fsort%3Dname", &form);
    assert_eq!((answer.status, &*answer.location), (303, "/?sort=name"));
    browser
}

#[test]
fn fragments_are_for_who_is_logged_in() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-htmx"));
    let (_example, address) = Running::example(&mut app);
    let mut ada = logged_in(&address, "ada");
    let added = by_htmx(&mut ada, &address, "POST /tasks", "text=a+%3Cb%3E");
    assert!(
        added.body.starts_with("<li>a &#60;b&#62;"),
        "{}",
        added.body
    );
    let mut grace = logged_in(&address, "grace");
    assert!(!grace.ask(&address, "GET /", "").body.contains("<li>"));
    by_htmx(&mut grace, &address, "DELETE /tasks/1", "");
    assert!(ada.ask(&address, "GET /", "").body.contains("<li>"));
    by_htmx(&mut ada, &address, "DELETE /tasks/1", "");
    assert!(!ada.ask(&address, "GET /", "").body.contains("<li>"));
}

#[test]
fn whoever_was_logged_out_meanwhile_goes_to_the_login_and_comes_back_to_the_page() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-htmx"));
    let (_example, address) = Running::example(&mut app);
    let mut ada = logged_in(&address, "ada");
    assert_eq!(ada.ask(&address, "POST /logout", "").status, 303);
    for line in ["POST /tasks", "DELETE /tasks/1", "DELETE /tasks"] {
        let answer = by_htmx(&mut ada, &address, line, "text=x");
        let login = Some("/login?next=%2F%3Fsort%3Dname");
        assert_eq!(leads_to(&answer), (401, login), "{line}");
        assert_eq!(answer.body, "");
    }
    // Without HTMX it is an ordinary redirect.
    let page = ada.ask(&address, "GET /", "");
    assert_eq!((page.status, &*page.location), (302, "/login?next=%2F"));
}

#[test]
fn what_matters_asks_for_the_password() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-htmx"));
    let (_example, address) = Running::example(&mut app);
    let mut ada = logged_in(&address, "ada");
    by_htmx(&mut ada, &address, "POST /tasks", "text=x");
    // From another client, the login is not fresh any more.
    let elsewhere = "hx-request: true\r\nuser-agent: another\r\n";
    let answer = ada.ask_with(&address, "DELETE /tasks", elsewhere, "");
    assert_eq!(leads_to(&answer), (401, Some("/confirm")));
    let answer = by_htmx(&mut ada, &address, "DELETE /tasks", "");
    assert_eq!(
        leads_to(&answer),
        (401, Some("/confirm?next=%2F%3Fsort%3Dname"))
    );
    let wrong = ada.ask(&address, "POST /confirm", "password=wrong");
    assert!(wrong.body.contains("That is not your password."));
    let form = "password=secret";
    let right = ada.ask(&address, "POST /confirm?next=%2F%3Fsort%3Dname", form);
    assert_eq!((right.status, &*right.location), (303, "/?sort=name"));
    assert_eq!(by_htmx(&mut ada, &address, "DELETE /tasks", "").status, 200);
    assert!(!ada.ask(&address, "GET /", "").body.contains("<li>"));
}
