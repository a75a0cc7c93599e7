//! The results.

use std::fs;

use requests::{Scenario, Server};
use serde::Serialize;

use crate::{load::Load, times::Nanoseconds};

/// All results.
#[derive(Serialize)]
pub(crate) struct Figures {
    pub(crate) machine: String,
    /// The version of Redis. Empty if there is no Redis.
    pub(crate) redis: String,
    pub(crate) requests: Vec<Request>,
    pub(crate) loads: Vec<Load>,
}

/// The cost of one kind of request to one server.
#[derive(Clone, Serialize)]
pub(crate) struct Request {
    pub(crate) server: Server,
    pub(crate) scenario: Scenario,
    /// Instructions in user space, counted by single-stepping.
    pub(crate) instructions: u32,
    pub(crate) allocations: u32,
    pub(crate) nanoseconds: Nanoseconds,
    /// Only for a server with sessions in Redis.
    pub(crate) round_trips: Option<f64>,
}

impl Figures {
    pub(crate) fn find(&self, server: Server, scenario: Scenario) -> Option<&Request> {
        let mut requests = self.requests.iter();
        requests.find(|found| found.server == server && found.scenario == scenario)
    }

    /// Returns the cost of the same page without a login. A framework alone cannot restore a login, so
    /// this kind of request is compared with its guarded page.
    pub(crate) fn plain(&self, server: Server, scenario: Scenario) -> Option<&Request> {
        let framework = server.framework();
        let same = self.find(framework, scenario);
        same.or_else(|| self.find(framework, Scenario::Guarded))
    }

    /// Returns the cost of the same page in the hand-written minimum, or of its guarded page if it has no
    /// such page.
    pub(crate) fn floor(&self, scenario: Scenario) -> Option<&Request> {
        let same = self.find(Server::Floor, scenario);
        same.or_else(|| self.find(Server::Floor, Scenario::Guarded))
    }

    pub(crate) fn load(&self, server: Server, scenario: Scenario) -> Option<&Load> {
        let mut loads = self.loads.iter();
        loads.find(|found| found.server == server && found.scenario == scenario)
    }

    /// Returns the median of the ratios of all rounds.
    pub(crate) fn load_ratio(&self, of: Server, to: Server, scenario: Scenario) -> Option<f64> {
        let (of, to) = (self.load(of, scenario)?, self.load(to, scenario)?);
        let ratios = of.per_second.iter().zip(&to.per_second);
        median(ratios.map(|(of, to)| of / to).collect())
    }
}

pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Describes the processors of the machine.
pub(crate) fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models: Vec<&str> = cpus
        .lines()
        .filter_map(|line| line.strip_prefix("model name"))
        .filter_map(|line| line.split_once(':'))
        .map(|(_, model)| model.trim())
        .collect();
    let model = models.first().unwrap_or(&"unknown processor");
    format!("{} x {model}", models.len())
}
