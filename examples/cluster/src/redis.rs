//! A Redis server for this example alone.

use std::{env, fs, io, path::PathBuf, process, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
    time::timeout,
};

/// A folder that is removed when the value is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> io::Result<Self> {
        let folder = env::temp_dir().join(format!("login-example-cluster-{}", process::id()));
        // It must not exist: somebody else who created it could read its files.
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If it cannot be removed now, the system removes it later.
        fs::remove_dir_all(&self.0).ok();
    }
}

/// Returns the command that starts Redis. It can be reached only from this machine, and writes every login
/// to the disk before it answers.
pub(crate) fn command(port: u16, folder: &Folder) -> Command {
    let mut command = Command::new("redis-server");
    command
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .args(["--save", "", "--logfile", "redis.log", "--dir"])
        .arg(&folder.0);
    command
}

/// Returns whether Redis is running and has loaded its data from the disk.
pub(crate) async fn answers(port: u16) -> bool {
    let ping = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(b"PING\r\n").await?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer).await?;
        Ok::<_, io::Error>(answer == *b"+PONG")
    };
    timeout(Duration::from_secs(1), ping)
        .await
        .is_ok_and(|answer| answer.unwrap_or(false))
}
