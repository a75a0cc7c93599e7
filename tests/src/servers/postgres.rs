//! PostgreSQL.

use std::{fs, path::PathBuf, process::Command};

use super::{
    Shared,
    process::{Server, as_user, run, user},
    program, shared, skip,
};

/// A PostgreSQL server.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    program: PathBuf,
    arguments: Vec<String>,
}

impl Postgres {
    /// Returns the URL of the server that all tests of this process share: the value of
    /// `LOGIN_TEST_POSTGRES_URL`, or that of a private server. `None` if there is neither.
    #[must_use]
    pub fn shared() -> Option<&'static str> {
        static SHARED: Shared<Postgres> = Shared::new();
        shared(&SHARED, "LOGIN_TEST_POSTGRES_URL", || {
            let started = Self::start(&[])?;
            started.server.wait();
            Some((started.url(), started))
        })
    }

    /// Starts a private server, with arguments that add to the usual ones or override them. `None` if it
    /// is not installed: the test is to be skipped then.
    #[must_use]
    pub fn start(arguments: &[&str]) -> Option<Self> {
        let folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
            .into_iter()
            .flatten()
            .map(|version| version.unwrap().path().join("bin"))
            .collect();
        let programs = program("initdb", &folders).zip(program("postgres", &folders));
        let Some((initdb, program)) = programs else {
            skip("no PostgreSQL server");
            return None;
        };
        let mut postgres = Self {
            server: Server::new(user("postgres")),
            program,
            arguments: arguments.iter().map(|text| (*text).to_owned()).collect(),
        };
        let mut command = as_user(user("postgres"), &initdb);
        command.args(["--auth=trust", "--username=postgres", "--encoding=UTF8"]);
        command.args(["--no-locale", "--no-sync", "-D"]);
        run(command.arg(postgres.server.folder().join("data")));
        postgres.restart();
        Some(postgres)
    }

    /// Starts the server if it is stopped, with its existing data. Does not wait until it is ready.
    pub fn restart(&mut self) {
        let mut command: Command = as_user(user("postgres"), &self.program);
        command.arg("-D").arg(self.server.folder().join("data"));
        command.args(["-p", &self.server.port().to_string()]);
        command.args(["-h", "127.0.0.1", "-k", "", "-F"]);
        command.args(["-c", "shared_buffers=16MB", "-c", "max_connections=300"]);
        // If an argument is given twice, the last one counts.
        command.args(&self.arguments);
        self.server.start(&command);
    }

    /// Stops the server.
    pub fn stop(&mut self) {
        self.server.stop();
    }

    /// Returns the URL of the database `postgres`.
    #[must_use]
    pub fn url(&self) -> String {
        let port = self.server.port();
        format!("postgres://postgres@127.0.0.1:{port}/postgres")
    }
}
