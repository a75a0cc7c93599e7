//! Measures how long the operations of a session store take, and how much space a session takes, from a
//! thousand sessions to a million.

mod arguments;
mod clients;
mod engine;
mod figures;
mod latency;
mod plot;
mod population;
mod progress;
mod table;

use std::{error::Error, fs, process::ExitCode};

use crate::{
    arguments::Arguments,
    engine::{Engine, Memory, Postgres, Redis},
    figures::{Figures, Point},
    latency::Client,
    population::Population,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Uses one thread, like a worker of actix-web, so that tasks which a store spawns run on this thread too.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(mistake) => {
            eprintln!("error: {mistake}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<()> {
    // Measures the memory of this process, so it runs before the other engines leave data in it.
    let mut all = vec![measure(Memory::new(arguments.sessions)?, arguments).await?];
    if let Some(redis) = Redis::start().await? {
        all.push(measure(redis, arguments).await?);
    }
    if let Some(postgres) = Postgres::start().await? {
        all.push(measure(postgres, arguments).await?);
    }
    fs::create_dir_all(&arguments.out)?;
    fs::write(
        arguments.out.join("figures.json"),
        serde_json::to_string_pretty(&all)? + "\n",
    )?;
    plot::draw(&all, &arguments.out.join("latency.svg"))?;
    println!("{}", table::markdown(&all));
    Ok(())
}

/// Measures one engine at every size, by adding sessions to it.
async fn measure<E: Engine>(engine: E, arguments: &Arguments) -> Result<Figures> {
    let population = Population::new()?;
    let mut client = Client::new(engine.store(), &population);
    let mut points = Vec::new();
    let mut filled = 0;
    for sessions in arguments.sizes() {
        let bar = progress::bar(E::NAME, sessions - filled, "filling");
        let created_per_second =
            clients::create(engine.store(), &population, filled..sessions, &bar).await?;
        engine.settle().await?;
        let room = engine.room(sessions).await?;
        let what = format!("measuring at {sessions}");
        let bar = progress::bar(E::NAME, arguments.samples, &what);
        let latencies = client.measure(sessions, arguments.samples, &bar).await?;
        let bar = progress::bar(E::NAME, arguments.samples, "loading together");
        let loaded_per_second = clients::load(
            engine.store(),
            &population,
            sessions,
            arguments.samples,
            &bar,
        )
        .await?;
        engine.settle().await?;
        points.push(Point {
            sessions,
            room,
            latencies,
            created_per_second,
            loaded_per_second,
        });
        filled = sessions;
    }
    Ok(Figures {
        engine: E::NAME,
        version: engine.version().await?,
        points,
    })
}
