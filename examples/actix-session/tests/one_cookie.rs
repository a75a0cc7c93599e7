//! Follows the README, line by line.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{Running, http::Browser};

#[test]
fn a_login_is_in_the_cookie_that_is_there_already() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-actix-session"));
    let (_app, address) = Running::example(&mut app);
    let mut browser = Browser::default();
    let mut cookies = Vec::new();
    for (line, form, said) in [
        ("POST /basket/apples", "", "In the basket: apples"),
        ("POST /order", "", "Unauthorized"),
        ("POST /login", "name=nobody", "Bad login"),
        ("POST /login", "name=ada", "Logged in"),
        ("GET /basket", "", "In the basket: apples"),
        ("POST /order", "", "ada has ordered: apples"),
        ("POST /basket/pears", "", "In the basket: pears"),
        ("POST /login", "name=eve", "Logged in"),
        ("GET /basket", "", "In the basket:"),
        ("POST /logout", "", "Logged out"),
        ("POST /order", "", "Unauthorized"),
    ] {
        let answer = browser.ask(&address, line, form);
        assert_eq!(answer.body.trim(), said, "{line}");
        let set = answer.head.lines().filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            let is_cookie = name.eq_ignore_ascii_case("set-cookie");
            is_cookie.then(|| value.split('=').next().unwrap().to_owned())
        });
        cookies.extend(set);
    }
    cookies.dedup();
    assert_eq!(cookies, ["__Host-id"]);
}
