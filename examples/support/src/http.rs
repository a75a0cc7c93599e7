//! A browser without a display: HTTP and cookies.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// A browser with a cookie jar.
#[derive(Debug, Default)]
pub struct Browser {
    jar: Vec<(String, String)>,
}

/// The response of an example.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The target of a redirect; empty if there is none.
    pub location: String,
    /// The status line and the headers.
    pub head: String,
    /// The response body.
    pub body: String,
}

impl Browser {
    /// Sends a request. `line` is the request line without the version; `form` is the body, or empty.
    pub fn ask(&mut self, address: &str, line: &str, form: &str) -> Answer {
        self.ask_with(address, line, "", form)
    }

    /// Sends a request with more headers. Each header line includes its line ending.
    pub fn ask_with(&mut self, address: &str, line: &str, headers: &str, form: &str) -> Answer {
        let headers = format!("connection: close\r\n{headers}");
        let mut connection = self.send(address, line, &headers, form);
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
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    /// Sends a request with the cookies, for callers that read the response themselves.
    #[must_use]
    pub fn send(&self, address: &str, line: &str, headers: &str, form: &str) -> TcpStream {
        let host = address.trim_start_matches("http://");
        let mut connection = TcpStream::connect(host).unwrap();
        let pairs = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        write!(
            connection,
            "{line} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookies}\r\n{headers}\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        )
        .unwrap();
        connection
    }
}
