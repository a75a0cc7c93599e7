//! Measures the cost of a request with this library, with a hand-written minimum and with similar libraries.

mod allocations;
mod cores;
mod figures;
mod load;
mod plot;
mod progress;
mod redis_server;
mod socket;
mod steps;
mod table;
mod targets;
mod times;

use std::{env, fs, process::ExitCode};

use actix_web::rt::System;
use requests::{
    Result, Scenario, Server,
    arguments::{Arguments, Task, USAGE},
    stepping,
};

use crate::{
    allocations::Counter,
    cores::Side,
    figures::{Figures, Request},
    load::Load,
    redis_server::RedisServer,
};

/// How many requests are counted. The smallest number of instructions is used.
const COUNTED: u32 = 5;
/// The kinds of requests that are measured over loopback.
const LOADS: [Scenario; 2] = [Scenario::PublicWithCookie, Scenario::Guarded];

fn main() -> ExitCode {
    let done = match env::args().nth(1).as_deref() {
        Some(stepping::CHILD) => task().and_then(|task| steps::be_stepped(&task)),
        Some(load::CHILD) => task().and_then(|task| {
            let _kept = cores::keep_to(Side::Server)?;
            System::new().block_on(load::serve(&task))
        }),
        _ => match Arguments::parse(env::args().skip(1)) {
            Ok(arguments) => System::new().block_on(run(&arguments)),
            Err(mistake) => Err(format!("{mistake}\n\n{USAGE}").into()),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Parses the task of a child process.
fn task() -> Result<Task> {
    Task::parse(env::args().skip(2))
}

async fn run(arguments: &Arguments) -> Result<()> {
    let counter = Counter::build()?;
    let redis = RedisServer::start()?;
    let servers = Server::ALL.into_iter().filter(|server| {
        let is_named = arguments.only.is_empty() || arguments.only.contains(server);
        is_named && (redis.is_some() || !server.needs_redis())
    });
    let servers: Vec<Server> = servers.collect();
    let requests = in_process(&servers, arguments, redis.as_ref(), &counter).await?;
    let loads = over_loopback(&servers, arguments, redis.as_ref()).await?;
    let version = redis.as_ref().map(RedisServer::version).transpose()?;
    let figures = Figures {
        machine: figures::machine(),
        redis: version.unwrap_or_default(),
        requests,
        loads,
    };
    fs::create_dir_all(&arguments.out)?;
    fs::write(
        arguments.out.join("figures.json"),
        serde_json::to_string_pretty(&figures)? + "\n",
    )?;
    plot::draw(&figures, &arguments.out.join("instructions.svg"))?;
    println!("{}", table::markdown(&figures));
    Ok(())
}

async fn in_process(
    servers: &[Server],
    arguments: &Arguments,
    redis: Option<&RedisServer>,
    counter: &Counter,
) -> Result<Vec<Request>> {
    let url = redis.map(RedisServer::url).unwrap_or_default();
    let bar = progress::bar(servers.len() * Scenario::ALL.len(), "in process");
    let mut requests = Vec::new();
    for scenario in Scenario::ALL {
        let able = servers.iter().filter(|server| server.can(scenario));
        let able: Vec<Server> = able.copied().collect();
        let times = times::take(&able, scenario, arguments.rounds, url).await?;
        for (server, nanoseconds) in able.into_iter().zip(times) {
            bar.set_message(format!("{}, {}", server.name(), scenario.name()));
            let task = Task {
                server,
                scenario,
                times: COUNTED,
                redis: url.to_owned(),
            };
            let round_trips = match redis {
                // Other kinds need further requests, such as a login before each logout. Their
                // round trips would be counted too.
                Some(redis) if server.needs_redis() && scenario.is_alone() => {
                    Some(redis.round_trips(server, scenario).await?)
                }
                _ => None,
            };
            requests.push(Request {
                server,
                scenario,
                instructions: stepping::count(&task.words())?,
                allocations: counter.count(&task)?,
                nanoseconds,
                round_trips,
            });
            bar.inc(1);
        }
    }
    Ok(requests)
}

async fn over_loopback(
    servers: &[Server],
    arguments: &Arguments,
    redis: Option<&RedisServer>,
) -> Result<Vec<Load>> {
    let mut loads = Vec::new();
    if arguments.load_rounds == 0 {
        return Ok(loads);
    }
    let url = redis.map(RedisServer::url).unwrap_or_default();
    let turns = servers.len() * usize::try_from(arguments.load_rounds)? * LOADS.len();
    let bar = progress::bar(turns, "over loopback");
    for scenario in LOADS {
        bar.set_message(scenario.name());
        let tick = || bar.inc(1);
        loads.extend(load::put_on(servers, scenario, arguments.load_rounds, url, tick).await?);
    }
    Ok(loads)
}
