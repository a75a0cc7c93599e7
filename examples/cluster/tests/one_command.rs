//! The one command starts everything, restarts what ends, and ends everything.

#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used)]

mod support;

use support::{Browser, Running, address, process, servers, signal, until};

#[test]
fn one_command_starts_everything_and_ends_everything() {
    let Some(program) = servers::program("redis-server", &[]) else {
        servers::skip("no redis-server");
        return;
    };
    let mut command = Running::start(|command| {
        command.env("PATH", program.parent().unwrap());
    });
    let mut lines = Vec::new();
    while !lines
        .last()
        .is_some_and(|line: &String| line.contains("Ctrl-C"))
    {
        lines.push(command.line());
    }
    let ports: Vec<u16> = lines.iter().filter_map(|line| address(line)).collect();
    let processes: Vec<u32> = lines.iter().filter_map(|line| process(line)).collect();
    let (&[first, second, third], &[redis, ended, ..]) = (&ports[..], &processes[..]) else {
        panic!("not what it should print: {lines:?}");
    };
    let mut browser = Browser::new("curl/8.0");
    browser.log_in(first);
    assert_eq!(browser.protected(&[second, third]), [200; 2]);

    for (process, name) in [(ended, "The first"), (redis, "Redis")] {
        assert!(signal("KILL", process));
        let line = command.line();
        assert!(line.starts_with(&format!("{name} has ended")), "{line}");
    }
    until("what has ended is there again", || {
        let answers = ports
            .iter()
            .map(|port| browser.try_get(*port, "/protected"));
        answers
            .flatten()
            .filter(|answer| answer.status == 200)
            .count()
            == 3
    });

    command.interrupt();
    for port in ports {
        until("the application has ended", || {
            browser.try_get(port, "/").is_err()
        });
    }
    assert!(!signal("0", redis), "Redis has not ended");
}

#[test]
fn who_has_no_redis_is_told_what_to_install() {
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_login-example-cluster"))
        .env("PATH", "")
        .output()
        .unwrap();
    assert!(!command.status.success());
    let error = String::from_utf8(command.stderr).unwrap();
    assert!(error.contains("apt install redis-server"), "{error}");
}
