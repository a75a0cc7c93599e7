//! A server process that does not outlive the tests.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use super::free_port;

/// A server with a folder of its own. It is stopped when the value is dropped, and also when the test
/// process ends for any reason, because values in a `static` are never dropped.
#[derive(Debug)]
pub(super) struct Server {
    folder: PathBuf,
    port: u16,
    keeper: Option<Keeper>,
}

/// The shell that runs the server.
#[derive(Debug)]
struct Keeper {
    shell: Child,
    /// The process id of the server, for signals.
    pid: String,
}

/// Runs the server until it reads a line or the pipe is closed, that is, until the test process has
/// ended. In the second case it also removes the folder.
const KEEPER: &str = r#"
    folder=$1; shift
    "$@" </dev/null >/dev/null & server=$!
    echo $server
    read -r order || order=gone
    case $order in
        kill) kill -KILL $server ;;
        # What each server understands as: end now, whoever is connected.
        *) kill -INT $server; kill -TERM $server; kill -CONT $server ;;
    esac
    wait $server
    [ $order != gone ] || rm -rf "$folder"
"#;

impl Server {
    /// Creates an empty folder that `user` owns, and chooses a port for the server.
    pub(super) fn new(user: Option<&str>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("login-server-{}-{number}", std::process::id());
        let folder = env::temp_dir().join(name);
        // A process with the same id may have been killed before it could remove it.
        fs::remove_dir_all(&folder).ok();
        fs::create_dir_all(&folder).unwrap();
        if let Some(user) = user {
            run(Command::new("chown").arg(user).arg(&folder));
        }
        Self {
            folder,
            port: free_port(),
            keeper: None,
        }
    }

    /// Returns the folder for the files of the server.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the port of the server on 127.0.0.1.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Starts the server with a command. Does not wait until it is ready.
    pub(super) fn start(&mut self, command: &Command) {
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(&self.folder);
        keeper.arg(command.get_program()).args(command.get_args());
        keeper.stdin(Stdio::piped()).stdout(Stdio::piped());
        // The server must not keep a pipe of the test runner open.
        keeper.stderr(Stdio::null());
        let mut shell = keeper.spawn().unwrap();
        let mut pid = String::new();
        let mut stdout = BufReader::new(shell.stdout.take().unwrap());
        stdout.read_line(&mut pid).unwrap();
        pid.truncate(pid.trim_end().len());
        self.keeper = Some(Keeper { shell, pid });
    }

    /// Waits until the server listens, for at most a minute.
    pub(super) fn wait(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < deadline, "nothing listens");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Stops the server, and waits until it has ended.
    pub(super) fn stop(&mut self) {
        self.end("stop");
    }

    /// Kills the server, as in a crash, and waits until it has ended.
    pub(super) fn kill(&mut self) {
        self.end("kill");
    }

    fn end(&mut self, order: &str) {
        if let Some(Keeper { mut shell, .. }) = self.keeper.take() {
            let mut stdin = shell.stdin.take().unwrap();
            writeln!(stdin, "{order}").unwrap();
            shell.wait().ok();
        }
    }

    /// Sends a signal to the server, such as `STOP`.
    pub(super) fn signal(&self, name: &str) {
        let keeper = self.keeper.as_ref().expect("the server runs");
        run(Command::new("kill").args([&format!("-{name}"), &keeper.pid]));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// Runs a command, and panics if it fails.
pub(super) fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
}

/// Returns a command that runs as `user`, if that is given: database servers refuse to run as root.
pub(super) fn as_user(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]);
    command.arg(program);
    command
}

/// Returns `name` if the tests run as root.
pub(super) fn user(name: &'static str) -> Option<&'static str> {
    let output = Command::new("id").arg("-u").output().unwrap();
    (output.stdout == b"0\n").then_some(name)
}
