//! A Redis of one's own.

use std::{env, fs, io, path::PathBuf, process, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::Command,
    time::timeout,
};

/// A folder that is removed with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> io::Result<Self> {
        let folder = env::temp_dir().join(format!("login-example-cluster-{}", process::id()));
        // It must not be there: whoever made it could read what is put into it.
        fs::create_dir(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What the system does not give up now, it clears away later.
        fs::remove_dir_all(&self.0).ok();
    }
}

/// The command that starts it: reached from this machine only, and with every login on the disk
/// before anybody is told of it.
pub(crate) fn command(port: u16, folder: &Folder) -> Command {
    let mut command = Command::new("redis-server");
    command
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--appendonly", "yes", "--appendfsync", "always"])
        .args(["--save", "", "--logfile", "redis.log", "--dir"])
        .arg(&folder.0);
    command
}

/// Whether it is there and has read what is on its disk.
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
