//! The example over HTTP: every kind of failure gets the same answer.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

/// The example on a free port. It is ended with the test.
struct Example {
    process: Child,
    address: String,
}

impl Example {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_login-example-throttled-login"));
        let command = command.env("PORT", "0").stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        // Keep reading, so that its later output does not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address = first.strip_prefix("Open http://").unwrap().to_owned();
        Self { process, address }
    }

    fn log_in(&self, email: &str, password: &str) -> Answer {
        let body = format!("email={email}&password={password}").replace(' ', "+");
        let length = body.len();
        let mut connection = TcpStream::connect(&self.address).unwrap();
        write!(
            connection,
            "POST /login HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().to_owned();
        let mut headers: Vec<_> = lines.map(str::to_lowercase).collect();
        headers.retain(|line| !line.starts_with("date: "));
        let retry_after = headers
            .iter()
            .position(|line| line.starts_with("retry-after: "));
        Answer {
            retry_after: retry_after.map(|at| headers.remove(at)),
            status,
            headers,
            body: body.to_owned(),
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: String,
    /// All headers except the date, which varies.
    headers: Vec<String>,
    /// Varies with the time as well.
    retry_after: Option<String>,
    body: String,
}

#[test]
fn u1_unknown_wrong_and_closed_accounts_are_answered_alike() {
    let example = Example::start();
    let unknown = example.log_in("nobody@example.com", "wrong");
    assert_eq!(unknown.status, "HTTP/1.1 401 Unauthorized");
    assert_eq!(unknown.body, "Bad login");
    assert_eq!(example.log_in("ada@example.com", "wrong"), unknown);
    assert_eq!(example.log_in("bob@example.com", "battery staple"), unknown);
    assert_eq!(example.log_in("bob@example.com", "wrong"), unknown);
    assert_eq!(example.log_in("", ""), unknown);

    let right = example.log_in("Ada@Example.com ", "correct horse");
    assert_eq!(right.status, "HTTP/1.1 303 See Other");
    let mut set = right.headers.iter();
    assert!(set.any(|line| line.starts_with("set-cookie: __host-session=")));
}

#[test]
fn u1_once_too_many_have_failed_that_is_answered_alike_as_well() {
    let example = Example::start();
    let mut last = Vec::new();
    for (email, password) in [
        ("nobody@example.com", "wrong"),
        ("ada@example.com", "wrong"),
        ("bob@example.com", "battery staple"),
    ] {
        for _ in 0..5 {
            assert_eq!(
                example.log_in(email, password).status,
                "HTTP/1.1 401 Unauthorized"
            );
        }
        last.push(example.log_in(email, password));
    }
    for answer in &mut last {
        assert_eq!(answer.status, "HTTP/1.1 429 Too Many Requests");
        let seconds = answer.retry_after.take().unwrap();
        let seconds: u32 = seconds["retry-after: ".len()..].parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
    }
    assert!(last.iter().all(|answer| *answer == last[0]), "{last:?}");
    // Even the right password is not checked any more from a place where the account is not known.
    let right = example.log_in("ada@example.com", "correct horse");
    assert_eq!(right.status, "HTTP/1.1 429 Too Many Requests");
}
