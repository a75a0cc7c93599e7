//! The generated workspace of the three applications, which share their dependencies.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use crate::{
    Result, application,
    guard::Guard,
    measure::{Cost, measure},
};

const MANIFEST: &str = r#"[workspace]
resolver = "3"
members = ["plain", "login", "grants"]
"#;

/// A cargo command to be measured.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Action {
    Check,
    Build,
}

impl Action {
    pub(crate) const ALL: [Self; 2] = [Self::Check, Self::Build];

    fn subcommand(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build => "build",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cargo {}", self.subcommand())
    }
}

pub(crate) struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Writes the applications. Existing build output is kept.
    pub(crate) fn create(handlers: u32) -> Result<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let repository = here.join("../..").canonicalize()?;
        let folder = here.join("target/compile-time");
        for guard in Guard::ALL {
            let application = folder.join(guard.application());
            let dependency = dependency(guard, &repository);
            write(
                &application.join("Cargo.toml"),
                &manifest(guard, &dependency),
            )?;
            for (name, source) in application::files(guard, handlers) {
                write(&application.join("src").join(name), &source)?;
            }
        }
        write(&folder.join("Cargo.toml"), MANIFEST)?;
        start_with_lock_of(&repository, &folder)?;
        Ok(Self { folder })
    }

    /// Builds everything, so that afterwards only the applications need to be compiled again.
    pub(crate) fn build_dependencies(&self) -> Result<()> {
        for action in Action::ALL {
            for guard in Guard::ALL {
                measure(&mut self.cargo(action, guard))?;
            }
        }
        Ok(())
    }

    /// Measures how long it takes to compile an application whose source has changed.
    pub(crate) fn measure(&self, action: Action, guard: Guard) -> Result<Cost> {
        let mut cargo = self.cargo(action, guard);
        cargo.arg("--offline");
        // The library may have been edited since the last build.
        measure(&mut cargo)?;
        let main = self.folder.join(guard.application()).join("src/main.rs");
        touch(&main).map_err(|error| format!("{} cannot be touched: {error}", main.display()))?;
        measure(&mut cargo)
    }

    /// Returns the size of the stripped program in bytes.
    pub(crate) fn size(&self, guard: Guard) -> Result<f64> {
        let mut cargo = self.cargo(Action::Build, guard);
        measure(cargo.args(["--release", "--config", "profile.release.strip=true"]))?;
        let program = self.folder.join("target/release").join(package(guard));
        let bytes: u32 = fs::metadata(program)?.len().try_into()?;
        Ok(f64::from(bytes))
    }

    fn cargo(&self, action: Action, guard: Guard) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(&self.folder)
            .args([action.subcommand(), "--quiet"])
            .args(["--package", &package(guard)])
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TARGET_DIR", self.folder.join("target"));
        command
    }
}

fn package(guard: Guard) -> String {
    // `login` would be ambiguous with the library.
    format!("application-{}", guard.application())
}

fn manifest(guard: Guard, dependency: &str) -> String {
    format!(
        r#"[package]
name = "{}"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
actix-web = {{ version = "4.18", default-features = false, features = ["macros"] }}
serde = {{ version = "1.0", features = ["derive"] }}
{dependency}
"#,
        package(guard),
    )
}

fn dependency(guard: Guard, repository: &Path) -> String {
    match guard {
        Guard::None => String::new(),
        Guard::Login => format!(
            "login = {{ path = '{}' }}",
            repository.join("login").display()
        ),
        Guard::Grants => r#"actix-web-grants = "4.1""#.to_owned(),
    }
}

/// Copies the lock file of the repository, so that the benchmark uses the versions tested there.
fn start_with_lock_of(repository: &Path, folder: &Path) -> Result<()> {
    let lock = folder.join("Cargo.lock");
    if !lock.exists() {
        fs::copy(repository.join("Cargo.lock"), &lock)
            .map_err(|error| format!("the repository's Cargo.lock cannot be copied: {error}"))?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    let written = match path.parent() {
        Some(folder) => fs::create_dir_all(folder).and_then(|()| fs::write(path, text)),
        None => fs::write(path, text),
    };
    written.map_err(|error| format!("{} cannot be written: {error}", path.display()).into())
}

fn touch(path: &Path) -> std::io::Result<()> {
    fs::File::options()
        .write(true)
        .open(path)?
        .set_modified(SystemTime::now())
}
