//! The redirect to the provider and back, over HTTP.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{
    Running,
    http::{Answer, Browser},
};

fn example() -> (Running, String) {
    Running::example(&mut Command::new(env!("CARGO_BIN_EXE_login-example-oauth")))
}

/// Returns the part of a URL after the host.
fn path(address: &str, url: &str) -> String {
    url.strip_prefix(address).unwrap().to_owned()
}

/// Goes to the provider and answers it. Returns where it redirects to.
fn allowed(browser: &mut Browser, address: &str, line: &str, name: &str) -> String {
    let begun = browser.ask(address, line, "");
    assert_eq!(begun.status, 303);
    let (to, query) = begun.location.split_once('?').unwrap();
    assert_eq!(to, format!("{address}/provider/authorize"));
    for part in ["response_type=code", "code_challenge_method=S256"] {
        assert!(query.contains(part), "{query}");
    }
    let provider = browser.ask(address, &format!("GET /provider/authorize?{query}"), "");
    assert_eq!(provider.status, 200);
    let form = format!("{query}&name={name}");
    let answer = browser.ask(address, "POST /provider/allow", &form);
    assert_eq!(answer.status, 303);
    path(address, &answer.location)
}

fn comes_back(browser: &mut Browser, address: &str, callback: &str) -> Answer {
    browser.ask_with(
        address,
        &format!("GET {callback}"),
        "sec-fetch-site: cross-site\r\nsec-fetch-mode: navigate\r\n",
        "",
    )
}

/// Returns the page to which the visitor is redirected, and its message.
fn told(browser: &mut Browser, address: &str, answer: &Answer) -> String {
    assert_eq!(answer.status, 303);
    let page = browser.ask(address, &format!("GET {}", answer.location), "");
    let said = ["not begun here", "You were not logged in."];
    let said = said.into_iter().find(|said| page.body.contains(said));
    format!("{}: {}", answer.location, said.unwrap_or("nothing"))
}

#[test]
fn who_is_known_elsewhere_is_known_here_and_comes_back_to_the_page() {
    let (_example, address) = example();
    for (name, greeting) in [("ada", "Hello Ada"), ("grace", "Hello Grace")] {
        let mut browser = Browser::default();
        let home = browser.ask(&address, "GET /?tab=2", "");
        assert_eq!(home.location, "/login?next=%2F%3Ftab%3D2");
        let line = format!("POST {}", home.location);
        let callback = allowed(&mut browser, &address, &line, name);
        let back = comes_back(&mut browser, &address, &callback);
        assert_eq!((back.status, &*back.location), (303, "/?tab=2"));
        let home = browser.ask(&address, "GET /?tab=2", "");
        assert!(home.body.contains(greeting));
        browser.ask(&address, "POST /logout", "");
        assert_eq!(browser.ask(&address, "GET /", "").status, 302);
    }
}

#[test]
fn x2_nobody_is_logged_in_by_a_login_that_somebody_else_began() {
    let (_example, address) = example();
    let mut attacker = Browser::default();
    let callback = allowed(&mut attacker, &address, "POST /login", "grace");
    let mut victim = Browser::default();
    let mut busy_victim = Browser::default();
    allowed(&mut busy_victim, &address, "POST /login", "ada");
    for browser in [&mut victim, &mut busy_victim] {
        let answer = comes_back(browser, &address, &callback);
        assert_eq!(told(browser, &address, &answer), "/login: not begun here");
        assert_eq!(browser.ask(&address, "GET /", "").status, 302);
    }
}

#[test]
fn a_link_that_somebody_wrote_ends_no_login_that_is_under_way() {
    let (_example, address) = example();
    let mut victim = Browser::default();
    let callback = allowed(&mut victim, &address, "POST /login", "ada");
    let answer = comes_back(&mut victim, &address, "/callback?state=made-up");
    assert_eq!(
        told(&mut victim, &address, &answer),
        "/login: not begun here"
    );
    assert_eq!(comes_back(&mut victim, &address, &callback).status, 303);
}

#[test]
fn beside_a_real_provider_there_is_no_pretended_one() {
    let mut example = Command::new(env!("CARGO_BIN_EXE_login-example-oauth"));
    for (name, value) in [
        ("OAUTH_CLIENT_ID", "id"),
        ("OAUTH_CLIENT_SECRET", "secret"),
        ("OAUTH_AUTHORIZE_URL", "https://provider.example/authorize"),
        ("OAUTH_TOKEN_URL", "https://provider.example/token"),
    ] {
        example.env(name, value);
    }
    let half = example.output().unwrap();
    assert!(!half.status.success());
    let error = String::from_utf8(half.stderr).unwrap();
    assert!(error.contains("OAUTH_USER_URL"), "{error}");

    example.env("OAUTH_USER_URL", "https://provider.example/user");
    let (_example, address) = Running::example(&mut example);
    let mut browser = Browser::default();
    let begun = browser.ask(&address, "POST /login", "");
    assert!(
        begun
            .location
            .starts_with("https://provider.example/authorize?")
    );
    let page = browser.ask(&address, "GET /provider/user", "");
    assert_eq!(page.status, 404);
}

#[test]
fn what_came_back_counts_once_and_not_as_a_refusal() {
    let (_example, address) = example();
    let mut browser = Browser::default();
    let callback = allowed(&mut browser, &address, "POST /login?next=%2F%3Ftab%3D2", "");
    let answer = comes_back(&mut browser, &address, &callback);
    let said = told(&mut browser, &address, &answer);
    assert_eq!(said, "/login?next=%2F%3Ftab%3D2: You were not logged in.");
    assert_eq!(browser.ask(&address, "GET /", "").status, 302);

    let callback = allowed(&mut browser, &address, "POST /login", "ada");
    assert_eq!(comes_back(&mut browser, &address, &callback).status, 303);
    let again = comes_back(&mut browser, &address, &callback);
    assert_eq!(
        told(&mut browser, &address, &again),
        "/login: not begun here"
    );

    // The provider does not know the code: nobody is logged in, and no reason is given.
    let mut other = Browser::default();
    let callback = allowed(&mut other, &address, "POST /login", "ada");
    let (_, state) = callback.split_once("&state=").unwrap();
    let forged = format!("/callback?code=forged&state={state}");
    assert_eq!(comes_back(&mut other, &address, &forged).status, 502);
    assert_eq!(other.ask(&address, "GET /", "").status, 302);
}
