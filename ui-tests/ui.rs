//! Compiles every case; see `README.md`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
    process::Command,
};

/// The compiler whose words the `.stderr` files hold. Another says the same things in other
/// words.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn every_mistake_gets_its_message_and_every_right_form_compiles() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    if !version.starts_with(COMPILER) {
        let skipped = format!("skipped: the messages are those of {COMPILER}x, this is {version}");
        assert!(env::var_os("LOGIN_TEST_DEMAND_ALL").is_none(), "{skipped}");
        // Not by `println!`, which is shown of failing tests only.
        io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.pass("cases/*/pass/*.rs");
    cases.compile_fail("cases/*/fail/*.rs");
}

/// What the person who made the mistake must not have to know.
const INTERNAL: [&str; 2] = ["__login", "__private"];

#[test]
fn one_mistake_is_one_error_without_internal_names() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let (mut mistakes, mut errors) = (0, 0);
    for folder in fs::read_dir(cases).unwrap() {
        for file in fs::read_dir(folder.unwrap().path().join("fail")).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                mistakes += 1;
                let message = fs::read_to_string(path.with_extension("stderr")).unwrap();
                let count = message
                    .lines()
                    .filter(|line| line.starts_with("error"))
                    .count();
                assert_eq!(count, 1, "{}:\n{message}", path.display());
                errors += count;
                for internal in INTERNAL {
                    assert!(
                        !message.contains(internal),
                        "{}:\n{message}",
                        path.display()
                    );
                }
            }
        }
    }
    println!("{mistakes} mistakes, {errors} errors");
    assert!(mistakes > 0);
}
