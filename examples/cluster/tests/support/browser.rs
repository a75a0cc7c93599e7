//! As much of a browser as the tests need: HTTP, and cookies that ignore ports.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// The response of a server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    fn read(text: &str) -> Option<Self> {
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let body = body.to_owned();
        Some(Self {
            status,
            headers,
            body,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(known, _)| known == name)?;
        Some(value)
    }

    /// Returns the status and the target of a redirect.
    pub(crate) fn redirect(&self) -> (u16, &str) {
        (self.status, self.header("location").unwrap_or_default())
    }
}

/// A browser with a name and its cookies.
#[derive(Clone)]
pub(crate) struct Browser {
    user_agent: &'static str,
    pub(crate) jar: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new(user_agent: &'static str) -> Self {
        let jar = BTreeMap::new();
        Self { user_agent, jar }
    }

    pub(crate) fn get(&mut self, port: u16, path: &str) -> Answer {
        self.try_get(port, path).unwrap()
    }

    /// Sends a request that may get no response.
    pub(crate) fn try_get(&mut self, port: u16, path: &str) -> io::Result<Answer> {
        self.send(port, "GET", path, "")
    }

    pub(crate) fn post(&mut self, port: u16, path: &str, form: &str) -> Answer {
        self.send(port, "POST", path, form).unwrap()
    }

    pub(crate) fn log_in(&mut self, port: u16) {
        let form = "email=foo%40bar.tld&password=secret&remember=on";
        let answer = self.post(port, "/login", form);
        assert_eq!(answer.redirect(), (303, "/protected"), "{answer:?}");
    }

    /// Returns the status of `/protected` at each of the processes.
    pub(crate) fn protected(&mut self, ports: &[u16]) -> Vec<u16> {
        let asked = ports
            .iter()
            .map(|port| self.get(*port, "/protected").status);
        asked.collect()
    }

    fn send(&mut self, port: u16, method: &str, path: &str, form: &str) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let cookies: Vec<_> = self
            .jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = match cookies.as_slice() {
            [] => String::new(),
            some => format!("cookie: {}\r\n", some.join("; ")),
        };
        let (user_agent, length) = (self.user_agent, form.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\nuser-agent: {user_agent}\r\n\
             accept: text/html\r\n{cookies}connection: close\r\ncontent-length: {length}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n{form}"
        )?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let answer = Answer::read(&text).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for (name, value) in &answer.headers {
            if name != "set-cookie" {
                continue;
            }
            let (cookie, attributes) = value.split_once(';').unwrap_or((value, ""));
            let (name, value) = cookie.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
