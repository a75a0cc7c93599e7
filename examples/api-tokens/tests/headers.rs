//! A person with a cookie and programs with headers, at the same address.

#![allow(missing_docs, clippy::unwrap_used)]

use std::process::Command;

use login_example_support::{Running, http::Browser};

#[test]
fn people_and_programs_are_known_at_the_same_address() {
    let mut app = Command::new(env!("CARGO_BIN_EXE_login-example-api-tokens"));
    let (_app, address) = Running::example(&mut app);
    let with = |header: &str| {
        let mut program = Browser::default();
        let answer = program.ask_with(&address, "GET /api/me", header, "");
        // A program gets no cookie: its token counts only for the one request.
        assert!(!answer.head.to_lowercase().contains("set-cookie"));
        (answer.status, answer.body)
    };
    let grace = (200, r#"{"id":2,"name":"grace"}"#.to_owned());
    let ada = r#"{"id":1,"name":"ada"}"#;
    let nobody = (401, r#"{"error":"login_required"}"#.to_owned());

    let token = "authorization: Bearer 2f1c7e0d9ab34c58a6d1e07fb3925c64\r\n";
    assert_eq!(with(token), grace);
    let basic = "authorization: Basic Z3JhY2U6MmYxYzdlMGQ5YWIzNGM1OGE2ZDFlMDdmYjM5MjVjNjQ=\r\n";
    assert_eq!(with(basic), grace);
    for wrong in [
        "authorization: Bearer 2f1c7e0d9ab34c58a6d1e07fb3925c65\r\n",
        "authorization: Bearer\r\n",
        // A person's password, which is not accepted here.
        "authorization: Basic YWRhOmNvcnJlY3QgaG9yc2U=\r\n",
        "authorization: Basic YWRhOndyb25n\r\n",
        "authorization: Basic YWRh\r\n",
        "authorization: Basic ***\r\n",
        "authorization: Digest username=ada\r\n",
        "authorization: \r\n",
    ] {
        assert_eq!(with(wrong), nobody, "{wrong}");
    }
    assert_eq!(with("accept: application/json\r\n"), nobody);

    let mut person = Browser::default();
    let form = "name=ada&password=correct+horse";
    assert_eq!(person.ask(&address, "POST /login", form).status, 200);
    assert_eq!(person.ask(&address, "GET /api/me", "").body, ada);
    assert_eq!(person.ask(&address, "POST /logout", "").status, 200);
    assert_eq!(person.ask(&address, "GET /api/me", "").status, 401);
}
