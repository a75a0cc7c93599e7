//! What is counted, with the feature `metrics`.

use std::collections::BTreeMap;

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};

use super::{
    probe::OPERATIONS,
    world::{World, logged_in, status},
};

/// What was counted since the last time this was asked: a metric's name with its labels' values, and
/// how often.
fn counted(snapshotter: &Snapshotter) -> BTreeMap<String, u64> {
    let all = snapshotter.snapshot().into_vec().into_iter();
    all.map(|(key, _, _, value)| {
        let (_, key) = key.into_parts();
        let labels = key.labels().map(|label| label.value().to_owned());
        let name = std::iter::once(key.name().to_owned()).chain(labels);
        let count = match value {
            DebugValue::Counter(count) => count,
            DebugValue::Histogram(times) => {
                assert!(times.iter().all(|seconds| (0.0..60.0).contains(&**seconds)));
                times.len().try_into().unwrap()
            }
            DebugValue::Gauge(_) => panic!("no gauge is known"),
        };
        (name.collect::<Vec<_>>().join(" "), count)
    })
    .filter(|(_, count)| *count > 0)
    .collect()
}

#[actix_web::test]
async fn events_and_the_time_of_the_store_are_counted() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let _here = metrics::set_default_local_recorder(&recorder);
    let world = World::new();
    let app = world.app().await;

    assert_eq!(status(&mut app.browser(), "/protected").await, 401);
    let at_first = counted(&snapshotter);
    assert_eq!(
        at_first.keys().collect::<Vec<_>>(),
        [
            "login_events_total user_accessed",
            "login_events_total user_unauthorized",
        ]
    );

    let mut browser = logged_in(&app, "1").await;
    browser.get("/protected").await;
    browser.post("/logout").await;
    let counts = counted(&snapshotter);
    assert_eq!(counts["login_events_total user_logged_in"], 1);
    assert_eq!(counts["login_events_total user_logged_out"], 1);
    assert_eq!(counts["login_store_seconds probe create ok"], 1);

    let mut browser = logged_in(&app, "1").await;
    counted(&snapshotter);
    world.store.fail(&OPERATIONS);
    assert_eq!(status(&mut browser, "/protected").await, 503);
    let counts = counted(&snapshotter);
    assert_eq!(counts["login_store_seconds probe load error"], 1);
    assert!(
        !counts.keys().any(|name| name.ends_with(" ok")),
        "{counts:?}"
    );
}
