//! The command line arguments of the benchmark and of its child processes.

use std::path::PathBuf;

use crate::{Result, Scenario, Server};

/// The help text for the command line of `requests`.
pub const USAGE: &str = "\
usage: requests [--rounds NUMBER] [--load-rounds NUMBER] [--only SERVER]… [--out FOLDER]

  --rounds NUMBER       how often each time is taken, one server after the other (15)
  --load-rounds NUMBER  the same over loopback, a second and a half each; 0 for none (7)
  --only SERVER         this server alone, by its name in the tables; may be repeated
  --out FOLDER          where the plot and the figures go (results, beside its Cargo.toml)";

/// The arguments of the whole benchmark.
#[derive(Debug)]
pub struct Arguments {
    /// How many turns are timed per server.
    pub rounds: u32,
    /// How many turns of load are run per server.
    pub load_rounds: u32,
    /// The servers to measure. All of them if this is empty.
    pub only: Vec<Server>,
    /// The folder for the results.
    pub out: PathBuf,
}

impl Arguments {
    /// Parses the arguments. Those that are missing keep their defaults.
    ///
    /// # Errors
    ///
    /// Returns an error if an argument is invalid.
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Self> {
        let mut arguments = Self {
            rounds: 15,
            load_rounds: 7,
            only: Vec::new(),
            out: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results"),
        };
        while let Some(option) = words.next() {
            let word = words
                .next()
                .ok_or_else(|| format!("`{option}` needs a value"));
            match option.as_str() {
                "--rounds" => arguments.rounds = word?.parse()?,
                "--load-rounds" => arguments.load_rounds = word?.parse()?,
                "--only" => arguments.only.push(server(&word?)?),
                "--out" => arguments.out = word?.into(),
                _ => return Err(format!("unknown argument `{option}`").into()),
            }
        }
        if arguments.rounds == 0 {
            return Err("`--rounds` needs a number above 0".into());
        }
        Ok(arguments)
    }
}

/// The task of a child process: one server and one kind of request.
#[derive(Debug)]
pub struct Task {
    /// The server.
    pub server: Server,
    /// The kind of request.
    pub scenario: Scenario,
    /// How many requests are measured.
    pub times: u32,
    /// The URL of Redis. Empty if there is no Redis.
    pub redis: String,
}

impl Task {
    /// Returns the task as command line arguments.
    #[must_use]
    pub fn words(&self) -> [String; 4] {
        [
            self.server.name().to_owned(),
            self.scenario.name().to_owned(),
            self.times.to_string(),
            self.redis.clone(),
        ]
    }

    /// Parses the arguments of a child process.
    ///
    /// # Errors
    ///
    /// Returns an error if the arguments are not a task.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self> {
        let words: Vec<String> = words.collect();
        let [name, what, times, redis] = words.as_slice() else {
            return Err("a task has four words".into());
        };
        Ok(Self {
            server: server(name)?,
            scenario: Scenario::by_name(what).ok_or_else(|| format!("no scenario `{what}`"))?,
            times: times.parse()?,
            redis: redis.clone(),
        })
    }
}

fn server(name: &str) -> Result<Server> {
    Ok(Server::by_name(name).ok_or_else(|| format!("no server `{name}`"))?)
}
