//! Starts everything with one command: a Redis and three processes of the application. Ends them as well.

use std::{env, error::Error, fmt::Write, io, net::TcpListener, time::Duration};

use ring::rand::{SecureRandom, SystemRandom};
use tokio::{
    net::TcpStream,
    process::Command,
    signal,
    time::{sleep, timeout},
};

use crate::{
    part::Part,
    redis::{self, Folder},
};

const MISSING: &str = "there is no `redis-server`. Install it, for example with \
    `apt install redis-server` or `brew install redis`, and start this again.";

/// Runs everything until Ctrl-C.
#[allow(clippy::print_stdout)]
pub(crate) async fn run() -> Result<(), Box<dyn Error>> {
    let folder = Folder::new()?;
    let [redis_port, ports @ ..] = free_ports([0, 8081, 8082, 8083])?;
    let mut redis = match Part::start(redis::command(redis_port, &folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(MISSING.into()),
        started => started?,
    };
    until("Redis", async || redis::answers(redis_port).await).await?;
    if let Some(process) = redis.process() {
        println!("Redis on port {redis_port} (process {process})");
    }

    let secret = secret()?;
    let mut apps = Vec::new();
    for port in ports {
        let mut command = Command::new(env::current_exe()?);
        command
            .arg("serve")
            .env("LOGIN_SECRET", &secret)
            .env("REDIS_URL", format!("redis://127.0.0.1:{redis_port}/"))
            .env("PORT", port.to_string());
        apps.push(Part::start(command)?);
        let listens = async || TcpStream::connect(("127.0.0.1", port)).await.is_ok();
        until("the application", listens).await?;
    }
    println!(
        "\nLog in at the first as foo@bar.tld, password `secret`, then open /devices at the second.\n\
         Ctrl-C ends them all."
    );
    let outcome = match apps.as_mut_slice() {
        [first, second, third] => tokio::select! {
            outcome = stop() => outcome,
            error = redis.keep("Redis") => Err(error),
            error = first.keep("The first") => Err(error),
            error = second.keep("The second") => Err(error),
            error = third.keep("The third") => Err(error),
        },
        _ => Ok(()),
    };
    for part in apps.iter_mut().chain([&mut redis]) {
        part.end().await;
    }
    Ok(outcome?)
}

/// Returns the wished ports, or other ones instead of those that are taken.
fn free_ports<const N: usize>(wished: [u16; N]) -> io::Result<[u16; N]> {
    let mut ports = wished;
    // All ports are held until the last one is found.
    let mut held = Vec::new();
    for port in &mut ports {
        let listen = |port: u16| TcpListener::bind(("127.0.0.1", port));
        let listener = listen(*port).or_else(|_| listen(0))?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

/// Generates a secret for this run. A real application uses the same secret at every start.
fn secret() -> Result<String, Box<dyn Error>> {
    let mut bytes = [0; 32];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| "the system gave no random bytes")?;
    let mut secret = String::new();
    for byte in bytes {
        write!(secret, "{byte:02x}")?;
    }
    Ok(secret)
}

async fn until(what: &str, ready: impl AsyncFn() -> bool) -> Result<(), String> {
    let waiting = async {
        while !ready().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = timeout(Duration::from_secs(20), waiting).await;
    waited.map_err(|_| format!("{what} did not start"))
}

/// Waits for a signal to stop.
async fn stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        use signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        let mut left_alone = signal(SignalKind::hangup())?;
        tokio::select! {
            pressed = signal::ctrl_c() => pressed,
            _ = terminated.recv() => Ok(()),
            _ = left_alone.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await
}
