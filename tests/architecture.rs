//! The import rule of `ARCHITECTURE.md`, read from the source: a module imports only
//! modules that stand before it in the flow.

#![allow(missing_docs, clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The modules of the runtime crate, each seeing only those before it.
const FLOW: [&str; 41] = [
    // What everything may use.
    "clock",
    "measure",
    "secret",
    "encoding",
    "seal",
    "store",
    "error",
    "config",
    "authorities",
    "user",
    "flask",
    "events",
    // The stages.
    "request",
    "session",
    "remember",
    "identity",
    "policy",
    "response",
    "throttle",
    "migration",
    // What brings them together.
    "settings",
    "context",
    "storage",
    "rollback",
    "login_url",
    "cross_site",
    "refusal",
    "import",
    "identify",
    "pipeline",
    "attempts",
    "transitions",
    "renewal",
    "devices",
    "effects",
    // What the outside sees.
    "extract",
    "manager",
    "middleware",
    "handler",
    "__private",
    "testing",
];

const BESIDE_THE_FLOW: [&str; 3] = ["lib", "macros", "guide"];

/// These know neither actix-web nor a clock that ticks by itself: values in, values out.
const PURE: [&str; 23] = [
    "authorities.rs",
    "seal/mod.rs",
    "seal/keys.rs",
    "seal/spelling.rs",
    "flask/compat.rs",
    "flask/identifier.rs",
    "flask/octets.rs",
    "flask/remember_cookie.rs",
    "flask/session_cookie.rs",
    "flask/session_values.rs",
    "session/record.rs",
    "session/id.rs",
    "session/data.rs",
    "session/revocation.rs",
    "session/protection.rs",
    "session/flash.rs",
    "identity/standing.rs",
    "identity/auth_hash.rs",
    "policy/cross_site.rs",
    "policy/decide.rs",
    "policy/requirement.rs",
    "policy/trusted_origins.rs",
    "response/safe_path.rs",
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../login/src")
}

/// All source files, with the name of their top module.
fn files() -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(source()).unwrap();
            let first = relative.components().next().unwrap();
            let module = Path::new(first.as_os_str()).file_stem().unwrap();
            files.push((module.to_str().unwrap().to_owned(), path));
        }
    }
    assert!(files.len() > 30, "the source was not found");
    files
}

/// The code of a file without its comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules of this crate that a file names: `crate::a`, and the `a` and `b` of
/// `crate::{a::…, b}`.
fn imports(code: &str) -> Vec<String> {
    let mut imports = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            Some(group) => imports.extend(names_in_group(group)),
            None => imports.push(name_at(rest)),
        }
    }
    imports
}

fn name_at(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn names_in_group(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut expects_name) = (0, true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_name = true,
            c if expects_name && !c.is_whitespace() => {
                names.push(name_at(&group[at..]));
                expects_name = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn modules_import_only_what_stands_before_them_in_the_flow() {
    let place = |module: &str| FLOW.iter().position(|known| *known == module);
    let mut checked = 0;
    for (module, path) in files() {
        if BESIDE_THE_FLOW.contains(&module.as_str()) {
            continue;
        }
        let own = place(&module).unwrap_or_else(|| panic!("`{module}` has no place in the flow"));
        for import in imports(&code(&path)) {
            if let Some(imported) = place(&import) {
                assert!(
                    imported <= own,
                    "{}: `{module}` must not import `{import}`",
                    path.display()
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 80, "only {checked} imports were found");
}

#[test]
fn the_pure_parts_know_neither_actix_nor_the_time_of_day() {
    for file in PURE {
        let code = code(&source().join(file));
        for foreign in ["actix_web", "SystemTime", "Instant", "async ", "std::fs"] {
            assert!(!code.contains(foreign), "{file} uses {foreign}");
        }
    }
}

/// Flask-Login has a setting that lets everybody pass every guard, for tests. Here a test logs in.
#[test]
fn g4_nothing_turns_the_guards_off() {
    for (_, path) in files() {
        let code = code(&path);
        for switch in ["debug_assertions", "cfg!(", "option_env!"] {
            assert!(!code.contains(switch), "{switch} in {}", path.display());
        }
        let from = source();
        let name = path.strip_prefix(&from).unwrap().to_string_lossy();
        let guards = [
            "handler/",
            "policy/",
            "middleware/",
            "refusal.rs",
            "pipeline.rs",
        ];
        if guards.iter().any(|part| name.starts_with(part)) {
            for switch in ["\"testing\"", "env::"] {
                assert!(!code.contains(switch), "{switch} in {name}");
            }
        }
    }
}

#[test]
fn the_reader_of_imports_reads_them() {
    let code = "use crate::{\n a::{B, c::D},\n e,\n};\nfn f() { crate::g::h() }";
    assert_eq!(imports(code), ["a", "e", "g"]);
}

#[test]
fn the_architecture_page_shows_every_module_of_the_flow() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ARCHITECTURE.md");
    let page = fs::read_to_string(page).unwrap();
    for module in FLOW {
        assert!(page.contains(module), "`{module}` is missing");
    }
}

#[test]
fn every_file_can_be_read_in_one_sitting() {
    for (_, path) in files() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}
