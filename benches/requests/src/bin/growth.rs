//! How the cost of a request grows: with what is in the session, with the cookies of others, with
//! the number of guarded routes; and what the list of ended sessions takes.

use std::{env, fmt::Write, fs, path::PathBuf, process::ExitCode};

use actix_web::{
    App, Error, HttpResponse,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    http::{
        Method,
        header::{COOKIE, SET_COOKIE},
    },
    rt::System,
    test::{TestRequest, init_service},
    web,
};
use login::{
    AuthSession, LoginManager, SecretKey, Session, UserMixin, login_required, store::MemoryStore,
};
use plotters::prelude::{
    ChartBuilder, Circle, IntoDrawingArea, IntoLogRange, LineSeries, RGBColor, SVGBackend,
    SeriesLabelPosition, WHITE,
};
use requests::{
    Gauge, HEADERS, Result,
    stepping::{self, Marks},
};

const COUNTED: u32 = 5;

#[derive(Clone, UserMixin)]
struct User {
    id: u32,
}

/// What grows, and what is asked.
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
                // A cookie has 4 KB.
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
    writeln!(text, "{}", System::new().block_on(ended())?)?;
    println!("{text}");
    Ok(())
}

/// One line per server, sizes on a scale on which ten times as much is always as far.
fn draw(axis: &str, lines: &[(&str, Vec<(usize, u32)>)], file: &std::path::Path) -> Result<()> {
    let root = SVGBackend::new(file, (560, 320)).into_drawing_area();
    root.fill(&WHITE)?;
    let points = || lines.iter().flat_map(|(_, line)| line);
    let widest = points().map(|(size, _)| *size).max().unwrap_or(1);
    let highest = points().map(|(_, count)| *count).max().unwrap_or(1);
    let mut chart = ChartBuilder::on(&root)
        .caption(format!("Instructions by {axis}"), ("sans-serif", 16))
        .margin(12)
        .x_label_area_size(32)
        .y_label_area_size(64)
        .build_cartesian_2d((1..widest + 1).log_scale(), 0..highest + highest / 10)?;
    chart.configure_mesh().x_desc(axis).draw()?;
    let colours = [RGBColor(0, 114, 178), RGBColor(213, 94, 0)];
    for ((server, line), colour) in lines.iter().zip(colours) {
        let points: Vec<_> = line
            .iter()
            .map(|(size, count)| (*size + 1, *count))
            .collect();
        chart
            .draw_series(LineSeries::new(points.clone(), colour))?
            .label(*server)
            .legend(move |(x, y)| Circle::new((x + 8, y), 4, colour));
        chart.draw_series(
            points
                .into_iter()
                .map(|point| Circle::new(point, 3, colour)),
        )?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .draw()?;
    root.present()?;
    Ok(())
}

#[login_required]
async fn guarded() -> &'static str {
    "hello"
}

async fn open() -> &'static str {
    "hello"
}

async fn log_in(
    auth: AuthSession,
    session: Session,
    bytes: web::Path<usize>,
) -> actix_web::Result<HttpResponse> {
    auth.login_user(&User { id: 7 }).await?;
    if *bytes > 0 {
        session.insert("note", "n".repeat(*bytes))?;
    }
    Ok(HttpResponse::Ok().finish())
}

async fn log_out(auth: AuthSession) -> actix_web::Result<HttpResponse> {
    auth.logout_user().await?;
    Ok(HttpResponse::Ok().finish())
}

fn manager() -> Result<login::LoginManagerBuilder> {
    let builder = LoginManager::builder(SecretKey::generate()?);
    Ok(builder.user_loader(async |id| Some(User { id })))
}

fn pages(app: &mut web::ServiceConfig, routes: usize, is_guarded: bool) {
    for number in 0..routes {
        let route = if is_guarded {
            web::get().to(guarded)
        } else {
            web::get().to(open)
        };
        app.route(&format!("/pages/{number}"), route);
    }
    app.route("/login/{bytes}", web::post().to(log_in))
        .route("/logout", web::post().to(log_out));
}

/// What the child does.
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
        let login = browser(&format!("/login/{bytes}")).method(Method::POST);
        let cookie = session_of(&app.call(login.to_request()).await?)?;
        ask(app, cookie, cookies, routes).await
    })
}

fn session_of<B>(response: &ServiceResponse<B>) -> Result<String> {
    let line = response.headers().get(SET_COOKIE).ok_or("no cookie")?;
    let pair = line.to_str()?.split(';').next().unwrap_or_default();
    Ok(pair.to_owned())
}

/// A request of one and the same browser.
fn browser(uri: &str) -> TestRequest {
    let request = TestRequest::with_uri(uri);
    HEADERS
        .into_iter()
        .fold(request, TestRequest::insert_header)
}

/// Asks for the last of the pages.
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
        // The call does something before it is waited for.
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

/// What the list of ended sessions takes, up to its bound and beyond it.
async fn ended() -> Result<String> {
    const BOUND: usize = 200_000;
    let app = App::new()
        .configure(|app| pages(app, 1, true))
        .wrap(manager()?.build()?);
    let app = init_service(app).await;
    let before = resident()?;
    let mut text =
        String::from("| sessions that have ended | resident bytes for each |\n|---|---:|\n");
    for count in 1..=4 * BOUND {
        let login = TestRequest::post().uri("/login/0");
        let cookie = session_of(&app.call(login.to_request()).await?)?;
        let logout = TestRequest::post()
            .uri("/logout")
            .insert_header((COOKIE, cookie));
        app.call(logout.to_request()).await?;
        if [BOUND / 20, BOUND, 2 * BOUND, 3 * BOUND, 4 * BOUND].contains(&count) {
            let bytes = resident()?.saturating_sub(before);
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

/// The process's memory.
fn resident() -> Result<usize> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line
        .and_then(|line| line.trim().split(' ').next())
        .ok_or("no VmRSS")?;
    Ok(kilobytes.parse::<usize>()? * 1024)
}
