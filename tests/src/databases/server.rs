//! A server process that ends with the tests.

use std::{
    env, fs,
    io::Write,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

/// A server in a folder of its own. It ends when the value is dropped, and when the process
/// of the tests ends, however it does: values in a `static` are never dropped.
#[derive(Debug)]
pub struct Server {
    folder: PathBuf,
    port: u16,
    keeper: Option<Child>,
}

/// Runs the server until a line comes in, or until there is nobody any more who could send one:
/// then its folder goes as well.
const KEEPER: &str = r#"
    folder=$1; shift
    "$@" </dev/null & server=$!
    read -r line; over=$?
    # What each server understands as: end now, whoever is connected.
    kill -INT $server; kill -TERM $server
    wait $server
    [ $over = 0 ] || rm -rf "$folder"
"#;

impl Server {
    /// An empty folder that `user` owns, and a port for the server.
    pub(super) fn new(user: Option<&str>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("login-database-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        if let Some(user) = user {
            run(Command::new("chown").arg(user).arg(&folder));
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = port.local_addr().unwrap().port();
        Self {
            folder,
            port,
            keeper: None,
        }
    }

    /// Where the server keeps its files.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The port of 127.0.0.1 where the server listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Starts the server with a command. It is not ready yet.
    pub(super) fn start(&mut self, command: &Command) {
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(&self.folder);
        keeper.arg(command.get_program()).args(command.get_args());
        keeper.stdin(Stdio::piped());
        // Nothing of it may keep a pipe of the test runner open.
        keeper.stdout(Stdio::null()).stderr(Stdio::null());
        self.keeper = Some(keeper.spawn().unwrap());
    }

    /// Ends the server, and waits until it has ended.
    pub(super) fn stop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            let mut stdin = keeper.stdin.take().unwrap();
            stdin.write_all(b"stop\n").unwrap();
            keeper.wait().ok();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Runs a command that must succeed.
pub(super) fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
}

/// A command that does not run as root, which database servers refuse; otherwise as it is.
pub(super) fn as_user(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]);
    command.arg(program);
    command
}

/// The user to run as instead of root.
pub(super) fn user(name: &'static str) -> Option<&'static str> {
    let output = Command::new("id").arg("-u").output().unwrap();
    (output.stdout == b"0\n").then_some(name)
}

/// A program on the `PATH` or in one of these folders.
pub(super) fn program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = env::split_paths(&path).collect();
    let mut folders = path.iter().chain(folders);
    folders.find_map(|folder| Some(folder.join(name)).filter(|program| program.is_file()))
}
