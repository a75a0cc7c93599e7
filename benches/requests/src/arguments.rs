//! What the command lines say.

use std::path::PathBuf;

use crate::{Result, Scenario, Server};

/// How `requests` is called by people.
pub const USAGE: &str = "\
usage: requests [--rounds NUMBER] [--load-rounds NUMBER] [--only SERVER]… [--out FOLDER]

  --rounds NUMBER       how often each time is taken, one server after the other (15)
  --load-rounds NUMBER  the same over loopback, a second and a half each; 0 for none (7)
  --only SERVER         this server alone, by its name in the tables; may be repeated
  --out FOLDER          where the plot and the figures go (results, beside its Cargo.toml)";

/// What the whole benchmark does.
#[derive(Debug)]
pub struct Arguments {
    /// How often each time is taken.
    pub rounds: u32,
    /// How often each load is put on.
    pub load_rounds: u32,
    /// These alone; all if none are named.
    pub only: Vec<Server>,
    /// Where the results go.
    pub out: PathBuf,
}

impl Arguments {
    /// What is not said keeps its default.
    ///
    /// # Errors
    ///
    /// What is wrong, in words.
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

/// What one process does, that the benchmark started: one server, asked one kind of thing.
#[derive(Debug)]
pub struct Task {
    /// Who is asked.
    pub server: Server,
    /// What.
    pub scenario: Scenario,
    /// How often it is measured.
    pub times: u32,
    /// Where Redis is; empty if there is none.
    pub redis: String,
}

impl Task {
    /// The task as command line.
    #[must_use]
    pub fn words(&self) -> [String; 4] {
        [
            self.server.name().to_owned(),
            self.scenario.name().to_owned(),
            self.times.to_string(),
            self.redis.clone(),
        ]
    }

    /// Reads it back.
    ///
    /// # Errors
    ///
    /// If it is none.
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
