//! Rate limits, which are stored next to the entries.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use redis::{Script, ScriptInvocation};

use super::{RedisStore, link::Repeat};
use crate::store::StoreError;

/// The scripts of the limits. The server keeps them by their hash, like those for entries.
pub(super) struct LimitScripts {
    charge: Script,
    give_back: Script,
}

impl LimitScripts {
    pub(super) fn new() -> Self {
        Self {
            charge: Script::new(include_str!("scripts/charge.lua")),
            give_back: Script::new(include_str!("scripts/give_back.lua")),
        }
    }
}

/// A rate limit: `most` attempts may come at once, and one more after each interval.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub(crate) most: u32,
    pub(crate) interval: Duration,
}

impl Rate {
    fn milliseconds(&self) -> u64 {
        milliseconds(self.interval).max(1)
    }
}

/// What an attempt is charged to: an account, and where the attempt came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charged {
    pub(crate) account: [u8; 16],
    /// The hash of the account together with the network, and the hash of the address.
    pub(crate) from: Option<([u8; 16], [u8; 16])>,
}

/// The result of a charge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    /// How long to wait. `None` if the attempt was charged.
    pub(crate) wait: Option<Duration>,
    /// Whether the account is known in the network. If it is, it was charged there.
    pub(crate) is_known: bool,
}

impl RedisStore {
    pub(crate) async fn charge(
        &self,
        charged: Charged,
        [address, account]: [Rate; 2],
        now: u64,
    ) -> Result<Outcome, StoreError> {
        let mut call = self.of_limits(&self.limits.charge, charged, now);
        for rate in [address, account] {
            call.arg(rate.milliseconds()).arg(rate.most);
        }
        // Not repeated: if only the answer was lost, the attempt would be charged twice.
        let (is_charged, is_known, wait): (bool, bool, u64) =
            self.ask_script(Repeat::Never, call).await?;
        Ok(Outcome {
            wait: (!is_charged).then(|| Duration::from_millis(wait)),
            is_known,
        })
    }

    pub(crate) async fn give_back(
        &self,
        charged: Charged,
        is_known: bool,
        [address, account]: [Rate; 2],
        known_for: Option<Duration>,
        now: u64,
    ) -> Result<(), StoreError> {
        let mut call = self.of_limits(&self.limits.give_back, charged, now);
        call.arg(address.milliseconds()).arg(account.milliseconds());
        call.arg(u8::from(is_known));
        call.arg(known_for.map_or(0, milliseconds));
        let _done: u8 = self.ask_script(Repeat::Never, call).await?;
        Ok(())
    }

    fn of_limits<'a>(&self, script: &'a Script, of: Charged, now: u64) -> ScriptInvocation<'a> {
        let key = |kind: &str, subject: [u8; 16]| {
            format!(
                "{}t:{kind}:{}",
                self.prefix,
                URL_SAFE_NO_PAD.encode(subject)
            )
        };
        let mut call = script.prepare_invoke();
        call.key(key("account", of.account));
        if let Some((there, address)) = of.from {
            call.key(key("there", there)).key(key("known", there));
            call.key(key("address", address));
        }
        call.arg(now.saturating_mul(1000));
        call
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
