//! The tests of a target once more, over a store: as another process, so that they are compiled
//! once for all of them.

use std::{
    env,
    io::{Write, stdout},
    process::{Command, Stdio},
};

/// Names the store to the tests that run again.
pub(super) const STORE: &str = "LOGIN_TEST_STORE";

/// One test for each store, which runs all the other tests of the target over it.
#[macro_export]
macro_rules! again_over {
    ($($store:ident)*) => {
        mod again_over {
            $(
                #[test]
                fn $store() {
                    $crate::run_again_over(stringify!($store));
                }
            )*
        }
    };
}

/// Runs the tests of this target over a store.
///
/// # Panics
///
/// If one of them fails; the output says which.
pub fn run_again_over(store: &str) {
    if env::var_os(STORE).is_some() {
        // It is what runs again.
        return;
    }
    let program = env::current_exe().unwrap();
    let file = program.file_stem().unwrap_or_default().to_string_lossy();
    // What follows is cargo's hash.
    let target = file.split('-').next().unwrap_or_default();
    let run = Command::new(&program)
        .env(STORE, store)
        .args(["--skip", "again_over::"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    // In one piece, past what is only shown of tests that fail; named as cargo names targets.
    let mut out = stdout().lock();
    writeln!(out, "\n     Running {target}_in_{store}").unwrap();
    out.write_all(&run.stdout).unwrap();
    writeln!(out, "     Running {target}").unwrap();
    drop(out);
    assert!(run.status.success(), "{target} over {store}: see above");
}
