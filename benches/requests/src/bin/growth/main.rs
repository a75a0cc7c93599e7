//! Measures how the cost of a request grows with the data in the session, the cookies of other sites, and the
//! numbers of guarded routes and of threads. Also measures the memory in use.

mod memory;
mod plot;
mod site;
mod threads;

use std::{env, fmt::Write, fs, path::PathBuf, process::ExitCode};

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    http::{
        Method,
        header::{COOKIE, SET_COOKIE},
    },
    rt::System,
    test::init_service,
};
use login::store::MemoryStore;
use requests::{
    Gauge, Result,
    stepping::{self, Marks},
};

use crate::{
    plot::draw,
    site::{browser, manager, pages, session_of},
};

const COUNTED: u32 = 5;

/// The quantities that grow, with their values and the servers to measure.
const AXES: [(&str, &[usize], &[&str]); 3] = [
    (
        "bytes in the session",
        &[0, 256, 1024, 2500, 8192, 30_000],
        &["login", "login, MemoryStore"],
    ),
    (
        "cookies of others",
        &[0, 8, 32, 100],
        &["actix-web", "login"],
    ),
    ("guarded routes", &[10, 100, 1000], &["actix-web", "login"]),
];

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let done = match words.split_first() {
        Some((first, rest)) if first == stepping::CHILD => be_stepped(rest),
        Some((first, rest)) if first == memory::CHILD => memory::hold_sessions(rest),
        _ => run(words.first()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(out: Option<&String>) -> Result<()> {
    let out = PathBuf::from(out.map_or("benches/requests/results", |out| out));
    let mut text = String::new();
    for (axis, sizes, servers) in AXES {
        let mut lines = Vec::new();
        write!(text, "| {axis} |")?;
        sizes
            .iter()
            .try_for_each(|size| write!(text, " {size} |"))?;
        writeln!(text, "\n|---|{}", "---:|".repeat(sizes.len()))?;
        for server in servers {
            write!(text, "| {server} |")?;
            let mut line = Vec::new();
            for &size in sizes {
                // A cookie is limited to 4 KB.
                if *server == "login" && axis == "bytes in the session" && size > 2500 {
                    write!(text, " - |")?;
                    continue;
                }
                let words = [axis, server].map(str::to_owned);
                let words = [words.as_slice(), &[size.to_string()]].concat();
                let count = stepping::count(&words)?;
                write!(text, " {count} |")?;
                line.push((size, count));
            }
            writeln!(text)?;
            lines.push((*server, line));
        }
        writeln!(text)?;
        fs::create_dir_all(&out)?;
        draw(
            axis,
            &lines,
            &out.join(format!("by-{}.svg", axis.replace(' ', "-"))),
        )?;
    }
    writeln!(text, "{}", threads::table()?)?;
    writeln!(text, "{}", memory::sessions()?)?;
    writeln!(text, "{}", System::new().block_on(memory::ended())?)?;
    println!("{text}");
    Ok(())
}

/// Runs the requests that the parent process counts.
fn be_stepped(words: &[String]) -> Result<()> {
    stepping::be_counted()?;
    let [axis, server, size] = words else {
        return Err("three words".into());
    };
    let size: usize = size.parse()?;
    let (bytes, cookies, routes) = match axis.as_str() {
        "bytes in the session" => (size, 0, 10),
        "cookies of others" => (0, size, 10),
        _ => (0, 0, size),
    };
    System::new().block_on(async {
        if server == "actix-web" {
            let app = App::new().configure(|app| pages(app, routes, false));
            return ask(init_service(app).await, String::new(), cookies, routes).await;
        }
        let builder = match server.as_str() {
            "login" => manager()?,
            _ => manager()?.session_store(MemoryStore::new()),
        };
        let app = App::new()
            .configure(|app| pages(app, routes, true))
            .wrap(builder.build()?);
        let app = init_service(app).await;
        let login = browser(&format!("/login/7/{bytes}")).method(Method::POST);
        let cookie = session_of(&app.call(login.to_request()).await?)?;
        ask(app, cookie, cookies, routes).await
    })
}

/// Requests the last page repeatedly.
async fn ask<S, B>(app: S, session: String, cookies: usize, routes: usize) -> Result<()>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let others = (0..cookies).map(|number| format!("_other{number}=GA1.1.1283910477.{number}"));
    let all: Vec<String> = others.chain(Some(session)).collect();
    let uri = format!("/pages/{}", routes - 1);
    let mut times = 0;
    while times < stepping::WARM_UP + COUNTED {
        if times == stepping::WARM_UP {
            stepping::measure_nothing()?;
        }
        let request = browser(&uri).insert_header((COOKIE, all.join("; ")));
        let request = request.to_request();
        // `call` does work even before its future is awaited.
        let call = async { app.call(request).await };
        let response = if times < stepping::WARM_UP {
            call.await?
        } else {
            Marks.around(call).await?
        };
        if response.status() != 200 || response.headers().contains_key(SET_COOKIE) {
            return Err(format!("answered {}, {:?}", response.status(), response.headers()).into());
        }
        times += 1;
    }
    Ok(())
}
