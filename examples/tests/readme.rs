//! Follows the README, and compares the output with the README's.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{env, fs, net::TcpStream, path::PathBuf, process::Command, thread, time::Duration};

use login_example_support::{Running, is_installed, skip};

const README: &str = include_str!("../../README.md");

/// Returns the code blocks of the README in one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let after: Vec<_> = README.split(opening.as_str()).skip(1).collect();
    assert!(!after.is_empty(), "no block in {language}");
    after
        .into_iter()
        .map(|block| block.split("```\n").next().unwrap())
        .collect()
}

/// Returns an empty folder for this test.
fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("login-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_walk_through_gives_what_the_readme_says() {
    if !is_installed("curl") {
        return;
    }
    let (_server, address) = Running::example(&mut Command::new(env!("CARGO_BIN_EXE_quickstart")));
    let folder = folder("walk-through");
    let mut commands = 0;
    for block in blocks("console") {
        for step in block.split("$ ").skip(1) {
            let (command, expected) = step.split_once('\n').unwrap();
            let command = command.replace("http://localhost:8080", &address);
            let expected = expected.replace("http://localhost:8080", &address);
            let output = Command::new("sh")
                .args(["-c", &command])
                .current_dir(&folder)
                .output()
                .unwrap();
            let output = String::from_utf8(output.stdout).unwrap();
            assert_eq!(output, expected, "{command}");
            commands += 1;
        }
    }
    assert_eq!(commands, 13);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_shortest_program_in_the_readme_is_the_one_that_is_compiled_here() {
    let program = blocks("rust,no_run");
    let (_, compiled) = include_str!("../minimal/main.rs")
        .split_once("\n\n")
        .unwrap();
    assert_eq!(program.first(), Some(&compiled));
}

#[test]
fn the_shortest_program_runs() {
    if !is_installed("curl") {
        return;
    }
    if TcpStream::connect(("127.0.0.1", 8080)).is_ok() {
        skip("port 8080 is in use");
        return;
    }
    let mut server = Command::new(env!("CARGO_BIN_EXE_minimal"))
        .env("LOGIN_SECRET", "9f3c1d7be2a84605c8f1d09a7b3e62f4")
        .spawn()
        .unwrap();
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", 8080)).is_ok() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let folder = folder("minimal");
    let curl = |arguments: &[&str]| {
        let output = Command::new("curl")
            .arg("-s")
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    // curl treats this host name as secure, which the `Secure` cookies require.
    let url = |path: &str| format!("http://localhost:8080{path}");
    let before = curl(&[&url("/protected")]);
    let login = curl(&["-c", "jar", "-X", "POST", &url("/login")]);
    let protected = curl(&["-b", "jar", &url("/protected")]);
    let logout = curl(&["-b", "jar", "-X", "POST", &url("/logout")]);
    let after = curl(&["-b", "jar", &url("/protected")]);
    server.kill().unwrap();
    server.wait().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(before, "Unauthorized");
    assert_eq!(login, "Logged in");
    assert_eq!(protected, "Logged in as: Ada");
    assert_eq!(logout, "Logged out");
    assert_eq!(after, "Unauthorized");
}
