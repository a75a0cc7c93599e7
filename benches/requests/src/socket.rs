//! A keep-alive connection, with as much of HTTP as these servers use.

use requests::{Answer, Ask, HEADERS, Result, Scenario, Site};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const ROOM: usize = 16 * 1024;

pub(crate) struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            buffer: vec![0; ROOM],
        }
    }

    /// Returns the text of a request for a scenario.
    pub(crate) fn text(scenario: Scenario, cookie: Option<String>) -> String {
        text(&Ask {
            is_post: scenario.is_post(),
            path: scenario.path(),
            cookie,
        })
    }

    /// Sends a request, waits for the whole response, and returns its status.
    pub(crate) async fn exchange(&mut self, request: &str) -> Result<u16> {
        let head = self.send(request).await?;
        status(head)
    }

    /// Sends a request, reads the whole response, and returns its head.
    async fn send(&mut self, request: &str) -> Result<&str> {
        self.stream.write_all(request.as_bytes()).await?;
        let mut filled = 0;
        loop {
            let room = self.buffer.get_mut(filled..).ok_or("no room")?;
            let read = self.stream.read(room).await?;
            if read == 0 {
                return Err("the server closed the connection".into());
            }
            filled += read;
            let answer = self.buffer.get(..filled).unwrap_or_default();
            let Some(end) = memchr::memmem::find(answer, b"\r\n\r\n") else {
                continue;
            };
            let (head, body) = answer.split_at(end);
            let length = content_length(str::from_utf8(head)?)?;
            if body.len() >= b"\r\n\r\n".len() + length {
                break;
            }
        }
        let end = memchr::memmem::find(&self.buffer, b"\r\n\r\n").unwrap_or_default();
        Ok(str::from_utf8(self.buffer.get(..end).unwrap_or_default())?)
    }
}

fn text(ask: &Ask) -> String {
    let method = if ask.is_post { "POST" } else { "GET" };
    let mut text = format!("{method} {} HTTP/1.1\r\n", ask.path);
    for (name, value) in HEADERS {
        text.extend([name, ": ", value, "\r\n"]);
    }
    if let Some(cookie) = &ask.cookie {
        text.extend(["cookie: ", cookie, "\r\n"]);
    }
    if ask.is_post {
        text += "content-length: 0\r\n";
    }
    text + "\r\n"
}

fn status(head: &str) -> Result<u16> {
    let status = head.split(' ').nth(1).ok_or("no status")?;
    Ok(status.parse()?)
}

fn headers<'a>(head: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let named = lines.filter(move |(found, _)| found.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.trim())
}

fn content_length(head: &str) -> Result<usize> {
    let length = headers(head, "content-length").next();
    Ok(length.map(str::parse).transpose()?.unwrap_or_default())
}

impl Site for Socket {
    type Request = String;
    type Response = String;

    fn request(&self, ask: &Ask) -> String {
        text(ask)
    }

    async fn call(&mut self, request: String) -> Result<String> {
        Ok(self.send(&request).await?.to_owned())
    }

    fn answer(head: &String) -> Answer {
        Answer {
            status: status(head).unwrap_or_default(),
            set_cookies: headers(head, "set-cookie").map(ToOwned::to_owned).collect(),
        }
    }
}
