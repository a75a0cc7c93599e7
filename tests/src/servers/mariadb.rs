//! MariaDB, or another server with the protocol of MySQL.

use std::{path::PathBuf, process::Command};

use super::{
    Shared,
    process::{Server, as_user, run, user},
    program, shared, skip,
};

/// A MariaDB server.
#[derive(Debug)]
pub struct MariaDb {
    server: Server,
    program: PathBuf,
}

impl MariaDb {
    /// Returns the URL of the server that all tests of this process share: the value of
    /// `LOGIN_TEST_MYSQL_URL`, or that of a private server. `None` if there is neither.
    #[must_use]
    pub fn shared() -> Option<&'static str> {
        static SHARED: Shared<MariaDb> = Shared::new();
        shared(&SHARED, "LOGIN_TEST_MYSQL_URL", || {
            let started = Self::start()?;
            started.server.wait();
            Some((started.url(), started))
        })
    }

    /// Starts a private server. `None` if it is not installed: the test is to be skipped then.
    #[must_use]
    pub fn start() -> Option<Self> {
        let programs = program("mariadb-install-db", &[]).zip(program("mariadbd", &[]));
        let Some((install, program)) = programs else {
            skip("no MariaDB server");
            return None;
        };
        let mut mariadb = Self {
            server: Server::new(user("mysql")),
            program,
        };
        let mut command = as_user(user("mysql"), &install);
        command.args(["--no-defaults", "--auth-root-authentication-method=normal"]);
        command.args(["--skip-test-db", "--innodb-log-file-size=8M"]);
        run(command.arg(mariadb.data()));
        mariadb.restart();
        Some(mariadb)
    }

    fn data(&self) -> String {
        format!("--datadir={}", self.server.folder().join("data").display())
    }

    /// Starts the server if it is stopped, with its existing data. Does not wait until it is ready.
    pub fn restart(&mut self) {
        let mut command: Command = as_user(user("mysql"), &self.program);
        command.args(["--no-defaults", "--bind-address=127.0.0.1"]);
        command.args([self.data(), format!("--port={}", self.server.port())]);
        let socket = self.server.folder().join("socket");
        command.arg(format!("--socket={}", socket.display()));
        command.args(["--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M"]);
        command.args([
            "--innodb-flush-log-at-trx-commit=0",
            "--max-connections=300",
        ]);
        self.server.start(&command);
    }

    /// Stops the server.
    pub fn stop(&mut self) {
        self.server.stop();
    }

    /// Returns the URL of the database `mysql`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/mysql", self.server.port())
    }
}
