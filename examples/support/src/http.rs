//! A browser that shows nothing: HTTP and cookies.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

/// A browser with a cookie jar.
#[derive(Debug, Default)]
pub struct Browser {
    jar: Vec<(String, String)>,
}

/// What the example answered.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Where it sends to; empty if nowhere.
    pub location: String,
    /// The first line of the head, and all others.
    pub head: String,
    /// What is below the head.
    pub body: String,
}

impl Browser {
    /// Sends a request, `line` without its version, and a form where there is one.
    pub fn ask(&mut self, address: &str, line: &str, form: &str) -> Answer {
        self.ask_with(address, line, "", form)
    }

    /// The same with more headers, each line with its end.
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

    /// Sends a request with its cookies, for whoever reads the answer otherwise.
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
