//! Websockets, and the end of the login that opened them, over HTTP and websocket frames.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
};

use login_example_support::{Running, http::Browser};

const UPGRADE: &str = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                       sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

struct Socket(TcpStream);

#[derive(Debug, PartialEq)]
enum Frame {
    Text(String),
    /// The close code.
    Close(u16),
}

impl Socket {
    /// Opens a websocket. Returns the status if it is refused.
    fn open(browser: &Browser, address: &str, headers: &str) -> Result<Self, u16> {
        let headers = format!("{UPGRADE}{headers}");
        let mut stream = browser.send(address, "GET /chat", &headers, "");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        let head = String::from_utf8(head).unwrap();
        match head.split(' ').nth(1).unwrap().parse().unwrap() {
            101 => Ok(Self(stream)),
            status => Err(status),
        }
    }

    /// Sends a short text. The mask is all zeros, so the text is sent unchanged.
    fn says(&mut self, text: &str) {
        let length = u8::try_from(text.len()).unwrap();
        assert!(length < 126);
        let head = [0x81, 0x80 | length, 0, 0, 0, 0];
        self.0
            .write_all(&[&head, text.as_bytes()].concat())
            .unwrap();
    }

    fn hears(&mut self) -> Frame {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).unwrap();
        let mut payload = vec![0; usize::from(head[1])];
        self.0.read_exact(&mut payload).unwrap();
        match head[0] & 0x0f {
            1 => Frame::Text(String::from_utf8(payload).unwrap()),
            8 => Frame::Close(u16::from_be_bytes(*payload.first_chunk().unwrap())),
            other => unreachable!("opcode {other}"),
        }
    }

    fn hears_text(&mut self, text: &str) {
        assert_eq!(self.hears(), Frame::Text(text.to_owned()));
    }
}

fn logged_in(address: &str, name: &str) -> Browser {
    let mut browser = Browser::default();
    let form = format!("name={name}&password=secret");
    assert_eq!(browser.ask(address, "POST /login", &form).status, 303);
    browser
}

fn example() -> (Running, String) {
    Running::example(&mut Command::new(env!(
        "CARGO_BIN_EXE_login-example-websocket"
    )))
}

#[test]
fn who_speaks_is_who_is_logged_in() {
    let (_example, address) = example();
    let stranger = Browser::default();
    assert_eq!(Socket::open(&stranger, &address, "").err(), Some(401));
    let mut ada = Socket::open(&logged_in(&address, "ada"), &address, "").unwrap();
    ada.hears_text(r#"{"here":["ada"]}"#);
    let mut grace = Socket::open(&logged_in(&address, "grace"), &address, "").unwrap();
    for socket in [&mut ada, &mut grace] {
        socket.hears_text(r#"{"here":["ada","grace"]}"#);
    }
    grace.says("hello <b>");
    for socket in [&mut ada, &mut grace] {
        socket.hears_text(r#"{"from":"grace","text":"hello <b>"}"#);
    }
    drop(grace);
    ada.hears_text(r#"{"here":["ada"]}"#);
}

#[test]
fn x1_a_page_of_another_site_opens_none() {
    let (_example, address) = example();
    let ada = logged_in(&address, "ada");
    for headers in [
        "origin: https://attacker.example\r\n",
        "sec-fetch-site: cross-site\r\n",
        "origin: null\r\n",
    ] {
        assert_eq!(Socket::open(&ada, &address, headers).err(), Some(403));
    }
    let own = format!("origin: {address}\r\n");
    assert!(Socket::open(&ada, &address, &own).is_ok());
}

#[test]
fn l1_a_logout_closes_what_that_browser_has_opened() {
    let (_example, address) = example();
    let (mut here, there) = (logged_in(&address, "ada"), logged_in(&address, "ada"));
    let mut first = Socket::open(&here, &address, "").unwrap();
    let mut second = Socket::open(&here, &address, "").unwrap();
    let mut other = Socket::open(&there, &address, "").unwrap();
    assert_eq!(here.ask(&address, "POST /logout", "").status, 303);
    for socket in [&mut first, &mut second] {
        let last = std::iter::repeat_with(|| socket.hears());
        let last = last.skip_while(|frame| matches!(frame, Frame::Text(_)));
        assert_eq!(last.take(1).next(), Some(Frame::Close(1008)));
    }
    other.says("still here");
    loop {
        if let Frame::Text(text) = other.hears() {
            if text.contains("still here") {
                break;
            }
            assert!(text.contains("here"), "{text}");
        }
    }
    assert_eq!(Socket::open(&here, &address, "").err(), Some(401));
}

#[test]
fn f2_another_users_login_closes_what_the_first_has_opened() {
    let (_example, address) = example();
    let mut browser = logged_in(&address, "ada");
    let mut socket = Socket::open(&browser, &address, "").unwrap();
    let form = "name=grace&password=secret";
    assert_eq!(browser.ask(&address, "POST /login", form).status, 303);
    let last = std::iter::repeat_with(|| socket.hears());
    let last = last.skip_while(|frame| matches!(frame, Frame::Text(_)));
    assert_eq!(last.take(1).next(), Some(Frame::Close(1008)));
}

#[test]
fn l4_logging_other_browsers_out_closes_theirs() {
    let (_example, address) = example();
    let (mut here, there) = (logged_in(&address, "ada"), logged_in(&address, "ada"));
    let theirs = Socket::open(&there, &address, "").unwrap();
    // Opened with a copy of this browser's cookie, before that is replaced.
    let copied = Socket::open(&here, &address, "").unwrap();
    assert_eq!(here.ask(&address, "POST /logout-others", "").status, 303);
    for mut socket in [theirs, copied] {
        let frames = std::iter::repeat_with(|| socket.hears());
        let mut frames = frames.skip_while(|frame| matches!(frame, Frame::Text(_)));
        assert_eq!(frames.next(), Some(Frame::Close(1008)));
    }
    assert_eq!(Socket::open(&there, &address, "").err(), Some(401));
    assert!(Socket::open(&here, &address, "").is_ok());
}
