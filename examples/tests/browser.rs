//! A person with a real browser walks through the quickstart.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::person::Person;

#[actix_web::test]
async fn a_person_logs_in_is_remembered_is_guarded_and_logs_out() {
    let mut quickstart = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    Person::walks(&mut quickstart, walk_through).await;
}

async fn walk_through(person: &Person) {
    person.opens("/").await;
    person.sees("Hello stranger").await;
    person.looks_at_it("1-home").await;

    person.opens("/protected").await;
    person.sees("Unauthorized").await;
    person.sees_nothing_of("foo@bar.tld").await;
    person.looks_at_it("2-unauthorized").await;

    // A wrong password.
    person.clicks("main a").await;
    person.is_at("/login").await;
    person.types("email", "foo@bar.tld").await;
    person.types("password", "wrong").await;
    person.clicks("button").await;
    person.sees("Bad login").await;
    person.looks_at_it("3-bad-login").await;

    // The right one, to be remembered.
    person.types("email", "foo@bar.tld").await;
    person.types("password", "secret").await;
    person.clicks("input[name=remember]").await;
    person.clicks("button").await;
    person.is_at("/protected").await;
    person.sees("Logged in as: foo@bar.tld").await;
    person.looks_at_it("4-protected").await;
    person.opens("/fresh").await;
    person.sees("Logged in afresh as: foo@bar.tld").await;

    // Close the browser: the session cookie has no expiry date and is removed.
    let cookies = person.browser.get_all_cookies().await.unwrap();
    let session = cookies
        .iter()
        .find(|cookie| cookie.name() == "session")
        .unwrap();
    assert!(session.expires().is_none_or(|expires| expires.is_session()));
    assert_eq!(session.http_only(), Some(true));
    person.browser.delete_cookie("session").await.unwrap();

    // Come back: known, but not fresh.
    person.opens("/protected").await;
    person.sees("Logged in as: foo@bar.tld").await;
    person.opens("/fresh").await;
    person.is_at("/reauthenticate?next=%2Ffresh").await;
    person.sees("Please type your password again").await;
    person.looks_at_it("5-reauthenticate").await;
    person.types("password", "wrong").await;
    person.clicks("main button").await;
    person.sees("Bad password").await;
    person.types("password", "secret").await;
    person.clicks("main button").await;
    person.is_at("/fresh").await;
    person.sees("Logged in afresh as: foo@bar.tld").await;

    // Log out; the back button does not bring anything back.
    person.clicks("main button").await;
    person.is_at("/logout").await;
    person.sees("Logged out").await;
    person.looks_at_it("6-logged-out").await;
    person.browser.back().await.unwrap();
    person.is_at("/fresh").await;
    person.sees_nothing_of("foo@bar.tld").await;
    person.looks_at_it("7-back").await;
    person.opens("/protected").await;
    person.sees("Unauthorized").await;
    let cookies = person.browser.get_all_cookies().await.unwrap();
    assert!(cookies.is_empty(), "{cookies:?}");
}
