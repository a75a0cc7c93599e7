//! What happens to a user's other logins, over HTTP.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{Running, fresh, http::Browser};

fn log_in(address: &str) -> Browser {
    let mut browser = Browser::default();
    let form = "email=ada%40example.com&password=correct+horse&remember=on";
    let answer = browser.ask(address, "POST /login", form);
    assert_eq!((answer.status, &*answer.location), (303, "/account"));
    browser
}

fn is_in(browser: &mut Browser, address: &str) -> bool {
    browser.ask(address, "GET /account", "").status == 200
}

#[test]
fn l4_a_new_password_and_the_page_of_devices_end_other_logins() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-sqlite-app"));
    let (_app, address) =
        Running::example(app.env("DATABASE", fresh(env!("CARGO_TARGET_TMPDIR"), "logins.db")));
    let address = &address;
    let mut first = Browser::default();
    let form = "name=Ada&email=ada%40example.com&password=correct+horse";
    assert_eq!(first.ask(address, "POST /register", form).status, 303);
    let mut second = Browser::default();
    let again = second.ask(address, "POST /register", form);
    assert_eq!((again.status, &*again.location), (303, "/register"));

    let mut others = [log_in(address), log_in(address)];
    let page = first.ask(address, "GET /devices", "").body;
    let mut ids = page.split(r#"name="id" value=""#).skip(1);
    let id = ids.next().unwrap().split('"').next().unwrap();
    assert_eq!(ids.count(), 1);
    let ended = first.ask(address, "POST /devices/end", &format!("id={id}"));
    assert_eq!(ended.status, 303);
    // Both logged in within one second, so either may be listed first.
    let still_in = others.each_mut().map(|other| is_in(other, address));
    assert_ne!(still_in[0], still_in[1]);

    let guess = "current=guess&password=battery+staple";
    let changed = first.ask(address, "POST /password", guess);
    assert_eq!((changed.status, &*changed.location), (303, "/password"));
    let page = first.ask(address, "GET /password", "").body;
    assert!(page.contains("That is not your password."), "{page}");

    let known = "current=correct+horse&password=battery+staple";
    let changed = first.ask(address, "POST /password", known);
    assert_eq!((changed.status, &*changed.location), (303, "/account"));
    // Neither the session nor the remember cookie works any more.
    let still_in = others.each_mut().map(|other| is_in(other, address));
    assert_eq!(still_in, [false, false]);
    assert!(is_in(&mut first, address));
}

#[test]
fn u2_guesses_come_to_an_end_at_the_login_and_where_it_is_confirmed() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-sqlite-app"));
    let (_app, address) =
        Running::example(app.env("DATABASE", fresh(env!("CARGO_TARGET_TMPDIR"), "guesses.db")));
    let mut owner = Browser::default();
    let form = "name=Ada&email=ada%40example.com&password=correct+horse";
    owner.ask(&address, "POST /register", form);
    let mut guesser = Browser::default();
    for (line, form) in [
        ("POST /login", "email=ada%40example.com&password=guess"),
        (
            "POST /login",
            "email=ada%40example.com&password=correct+horse",
        ),
    ] {
        for _ in 0..10 {
            guesser.ask(&address, line, form);
        }
        let answer = guesser.ask(&address, line, form);
        assert!(
            answer.body.contains("Too many attempts."),
            "{}",
            answer.body
        );
    }
    assert!(!is_in(&mut guesser, &address));
    // A user who is logged in cannot guess any further either.
    let answer = owner.ask(&address, "POST /confirm", "password=guess");
    assert!(
        answer.body.contains("Too many attempts."),
        "{}",
        answer.body
    );
}
