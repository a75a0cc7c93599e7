//! One run: requests on their way, each waiting for its turn at the store.

use std::fmt::Write;

use actix_web::rt::{spawn, task::JoinHandle};
use login_tests::{Answer, Browser};

use super::{
    case::{Case, End, Outcome, Scene},
    search::Search,
    turns::{Fate, Turns},
};

/// What may happen next.
#[derive(Clone, Copy)]
enum Step {
    Operation(usize, Fate),
    /// The browser of whoever asked for it goes away.
    Departure(usize),
}

struct Actors<'a> {
    case: Case<'a>,
    handles: Vec<Option<JoinHandle<(Browser, Answer)>>>,
    /// Whose each operation is.
    owners: Vec<(usize, usize)>,
    last: usize,
    switches: usize,
    failures: usize,
    departures: usize,
    is_left_behind: bool,
    /// Who was answered.
    order: Vec<usize>,
    story: String,
}

/// Sends the requests of a case and lets them go on in the order that the search chooses. Answers
/// also what happened, to be read.
pub(crate) async fn race(
    case: Case<'_>,
    scene: &Scene,
    starts: [Browser; 2],
    search: &mut Search,
) -> (Outcome, String) {
    let store = &scene.store;
    let mut actors = Actors::new(case);
    store.hold(true);
    for (owner, uri) in case.requests.iter().enumerate() {
        let (mut browser, uri) = (starts[owner.min(1)].clone(), (*uri).to_owned());
        actors.handles.push(Some(spawn(async move {
            let answer = browser.post(&uri).await;
            (browser, answer)
        })));
        actors.settle(store, owner).await;
    }
    for (owner, operations) in case.opening {
        for _ in 0..*operations {
            actors.go(*owner, store);
            actors.settle(store, *owner).await;
        }
    }
    loop {
        let steps = actors.steps(store);
        if steps.is_empty() {
            break;
        }
        let owner = actors.take(search.choose(&steps), store);
        actors.settle(store, owner).await;
    }
    store.hold(false);
    actors.end(starts, scene).await
}

impl<'a> Actors<'a> {
    fn new(case: Case<'a>) -> Self {
        Self {
            case,
            handles: Vec::new(),
            owners: Vec::new(),
            last: 0,
            switches: 0,
            failures: 0,
            departures: 0,
            is_left_behind: false,
            order: Vec::new(),
            story: String::new(),
        }
    }

    /// Until all wait for the store. What has begun since is of the one who went on.
    async fn settle(&mut self, store: &Turns, owner: usize) {
        store.settle().await;
        for (number, _) in store.waiting() {
            if self.owners.iter().all(|(known, _)| *known != number) {
                self.owners.push((number, owner));
            }
        }
        for (index, handle) in self.handles.iter().enumerate() {
            let is_answered = handle.as_ref().is_some_and(JoinHandle::is_finished);
            if is_answered && !self.order.contains(&index) {
                self.order.push(index);
            }
        }
    }

    fn owner(&self, number: usize) -> usize {
        let owner = self.owners.iter().find(|(known, _)| *known == number);
        owner.unwrap().1
    }

    fn can_last_go_on(&self, store: &Turns) -> bool {
        let mut waiting = store.waiting().into_iter();
        waiting.any(|(number, _)| self.owner(number) == self.last)
    }

    /// First that whoever was last goes on: the shortest way is the one without a switch.
    fn steps(&self, store: &Turns) -> Vec<Step> {
        let mut waiting = store.waiting();
        waiting.sort_by_key(|(number, _)| self.owner(*number) != self.last);
        if self.can_last_go_on(store) && self.switches == self.case.switches {
            waiting.retain(|(number, _)| self.owner(*number) == self.last);
        }
        let mut fates = vec![Fate::Done];
        if self.failures < self.case.failures {
            fates.extend([Fate::Fails, Fate::AnswerIsLost]);
        }
        let mut steps = Vec::new();
        for (number, _) in waiting {
            steps.extend(fates.iter().map(|fate| Step::Operation(number, *fate)));
            let owner = self.owner(number);
            let handle = self.handles[owner].as_ref();
            let is_here = handle.is_some_and(|handle| !handle.is_finished());
            if is_here && self.departures < self.case.departures {
                steps.push(Step::Departure(owner));
            }
        }
        steps
    }

    /// Lets the first operation of a request go on, in the opening.
    fn go(&mut self, owner: usize, store: &Turns) {
        let mut waiting = store.waiting().into_iter();
        let first = waiting.find(|(number, _)| self.owner(*number) == owner);
        let (number, _) = first.unwrap();
        let operation = store.go(number, Fate::Done);
        self.tell(owner, operation);
        self.last = owner;
    }

    /// Answers whose step it was.
    fn take(&mut self, step: Step, store: &Turns) -> usize {
        let owner = match step {
            Step::Operation(number, fate) => {
                let owner = self.owner(number);
                let is_switch = owner != self.last && self.can_last_go_on(store);
                self.switches += usize::from(is_switch);
                self.failures += usize::from(fate != Fate::Done);
                let operation = store.go(number, fate);
                self.tell(owner, &format!("{operation} {fate:?}"));
                owner
            }
            Step::Departure(owner) => {
                self.departures += 1;
                self.is_left_behind |= self.case.requests[owner] == "/revoke-others";
                if let Some(handle) = self.handles[owner].take() {
                    handle.abort();
                }
                self.tell(owner, "goes away");
                owner
            }
        };
        self.last = owner;
        owner
    }

    fn tell(&mut self, owner: usize, what: &str) {
        let uri = self.case.requests[owner];
        write!(self.story, "\n  {owner} {uri} {what}").unwrap();
    }

    async fn end(mut self, starts: [Browser; 2], scene: &Scene) -> (Outcome, String) {
        let (store, clock) = (scene.store.clone(), scene.app.clock.clone());
        let mut ends = Vec::new();
        for (owner, handle) in std::mem::take(&mut self.handles).into_iter().enumerate() {
            let end = match handle {
                Some(handle) => {
                    let (browser, answer) = handle.await.unwrap();
                    End {
                        answer: Some(answer),
                        browser,
                    }
                }
                None => End {
                    answer: None,
                    browser: starts[owner.min(1)].clone(),
                },
            };
            self.tell(owner, &format!("is answered {:?}", end.status()));
            ends.push(end);
        }
        let outcome = Outcome {
            starts,
            ends,
            order: self.order,
            has_failed: self.failures > 0,
            is_left_behind: self.is_left_behind,
            store,
            clock,
        };
        (outcome, self.story)
    }
}
