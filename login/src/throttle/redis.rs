//! Limits that are counted in Redis.

use std::time::Duration;

use super::{
    Limits, Quota, Verdict,
    attempt::{Attempt, Charge},
};
use crate::{
    clock::Timestamp,
    store::{Charged, Rate, RedisStore, StoreError},
};

pub(super) async fn admit(
    store: &RedisStore,
    attempt: &Attempt,
    limits: Limits,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let outcome = store.charge(charged(attempt), rates(limits), now.0).await?;
    Ok(match outcome.wait {
        Some(wait) => Verdict::Refused(wait),
        None => Verdict::Admitted(Charge {
            attempt: *attempt,
            is_known_there: outcome.is_known,
        }),
    })
}

pub(super) async fn give_back(
    store: &RedisStore,
    charge: &Charge,
    limits: Limits,
    known_for: Option<Duration>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (charged, rates) = (charged(&charge.attempt), rates(limits));
    let is_known = charge.is_known_there;
    store
        .give_back(charged, is_known, rates, known_for, now.0)
        .await
}

fn charged(attempt: &Attempt) -> Charged {
    Charged {
        account: attempt.account,
        from: attempt.account_there.zip(attempt.address),
    }
}

fn rates(Limits { account, address }: Limits) -> [Rate; 2] {
    [address, account].map(|quota: Quota| Rate {
        most: quota.most,
        interval: quota.interval(),
    })
}
