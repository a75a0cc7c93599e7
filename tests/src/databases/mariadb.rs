//! MariaDB, or what else speaks like MySQL.

use std::{env, path::PathBuf, process::Command, sync::OnceLock};

use super::{
    server::{Server, as_user, program, run, user},
    skip,
};

/// A MariaDB server.
#[derive(Debug)]
pub struct MariaDb {
    server: Server,
    program: PathBuf,
}

impl MariaDb {
    /// The URL of the one server of this test run: what `LOGIN_TEST_MYSQL_URL` names, or a
    /// private one. Nothing if there is neither.
    pub fn shared() -> Option<&'static str> {
        static URL: OnceLock<Option<String>> = OnceLock::new();
        static SERVER: OnceLock<Option<MariaDb>> = OnceLock::new();
        let url = URL.get_or_init(|| {
            let named = env::var("LOGIN_TEST_MYSQL_URL").ok();
            named.or_else(|| Some(SERVER.get_or_init(Self::start).as_ref()?.url()))
        });
        if url.is_none() {
            skip("no mysql");
        }
        url.as_deref()
    }

    /// A private server; nothing if it is not installed.
    #[must_use]
    pub fn start() -> Option<Self> {
        let folders = [PathBuf::from("/usr/sbin")];
        let install = program("mariadb-install-db", &folders)?;
        let program = program("mariadbd", &folders)?;
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

    /// Starts the server, with what it has kept, if it is stopped. It is not ready yet.
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

    /// Its database `mysql`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("mysql://root@127.0.0.1:{}/mysql", self.server.port())
    }
}
