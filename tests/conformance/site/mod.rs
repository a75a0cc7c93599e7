//! A running application, a browser at it, and what can be said of its answers.

mod answer;
mod server;

use std::{
    collections::BTreeMap,
    env,
    io::{Read, Write},
    net::TcpStream,
    sync::OnceLock,
};

use actix_web::rt::System;
use login_tests::{places, servers::skip};
use serde_json::{Value, json};

pub(crate) use self::{answer::Answer, server::Server};

/// A cookie as a browser keeps it.
#[derive(Clone, Debug)]
struct Kept {
    value: String,
    path: String,
    lasts: bool,
}

/// An application with one configuration, and one browser.
#[derive(Debug)]
pub(crate) struct Site {
    server: Server,
    jar: BTreeMap<String, Kept>,
    agent: Option<&'static str>,
    headers: Vec<(String, String)>,
}

/// Runs a scenario against ours, with sessions in the cookie and in each store that there is,
/// and, where Python is there, against the real one.
pub(crate) fn scenario(conf: Value, run: impl Fn(&mut Site)) {
    let mut conf = conf;
    if conf.get("SECRET_KEY").is_none() {
        conf["SECRET_KEY"] = json!("deterministic");
    }
    for storage in storages() {
        println!("with sessions in {storage}");
        run(&mut Site::at(Server::ours(&conf, storage)));
    }
    if let Some(python) = env::var_os("LOGIN_CONFORMANCE_PYTHON") {
        println!("with the real one");
        run(&mut Site::at(Server::flask(&python, &conf)));
    } else {
        skip("the real Flask-Login, no LOGIN_CONFORMANCE_PYTHON");
    }
}

/// What `STORAGE` may be. Applications that share a store do not disturb each other.
fn storages() -> &'static [String] {
    static STORAGES: OnceLock<Vec<String>> = OnceLock::new();
    STORAGES.get_or_init(|| {
        let mut storages = vec!["cookie".to_owned()];
        storages.extend(System::new().block_on(places()));
        storages
    })
}

impl Site {
    pub(crate) fn at(server: Server) -> Self {
        Self {
            server,
            jar: BTreeMap::new(),
            agent: Some("agent/1"),
            headers: Vec::new(),
        }
    }

    /// Whether ours has its sessions in a store.
    pub(crate) fn has_store(&self) -> bool {
        self.server.has_store
    }

    /// What is expected of ours, where it is meant to differ, and of the real one.
    pub(crate) fn differs<T>(&self, _why: &str, ours: T, theirs: T) -> T {
        if self.server.is_flask { theirs } else { ours }
    }

    pub(crate) fn is_flask(&self) -> bool {
        self.server.is_flask
    }

    /// Goes on as another client.
    pub(crate) fn as_agent(&mut self, agent: Option<&'static str>) -> &mut Self {
        self.agent = agent;
        self
    }

    /// Sends one more header with the next request.
    pub(crate) fn with_header(&mut self, name: &str, value: &str) -> &mut Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Forgets what ends with the browser.
    pub(crate) fn close_browser(&mut self) {
        self.jar.retain(|_, cookie| cookie.lasts);
    }

    pub(crate) fn forget(&mut self, cookie: &str) {
        self.jar.remove(cookie);
    }

    pub(crate) fn has(&self, cookie: &str) -> bool {
        self.jar.contains_key(cookie)
    }

    /// The value of a cookie in the jar.
    pub(crate) fn value(&self, cookie: &str) -> String {
        self.jar[cookie].value.clone()
    }

    pub(crate) fn put(&mut self, cookie: &str, value: &str) {
        let kept = Kept {
            value: value.to_owned(),
            path: "/".to_owned(),
            lasts: true,
        };
        self.jar.insert(cookie.to_owned(), kept);
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, "")
    }

    pub(crate) fn post(&mut self, path: &str, form: &str) -> Answer {
        self.send("POST", path, form)
    }

    /// The events since the last look, as names and ids.
    pub(crate) fn events(&mut self) -> Value {
        let jar = std::mem::take(&mut self.jar);
        let events = self.get("/events").json();
        self.jar = jar;
        events
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, body: &str) -> Answer {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        let mut line = |name: &str, value: &str| {
            request.push_str(&format!("{name}: {value}\r\n"));
        };
        if method == "POST" && !body.is_empty() {
            line("Content-Type", "application/x-www-form-urlencoded");
        }
        if let Some(agent) = self.agent {
            line("User-Agent", agent);
        }
        for (name, value) in self.headers.drain(..) {
            line(&name, &value);
        }
        let sent = self.jar.iter().filter(|(_, cookie)| {
            let below = path.strip_prefix(cookie.path.trim_end_matches('/'));
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        });
        let cookies: Vec<_> = sent.map(|(n, c)| format!("{n}={}", c.value)).collect();
        if !cookies.is_empty() {
            line("Cookie", &cookies.join("; "));
        }
        request.push_str("\r\n");
        request.push_str(body);

        let mut stream = TcpStream::connect(("127.0.0.1", self.server.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let answer = Answer::parse(&bytes);
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            if cookie.is_removal() {
                self.jar.remove(&cookie.name);
                continue;
            }
            let kept = Kept {
                value: cookie.value.clone(),
                path: cookie.attribute("Path").unwrap_or("/").to_owned(),
                lasts: cookie.lasts(),
            };
            self.jar.insert(cookie.name, kept);
        }
    }
}
