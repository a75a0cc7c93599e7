//! Every order of a few steps of one browser, or of two that have the same remember cookie. They
//! are thousands, and what they are about is the same over every store: over others than the one
//! in memory only each hundredth is tried.

use login_tests::{Browser, is_stored};

use super::{
    remember::{returning, thefts},
    world::{World, status},
};

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A request of one of them.
    Use(usize),
    /// The same, and the answer does not arrive.
    Lose(usize),
    Close(usize),
    Wait(u64),
}

impl Step {
    async fn take(self, world: &World, browsers: &mut [Browser]) {
        match self {
            Self::Use(n) => drop(browsers.get_mut(n).unwrap().get("/protected").await),
            Self::Lose(n) => {
                let mut browser = browsers.get(n).unwrap().clone();
                browser.get("/protected").await;
            }
            Self::Close(n) => browsers.get_mut(n).unwrap().close(),
            Self::Wait(seconds) => world.wait(seconds),
        }
    }
}

/// All orders of so many of the steps; or of them some, which differ in each step.
fn orders(steps: &[Step], length: u32) -> impl Iterator<Item = Vec<Step>> {
    let each = if is_stored() { 101 } else { 1 };
    (0..steps.len().pow(length))
        .step_by(each)
        .map(move |mut order| {
            let mut next = || {
                let step = *steps.get(order % steps.len()).unwrap();
                order /= steps.len();
                step
            };
            (0..length).map(|_| next()).collect()
        })
}

#[actix_web::test]
async fn r3_one_browser_is_never_taken_for_two_nor_logged_out() {
    let steps = [
        Step::Use(0),
        Step::Lose(0),
        Step::Close(0),
        Step::Wait(10),
        Step::Wait(61),
    ];
    for order in orders(&steps, 5) {
        let world = World::new();
        let mut browsers = [returning(&world).await];
        for step in &order {
            step.take(&world, &mut browsers).await;
        }
        let [browser] = &mut browsers;
        for _ in 0..2 {
            assert_eq!(status(browser, "/protected").await, 200, "{order:?}");
        }
        assert_eq!(thefts(&world), 0, "{order:?}");
    }
}

#[actix_web::test]
async fn r4_two_browsers_with_one_cookie_never_both_go_on() {
    let steps = [
        Step::Use(0),
        Step::Use(1),
        Step::Lose(0),
        Step::Lose(1),
        Step::Close(0),
        Step::Wait(61),
    ];
    for order in orders(&steps, 4) {
        let world = World::new();
        let browser = returning(&world).await;
        let mut browsers = [browser.clone(), browser];
        for step in &order {
            step.take(&world, &mut browsers).await;
        }
        for n in [0, 1, 0, 1] {
            world.wait(61);
            Step::Use(n).take(&world, &mut browsers).await;
        }
        assert!(thefts(&world) >= 1, "{order:?}");
        for browser in &mut browsers {
            assert_eq!(status(browser, "/protected").await, 401, "{order:?}");
        }
        assert_eq!(world.kept("1").await, (0, 0), "{order:?}");
    }
}
