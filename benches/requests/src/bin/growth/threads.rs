//! Measures guarded requests per second of one thread, and of two threads that share a `LoginManager`.

use std::{
    fmt::Write,
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use actix_web::{
    App, Error,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    http::{Method, header::COOKIE},
    rt::System,
    test::init_service,
};
use login::{LoginManager, store::MemoryStore};
use requests::Result;

use crate::site::{browser, manager, pages, session_of};

const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(1);
/// The number of requests between two readings of the clock.
const AT_A_TIME: u32 = 1_000;

/// An application with one page: plain actix-web, or with a login.
#[derive(Clone)]
enum Kind {
    Plain,
    Login(LoginManager),
}

pub(crate) fn table() -> Result<String> {
    let mut text =
        "| requests per second | 1 thread | 2 threads | ratio |\n|---|---:|---:|---:|\n".to_owned();
    let in_store = manager()?.session_store(MemoryStore::new()).build()?;
    for (name, kind) in [
        ("actix-web", Kind::Plain),
        ("login", Kind::Login(manager()?.build()?)),
        ("login, MemoryStore", Kind::Login(in_store)),
    ] {
        let (mut one, mut two) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            one.push(round(&kind, 1)?);
            two.push(round(&kind, 2)?);
        }
        let (one, two) = (median(one), median(two));
        let ratio = two / one;
        writeln!(text, "| {name} | {one:.0} | {two:.0} | {ratio:.2} |")?;
    }
    Ok(text)
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// Returns the requests per second of all threads together.
fn round(kind: &Kind, threads: usize) -> Result<f64> {
    let start = Arc::new(Barrier::new(threads));
    let working: Vec<_> = (0..threads)
        .map(|_| {
            let (kind, start) = (kind.clone(), Arc::clone(&start));
            thread::spawn(move || {
                System::new()
                    .block_on(work(kind, &start))
                    .map_err(|error| error.to_string())
            })
        })
        .collect();
    let mut sum = 0.0;
    for thread in working {
        sum += thread.join().map_err(|_| "a thread has panicked")??;
    }
    Ok(sum)
}

async fn work(kind: Kind, start: &Barrier) -> Result<f64> {
    match kind {
        Kind::Plain => {
            let app = App::new().configure(|app| pages(app, 1, false));
            ask(init_service(app).await, String::new(), start).await
        }
        Kind::Login(manager) => {
            let app = App::new()
                .configure(|app| pages(app, 1, true))
                .wrap(manager);
            let app = init_service(app).await;
            let login = browser("/login/7/0").method(Method::POST);
            let cookie = session_of(&app.call(login.to_request()).await?)?;
            ask(app, cookie, start).await
        }
    }
}

async fn ask<S, B>(app: S, session: String, start: &Barrier) -> Result<f64>
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    start.wait();
    let began = Instant::now();
    let mut asked = 0;
    while began.elapsed() < TURN {
        for _ in 0..AT_A_TIME {
            let request = browser("/pages/0").insert_header((COOKIE, session.as_str()));
            let response = app.call(request.to_request()).await?;
            if response.status() != 200 {
                return Err(format!("answered {}", response.status()).into());
            }
        }
        asked += AT_A_TIME;
    }
    Ok(f64::from(asked) / began.elapsed().as_secs_f64())
}
