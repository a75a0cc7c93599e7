//! Decides whether a visitor may pass a guard. Pure: no request, no clock, no I/O.

use std::time::Duration;

use super::Requirement;
use crate::{clock::Timestamp, identity::Standing};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Allow,
    /// The visitor must log in first.
    Unauthorized,
    /// The user must enter the password again first.
    NeedsRefresh,
}

/// Decides whether a visitor passes. `now` is called only if the decision depends on it.
pub(crate) fn decide(
    standing: Standing,
    requirement: Requirement,
    fresh_for: Duration,
    now: impl FnOnce() -> Timestamp,
) -> Decision {
    match (standing, requirement) {
        (Standing::Anonymous, _) => Decision::Unauthorized,
        (_, Requirement::Login) => Decision::Allow,
        (Standing::Fresh(at), Requirement::FreshLogin) if is_fresh(at, fresh_for, now()) => {
            Decision::Allow
        }
        (_, Requirement::FreshLogin) => Decision::NeedsRefresh,
    }
}

pub(crate) fn is_fresh(at: Timestamp, fresh_for: Duration, now: Timestamp) -> bool {
    now < at.plus(fresh_for)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standing() -> impl Strategy<Value = Standing> {
        prop_oneof![
            Just(Standing::Anonymous),
            Just(Standing::ByRequest),
            Just(Standing::NotFresh),
            any::<u64>().prop_map(|at| Standing::Fresh(Timestamp(at))),
        ]
    }

    #[test]
    fn e4_freshness_ends_at_its_age() {
        let at = |now| {
            decide(
                Standing::Fresh(Timestamp(1000)),
                Requirement::FreshLogin,
                Duration::from_secs(900),
                || Timestamp(now),
            )
        };
        assert_eq!(at(1899), Decision::Allow);
        assert_eq!(at(1900), Decision::NeedsRefresh);
    }

    proptest! {
        #[test]
        fn whatever_fresh_admits_login_admits_and_nobody_passes_neither(
            standing in standing(),
            fresh_for in any::<u64>(),
            now in any::<u64>(),
        ) {
            let decide = |requirement| {
                decide(standing, requirement, Duration::from_secs(fresh_for), || Timestamp(now))
            };
            let (login, fresh) = (decide(Requirement::Login), decide(Requirement::FreshLogin));
            if fresh == Decision::Allow {
                prop_assert_eq!(login, Decision::Allow);
                prop_assert!(matches!(standing, Standing::Fresh(_)));
            }
            if standing == Standing::Anonymous {
                prop_assert_eq!(login, Decision::Unauthorized);
                prop_assert_eq!(fresh, Decision::Unauthorized);
            } else {
                prop_assert_ne!(fresh, Decision::Unauthorized);
            }
        }
    }
}
