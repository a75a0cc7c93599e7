//! What becomes of a user's other logins, over HTTP.

#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
};

use crate::support::{Running, fresh};

/// A browser with a cookie jar.
#[derive(Default)]
struct Browser {
    jar: Vec<(String, String)>,
}

struct Answer {
    status: u16,
    location: String,
    body: String,
}

impl Browser {
    fn ask(&mut self, address: &str, line: &str, form: &str) -> Answer {
        let host = address.trim_start_matches("http://");
        let mut connection = TcpStream::connect(host).unwrap();
        let pairs = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        write!(
            connection,
            "{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncookie: {cookies}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        )
        .unwrap();
        let mut text = String::new();
        connection.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut location = String::new();
        for line in head.lines() {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            if name.eq_ignore_ascii_case("location") {
                value.clone_into(&mut location);
            } else if name.eq_ignore_ascii_case("set-cookie") {
                let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                self.jar.retain(|(kept, _)| kept != name);
                if !value.is_empty() {
                    self.jar.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            location,
            body: body.to_owned(),
        }
    }
}

fn log_in(address: &str) -> Browser {
    let mut browser = Browser::default();
    let form = "email=ada%40example.com&password=correct+horse&remember=true";
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
    let (_app, address) = Running::example(app.env("DATABASE", fresh("logins.db")));
    let address = &address;
    let mut first = Browser::default();
    let form = "name=Ada&email=ada%40example.com&password=correct+horse";
    assert_eq!(first.ask(address, "POST /register", form).status, 303);
    let mut second = Browser::default();
    let again = second.ask(address, "POST /register", form);
    assert_eq!((again.status, &*again.location), (303, "/register"));

    let (mut second, mut third) = (log_in(address), log_in(address));
    let page = first.ask(address, "GET /devices", "").body;
    let mut ids = page.split(r#"name="id" value=""#).skip(1);
    let id = ids.next().unwrap().split('"').next().unwrap();
    assert_eq!(ids.count(), 1);
    let ended = first.ask(address, "POST /devices/end", &format!("id={id}"));
    assert_eq!(ended.status, 303);
    assert!(!is_in(&mut second, address));
    assert!(is_in(&mut third, address));

    let changed = first.ask(address, "POST /password", "password=battery+staple");
    assert_eq!((changed.status, &*changed.location), (303, "/account"));
    // Neither its session nor its remember cookie.
    assert!(!is_in(&mut third, address));
    assert!(is_in(&mut first, address));
}
