//! Runs the tests of a target again over a store. They run in another process, so that they need not be
//! compiled for each store.

use std::{
    env,
    io::{Write, stdout},
    process::{Command, Stdio},
};

/// The variable that tells the tests over which store they run.
pub(super) const STORE: &str = "LOGIN_TEST_STORE";

/// Creates one test for each store. It runs all other tests of the target over that store.
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
/// Panics if one of them fails. The output contains its name.
pub fn run_again_over(store: &str) {
    if env::var_os(STORE).is_some() {
        // This already is the second run.
        return;
    }
    let program = env::current_exe().unwrap();
    let file = program.file_stem().unwrap_or_default().to_string_lossy();
    // The rest is cargo's hash.
    let target = file.split('-').next().unwrap_or_default();
    let run = Command::new(&program)
        .env(STORE, store)
        .args(["--skip", "again_over::"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    // Written at once, and not captured like the output of a test. The name has the form of cargo's target
    // names.
    let mut out = stdout().lock();
    writeln!(out, "\n     Running {target}_in_{store}").unwrap();
    out.write_all(&run.stdout).unwrap();
    writeln!(out, "     Running {target}").unwrap();
    drop(out);
    assert!(run.status.success(), "{target} over {store}: see above");
}
