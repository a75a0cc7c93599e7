//! Runs the other program of this package, which counts the allocations of a request.

use std::{env, path::PathBuf, process::Command};

use requests::{Result, arguments::Task};

/// The program that counts.
pub(crate) struct Counter(PathBuf);

impl Counter {
    /// Builds the program with the profile of this one, because `cargo run` builds only what it runs.
    pub(crate) fn build() -> Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args([
            "build",
            "--quiet",
            "--bin",
            "allocations",
            "--manifest-path",
        ]);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let this = env::current_exe()?;
        if !cfg!(debug_assertions) {
            command.arg("--release");
        }
        // The folder of the profile, within the target folder of this program.
        if let Some(target) = this.parent().and_then(|folder| folder.parent()) {
            command.arg("--target-dir").arg(target);
        }
        if !command.status()?.success() {
            return Err("the counter of allocations cannot be built".into());
        }
        Ok(Self(this.with_file_name("allocations")))
    }

    /// Counts the allocations of one request: the median of several requests.
    pub(crate) fn count(&self, task: &Task) -> Result<u32> {
        let output = Command::new(&self.0).args(task.words()).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    }
}
