//! Compares `/metrics` with what the dashboard and the alerts use.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::{net::TcpListener, process::Command};

use login::Event;
use login_example_support::{Running, http::Browser};
use serde_json::Value;

const ALERTS: &str = include_str!("../alerts.yml");
const DASHBOARD: &str = include_str!("../dashboard.json");
const EVENTS: &str = include_str!("../../../login/src/events.rs");

fn metrics_after_some_logins() -> String {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-metrics"));
    let collector = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let port = collector.unwrap().port().to_string();
    let (_app, address) = Running::example(app.env("METRICS_PORT", &port));
    let mut browser = Browser::default();
    for (line, form, status) in [
        ("GET /", "", 401),
        ("POST /login", "name=ada&password=guess", 401),
        ("POST /login", "name=ada&password=secret", 200),
        ("GET /", "", 200),
    ] {
        assert_eq!(browser.ask(&address, line, form).status, status, "{line}");
    }
    assert_eq!(browser.ask(&address, "GET /metrics", "").status, 404);
    let collector = format!("http://localhost:{port}");
    Browser::default().ask(&collector, "GET /metrics", "").body
}

/// Returns every expression of the dashboard.
fn of_dashboard() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().unwrap());
    let expressions = targets.map(|target| target["expr"].as_str().unwrap().to_owned());
    expressions.collect()
}

fn of_alerts() -> Vec<String> {
    let lines = ALERTS.lines();
    let expressions = lines.filter_map(|line| line.trim().strip_prefix("expr: "));
    expressions.map(str::to_owned).collect()
}

/// Without the zero, the first event of a kind would not count as an increase and trigger no alert.
#[test]
fn what_has_not_happened_yet_is_counted_as_nothing() {
    let text = metrics_after_some_logins();
    let mut names = 0;
    for line in EVENTS.lines().filter(|line| line.contains("Self::User")) {
        let Some(name) = line.split("=> \"").nth(1) else {
            continue;
        };
        let name = name.trim_end_matches("\",");
        let counter = format!("login_events_total{{event=\"{name}\"}}");
        assert!(text.contains(&counter), "{counter} is not in:\n{text}");
        names += 1;
    }
    assert_eq!(names, 11);
    assert!(text.contains("login_events_total{event=\"remember_cookie_stolen\"} 0"));
}

#[test]
fn what_happened_is_counted() {
    let text = metrics_after_some_logins();
    for line in [
        "# HELP login_events_total What happened to logins, by event.",
        "login_events_total{event=\"user_unauthorized\"} 1",
        "login_events_total{event=\"user_login_failed\"} 1",
        "login_events_total{event=\"user_logged_in\"} 1",
        "login_store_seconds_count{store=\"memory\",operation=\"load\",result=\"ok\"} 1",
    ] {
        assert!(text.contains(line), "{line} is not in:\n{text}");
    }
}

#[test]
fn dashboard_and_alerts_ask_for_what_there_is() {
    let text = metrics_after_some_logins();
    let expressions: Vec<_> = of_dashboard().into_iter().chain(of_alerts()).collect();
    assert_eq!(expressions.len(), 7 + 5);
    for expression in expressions {
        let mut words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let metric = words.find(|word| word.starts_with("login_")).unwrap();
        assert!(
            text.lines()
                .any(|line| line.starts_with(&format!("{metric}{{"))),
            "{metric} of {expression} is not in:\n{text}"
        );
        let events = expression.split("event=").nth(1).unwrap_or_default();
        let events = events.split('"').nth(1).unwrap_or_default();
        for event in events.split('|').filter(|event| !event.is_empty()) {
            assert!(EVENTS.contains(&format!("=> \"{event}\",")), "{event}");
        }
    }
    // The names in the source are those of the events.
    assert_eq!(Event::UserUnauthorized.name(), "user_unauthorized");
}
