//! A process that is restarted when it ends, until everything is stopped.

use std::{io, process::Stdio, time::Duration};

use tokio::{
    process::{Child, Command},
    time::sleep,
};

/// How long a process stays down: long enough to look at the pages meanwhile.
const PAUSE: Duration = Duration::from_secs(5);

pub(crate) struct Part {
    command: Command,
    process: Child,
}

impl Part {
    pub(crate) fn start(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::null()).kill_on_drop(true);
        let process = command.spawn()?;
        Ok(Self { command, process })
    }

    /// Returns the id of its process; `None` if it has ended.
    pub(crate) fn process(&self) -> Option<u32> {
        self.process.id()
    }

    /// Restarts the process whenever it ends.
    #[allow(clippy::print_stdout)]
    pub(crate) async fn keep(&mut self, name: &str) -> io::Error {
        loop {
            let ended = match self.process.wait().await {
                Ok(ended) => ended,
                Err(error) => return error,
            };
            println!("{name} has ended ({ended}), and is started again in 5 seconds.");
            sleep(PAUSE).await;
            match self.command.spawn() {
                Ok(process) => self.process = process,
                Err(error) => return error,
            }
        }
    }

    pub(crate) async fn end(&mut self) {
        // It is not an error if the process has already ended.
        self.process.kill().await.ok();
    }
}
