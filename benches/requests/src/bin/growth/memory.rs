//! Measures the memory of sessions, and of the list of ended sessions.

use std::{env, fmt::Write, fs, process::Command};

use actix_web::{
    App,
    dev::Service,
    http::header::COOKIE,
    rt::System,
    test::{TestRequest, init_service},
};
use login::store::MemoryStore;
use requests::{Ask, Result, Server, Site, Visitor};

use crate::site::{browser, manager, pages, session_of};

/// The first argument of a child process that only creates sessions and measures them.
pub(crate) const CHILD: &str = "hold-sessions";
const SESSIONS: u32 = 100_000;

const IN_COOKIES: &str = "login";
const IN_STORE: &str = "login, MemoryStore";

/// Measures the peak memory of [`SESSIONS`] logins, in one process per server.
pub(crate) fn sessions() -> Result<String> {
    let mut text =
        format!("| {SESSIONS} logins | peak above the start | bytes for each |\n|---|---:|---:|\n");
    for server in [IN_COOKIES, IN_STORE, Server::AxumLogin.name()] {
        let child = Command::new(env::current_exe()?)
            .args([CHILD, server])
            .output()?;
        if !child.status.success() {
            return Err(String::from_utf8_lossy(&child.stderr).into());
        }
        let bytes: usize = String::from_utf8(child.stdout)?.trim().parse()?;
        let each = bytes / usize::try_from(SESSIONS)?;
        writeln!(text, "| {server} | {} MB | {each} |", bytes / 1_000_000)?;
    }
    Ok(text)
}

/// Creates the sessions in a child process, and prints by how many bytes its memory has grown at most.
pub(crate) fn hold_sessions(words: &[String]) -> Result<()> {
    let [server] = words else {
        return Err("one server".into());
    };
    System::new().block_on(async {
        let before = match server.as_str() {
            IN_COOKIES => log_in_all(manager()?.build()?).await?,
            IN_STORE => log_in_all(manager()?.session_store(MemoryStore::new()).build()?).await?,
            name => {
                let server = Server::by_name(name).ok_or("no such server")?;
                server.open("", Logins).await?
            }
        };
        println!("{}", of_process("VmHWM:")?.saturating_sub(before));
        Ok(())
    })
}

async fn log_in_all(manager: login::LoginManager) -> Result<usize> {
    let app = App::new()
        .configure(|app| pages(app, 1, true))
        .wrap(manager);
    let app = init_service(app).await;
    let before = of_process("VmRSS:")?;
    for id in 0..SESSIONS {
        let login = browser(&format!("/login/{id}/0")).method(actix_web::http::Method::POST);
        let response = app.call(login.to_request()).await?;
        if response.status() != 200 {
            return Err(format!("answered {}", response.status()).into());
        }
    }
    Ok(before)
}

/// Logs in to a server of another library. It is always the same user, which makes no difference there.
struct Logins;

impl Visitor for Logins {
    type Output = usize;

    async fn visit(self, mut site: impl Site + 'static) -> Result<usize> {
        let before = of_process("VmRSS:")?;
        let ask = Ask {
            is_post: true,
            path: "/login",
            cookie: None,
        };
        for _ in 0..SESSIONS {
            let request = site.request(&ask);
            drop(site.call(request).await?);
        }
        Ok(before)
    }
}

/// Measures the memory of the list of ended sessions, up to its bound and beyond it.
pub(crate) async fn ended() -> Result<String> {
    const BOUND: usize = 200_000;
    let app = App::new()
        .configure(|app| pages(app, 1, true))
        .wrap(manager()?.build()?);
    let app = init_service(app).await;
    let before = of_process("VmRSS:")?;
    let mut text =
        String::from("| sessions that have ended | resident bytes for each |\n|---|---:|\n");
    for count in 1..=4 * BOUND {
        let login = TestRequest::post().uri("/login/7/0");
        let cookie = session_of(&app.call(login.to_request()).await?)?;
        let logout = TestRequest::post()
            .uri("/logout")
            .insert_header((COOKIE, cookie));
        app.call(logout.to_request()).await?;
        if [BOUND / 20, BOUND, 2 * BOUND, 3 * BOUND, 4 * BOUND].contains(&count) {
            let bytes = of_process("VmRSS:")?.saturating_sub(before);
            writeln!(
                text,
                "| {count} | {} ({} MB in all) |",
                bytes / count,
                bytes / 1_000_000
            )?;
        }
    }
    Ok(text)
}

/// Returns a memory figure of this process, which the kernel reports under this name.
fn of_process(what: &str) -> Result<usize> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    let kilobytes = line
        .and_then(|line| line.trim().split(' ').next())
        .ok_or("the kernel does not say")?;
    Ok(kilobytes.parse::<usize>()? * 1024)
}
