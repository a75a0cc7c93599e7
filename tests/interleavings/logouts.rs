//! A logout beside copies that go on: it ends every one of them.

use std::time::Duration;

use super::case::{Case, Outcome, PLAIN, Start, in_every_order, is_in};

const STARTS: [Start; 6] = [
    Start::Session,
    Start::Remembered,
    Start::RememberCookie,
    Start::Sealed,
    Start::SealedRemembered,
    Start::SealedTwice,
];

const COPIES: [&str; 5] = [
    "/protected",
    "/confirm",
    "/data/key/other",
    "/revoke-others",
    "/logout",
];

/// Nobody is in any more who had a cookie of the session; whoever was not told that it has ended tries
/// again first.
async fn everybody_is_out(outcome: &Outcome) -> Result<(), String> {
    let [leaving, ..] = outcome.ends.as_slice() else {
        return Ok(());
    };
    if leaving.status() != Some(200) {
        // Also one whose page is behind the login, and who is out for good.
        leaving.browser.clone().post("/logout").await;
    }
    nobody_is_in(outcome).await?;
    // What only tells requests on their way is forgotten by then.
    outcome.clock.advance(Duration::from_secs(61));
    let is_out = nobody_is_in(outcome).await;
    is_out.map_err(|problem| format!("a minute later {problem}"))?;
    if outcome.is_left_behind {
        return Ok(());
    }
    match outcome.store.kept("1").await {
        0 => Ok(()),
        kept => Err(format!("{kept} of the user's stay, though nobody is in")),
    }
}

async fn nobody_is_in(outcome: &Outcome) -> Result<(), String> {
    for start in &outcome.starts {
        if is_in(start).await {
            return Err("the cookies from before let in".to_owned());
        }
    }
    for end in &outcome.ends {
        if is_in(&end.browser).await {
            return Err("a copy is in".to_owned());
        }
    }
    Ok(())
}

async fn beside_every_copy(ending: &str, starts: &[Start], case: Case<'_>) {
    for &start in starts {
        for copy in COPIES {
            let requests = &[ending, copy];
            let case = Case {
                start,
                requests,
                ..case
            };
            in_every_order(case, everybody_is_out).await;
        }
    }
}

#[actix_web::test]
async fn l1_a_logout_ends_every_copy() {
    beside_every_copy("/logout", &STARTS, PLAIN).await;
}

#[actix_web::test]
async fn l1_a_logout_that_leaves_a_note_ends_every_copy() {
    beside_every_copy("/logout-and-note", &[Start::Session, Start::Sealed], PLAIN).await;
}

#[actix_web::test]
async fn l1_a_logout_ends_what_a_copy_goes_on_as_that_ends_the_other_logins() {
    for ending in ["/logout", "/logout-and-note"] {
        for start in [
            Start::Remembered,
            Start::RememberCookie,
            Start::RememberedAlone,
        ] {
            let case = Case {
                start,
                requests: &[ending, "/revoke-others"],
                switches: 3,
                ..PLAIN
            };
            in_every_order(case, everybody_is_out).await;
        }
    }
}

#[actix_web::test]
async fn l5_whoever_ends_the_other_logins_ends_every_copy() {
    for start in [
        Start::Session,
        Start::Remembered,
        Start::Sealed,
        Start::SealedRemembered,
    ] {
        for copy in COPIES {
            let case = Case {
                start,
                requests: &["/revoke-others", copy],
                ..PLAIN
            };
            let check = async |outcome: &Outcome| {
                if outcome.ends[0].status() != Some(200) {
                    return Ok(());
                }
                let [owner, copy] = outcome.ends.as_slice() else {
                    return Ok(());
                };
                for revoked in outcome.starts.iter().chain([&copy.browser]) {
                    if is_in(revoked).await && revoked.jar != owner.browser.jar {
                        return Err("a copy is in".to_owned());
                    }
                }
                Ok(())
            };
            in_every_order(case, check).await;
        }
    }
}

#[actix_web::test]
async fn l3_the_end_of_all_logins_ends_every_copy() {
    beside_every_copy("/revoke-all", &[Start::Remembered, Start::Sealed], PLAIN).await;
}

#[actix_web::test]
async fn l5_whoever_ends_the_other_logins_ends_one_that_is_put_back_at_that_moment() {
    for start in [Start::SessionElsewhere, Start::SealedElsewhere] {
        for login in ["/login?user=1&remember=true", "/login?user=2"] {
            let case = Case {
                start,
                requests: &["/revoke-others", login],
                failures: 1,
                ..PLAIN
            };
            let check = async |outcome: &Outcome| {
                let [ending, login] = outcome.ends.as_slice() else {
                    return Ok(());
                };
                match (ending.status(), login.status()) {
                    (Some(200), Some(503)) if is_in(&outcome.starts[1]).await => {
                        Err("what was put back is in".to_owned())
                    }
                    _ => Ok(()),
                }
            };
            in_every_order(case, check).await;
        }
    }
}

#[actix_web::test]
async fn l1_a_logout_ends_every_copy_while_two_go_on() {
    for start in [Start::Session, Start::Sealed] {
        for copy in COPIES {
            let requests = &["/logout", copy, "/confirm"];
            let case = Case {
                start,
                requests,
                ..PLAIN
            };
            in_every_order(case, everybody_is_out).await;
        }
    }
}

#[actix_web::test]
async fn l3_the_end_of_all_logins_ends_what_two_put_into_the_store_while_one_of_them_goes_on() {
    let case = Case {
        start: Start::SealedElsewhere,
        requests: &["/revoke-all", "/protected", "/confirm"],
        switches: 3,
        ..PLAIN
    };
    in_every_order(case, everybody_is_out).await;
}

#[actix_web::test]
async fn l3_the_end_of_all_logins_ends_what_is_put_into_the_store_in_the_place_of_another() {
    let case = Case {
        start: Start::SealedElsewhere,
        requests: &["/revoke-all", "/protected", "/protected"],
        // Both are about to put it there, the first has, and has asked whether it has ended.
        opening: &[(2, 3), (1, 3), (0, 2), (1, 3)],
        switches: 3,
        ..PLAIN
    };
    in_every_order(case, everybody_is_out).await;
}

#[actix_web::test]
async fn l3_the_end_of_all_logins_ends_what_is_made_of_a_series_that_is_begun_meanwhile() {
    let case = Case {
        start: Start::SealedRememberElsewhere,
        requests: &["/revoke-all", "/protected", "/protected"],
        // One is about to begin it, and has asked whether it has ended.
        opening: &[(1, 5)],
        ..PLAIN
    };
    in_every_order(case, everybody_is_out).await;
}

#[actix_web::test]
async fn l3_the_end_of_all_logins_ends_what_is_put_into_the_store_by_one_who_goes_away() {
    for start in [Start::SealedElsewhere, Start::SealedRememberElsewhere] {
        let case = Case {
            start,
            requests: &["/revoke-all", "/protected"],
            departures: 1,
            ..PLAIN
        };
        let check = async |outcome: &Outcome| match outcome.ends[0].status() {
            Some(200) => nobody_is_in(outcome).await,
            _ => Ok(()),
        };
        in_every_order(case, check).await;
    }
}

#[actix_web::test]
async fn l1_a_logout_that_fails_ends_every_copy_when_it_is_tried_again() {
    let case = Case {
        switches: 1,
        failures: 1,
        ..PLAIN
    };
    beside_every_copy("/logout", &STARTS, case).await;
}

#[actix_web::test]
async fn l1_a_logout_whose_browser_goes_away_ends_every_copy_when_it_is_tried_again() {
    let case = Case {
        switches: 1,
        departures: 1,
        ..PLAIN
    };
    beside_every_copy("/logout", &STARTS, case).await;
}
