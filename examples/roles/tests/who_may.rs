//! Requests every page as every user.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{Running, http::Browser};

#[test]
fn g1_everybody_passes_where_they_may_and_nowhere_else() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-roles"));
    let (_app, address) = Running::example(&mut app);
    let doors = [
        "GET /",
        "POST /articles",
        "GET /desk",
        "POST /desk/sell",
        "GET /desk/imprint",
        "GET /archive",
    ];
    for (name, expected) in [
        ("", [200, 401, 401, 401, 200, 401]),
        ("ray", [200, 403, 403, 403, 200, 403]),
        ("ada", [200, 200, 403, 403, 200, 200]),
        ("eve", [200, 200, 200, 403, 200, 403]),
        ("omar", [200, 403, 200, 200, 200, 200]),
    ] {
        let mut browser = Browser::default();
        if !name.is_empty() {
            let login = browser.ask(&address, "POST /login", &format!("name={name}"));
            assert_eq!(login.status, 200);
        }
        let passed = doors.map(|door| browser.ask(&address, door, "").status);
        assert_eq!(passed, expected, "{name}");
    }
}
