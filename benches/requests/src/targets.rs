//! The performance targets, and whether they are met.

use requests::{Scenario, Server};

use crate::figures::Figures;

/// A target: a figure that must not exceed a limit.
pub(crate) struct Target {
    pub(crate) what: String,
    pub(crate) found: f64,
    pub(crate) at_most: f64,
}

impl Target {
    pub(crate) fn is_met(&self) -> bool {
        self.found <= self.at_most
    }
}

/// Returns the targets for which all figures are known.
pub(crate) fn all(figures: &Figures) -> Vec<Target> {
    let of = Of(figures);
    let mut targets = Vec::new();
    for scenario in [Scenario::Public, Scenario::PublicWithCookie] {
        targets.push(of.above_plain(scenario, 300.0));
        targets.push(of.allocations_above_plain(scenario, 0.0));
    }
    targets.push(of.ratio_to_floor(Scenario::Guarded, 1.15));
    targets.push(of.allocations_above_plain(Scenario::Guarded, 3.0));
    targets.push(of.foreign_cookies(400.0));
    targets.push(of.share_of_peer(Server::Login, Server::Identity, 0.30));
    targets.push(of.share_of_peer(Server::Login, Server::AxumLogin, 0.20));
    targets.push(of.above_plain(Scenario::Denied, 1200.0));
    targets.push(of.ratio_to_floor(Scenario::Restored, 2.2));
    targets.push(of.round_trips(1.0));
    targets.push(of.instructions_of_peer(Server::LoginRedis, Server::IdentityRedis, 0.5));
    targets.push(of.throughput(1.0 / 0.95));
    targets.into_iter().flatten().collect()
}

struct Of<'a>(&'a Figures);

impl Of<'_> {
    fn instructions(&self, server: Server, scenario: Scenario) -> Option<f64> {
        Some(self.0.find(server, scenario)?.instructions.into())
    }

    /// Returns how many instructions a server adds to its framework.
    fn added(&self, server: Server, scenario: Scenario) -> Option<f64> {
        let plain = f64::from(self.0.plain(server, scenario)?.instructions);
        Some(self.instructions(server, scenario)? - plain)
    }

    fn above_plain(&self, scenario: Scenario, at_most: f64) -> Option<Target> {
        Some(Target {
            what: format!("{}: instructions above actix-web's", scenario.name()),
            found: self.added(Server::Login, scenario)?,
            at_most,
        })
    }

    fn allocations_above_plain(&self, scenario: Scenario, at_most: f64) -> Option<Target> {
        let plain = f64::from(self.0.plain(Server::Login, scenario)?.allocations);
        Some(Target {
            what: format!("{}: allocations above actix-web's", scenario.name()),
            found: f64::from(self.0.find(Server::Login, scenario)?.allocations) - plain,
            at_most,
        })
    }

    fn ratio_to_floor(&self, scenario: Scenario, at_most: f64) -> Option<Target> {
        let floor = f64::from(self.0.floor(scenario)?.instructions);
        Some(Target {
            what: format!("{}: instructions / floor's", scenario.name()),
            found: self.instructions(Server::Login, scenario)? / floor,
            at_most,
        })
    }

    fn foreign_cookies(&self, at_most: f64) -> Option<Target> {
        let without = self.instructions(Server::Login, Scenario::Guarded)?;
        Some(Target {
            what: "guarded: instructions for eight foreign cookies".to_owned(),
            found: self.instructions(Server::Login, Scenario::GuardedForeign)? - without,
            at_most,
        })
    }

    fn share_of_peer(&self, server: Server, peer: Server, at_most: f64) -> Option<Target> {
        let theirs = self.added(peer, Scenario::Guarded)?;
        Some(Target {
            what: format!(
                "guarded: instructions above the framework's / those of {}",
                peer.name()
            ),
            found: self.added(server, Scenario::Guarded)? / theirs,
            at_most,
        })
    }

    fn instructions_of_peer(&self, server: Server, peer: Server, at_most: f64) -> Option<Target> {
        let theirs = self.instructions(peer, Scenario::Guarded)?;
        Some(Target {
            what: format!("{}, guarded: instructions / {}", server.name(), peer.name()),
            found: self.instructions(server, Scenario::Guarded)? / theirs,
            at_most,
        })
    }

    fn round_trips(&self, at_most: f64) -> Option<Target> {
        let request = self.0.find(Server::LoginRedis, Scenario::Guarded)?;
        Some(Target {
            what: format!("{}, guarded: round trips", Server::LoginRedis.name()),
            found: request.round_trips?,
            at_most,
        })
    }

    /// Compares times per request instead of rates, so that less is better, as in the other targets.
    fn throughput(&self, at_most: f64) -> Option<Target> {
        let [floor, ours] = [Server::Floor, Server::Login];
        Some(Target {
            what: "guarded over loopback: floor's requests per second / login's".to_owned(),
            found: self.0.load_ratio(floor, ours, Scenario::Guarded)?,
            at_most,
        })
    }
}
