//! A person with a real browser logs in at one process and ends the login at another.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use login_example_support::person::Person;
use support::{Running, address, servers};

#[actix_web::test]
async fn a_person_is_logged_in_at_one_process_and_out_at_another() {
    let Some(program) = servers::program("redis-server", &[]) else {
        servers::skip("no redis-server");
        return;
    };
    let cluster = Running::start(|command| {
        command.env("PATH", program.parent().unwrap());
    });
    let mut addresses = Vec::new();
    while addresses.len() < 2 {
        let port = address(&cluster.line());
        addresses.extend(port.map(|port| format!("http://localhost:{port}")));
    }
    let second = addresses.pop().unwrap();
    let first = addresses.pop().unwrap();
    Person::visits(first, async |person| {
        person.opens("/").await;
        person.looks_at_it("cluster-home").await;
        person.opens("/login").await;
        person.looks_at_it("cluster-login").await;
        person.types("email", "foo@bar.tld").await;
        person.types("password", "secret").await;
        person.clicks("main button").await;
        person.sees("Logged in as").await;
        person.opens("/devices").await;
        person.looks_at_it("cluster-devices").await;

        // Cookies are shared by all ports of a host.
        person
            .browser
            .goto(&format!("{second}/protected"))
            .await
            .unwrap();
        person.sees("Logged in as").await;
        person.looks_at_it("cluster-protected").await;
        person.clicks("main button").await;
        person.sees("Logged out").await;
        person.opens("/protected").await;
        person.sees_nothing_of("Logged in as").await;
    })
    .await;
}
