//! Inputs and the outputs that the real Flask-Login gave, for what HTTP does not reach.

use std::{collections::BTreeMap, fmt::Write};

use actix_web::{
    App, HttpRequest, HttpResponse,
    test::{TestRequest, call_and_read_body, init_service},
    web,
};
use login::{
    LOGIN_MESSAGE, REFRESH_MESSAGE, cookie_key, decode_cookie, encode_cookie, expand_login_view,
    login_url, make_next_param, session_identifier,
};
use serde_json::{Value, json};

/// Rows that this library answers differently, each with its reason.
const DIFFERENT: [(&str, &str); 2] = [
    (
        "make_next_param-34",
        "the real answer leads off the host in a browser",
    ),
    (
        "set_login_view-7",
        "naming the application's view last is no error here",
    ),
];

fn rows() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("flask-vectors.json")).unwrap();
    vectors["rows"].as_array().unwrap().clone()
}

/// A key as the vectors write it.
fn key(input: &Value) -> Option<Vec<u8>> {
    let given = if input["key"].is_null() {
        &input["app_key"]
    } else {
        &input["key"]
    };
    match (given["text"].as_str(), given["hex"].as_str()) {
        (Some(text), _) => cookie_key(text),
        (_, Some(hex)) => {
            let digits: Vec<_> = hex.as_bytes().chunks(2).collect();
            let bytes = digits
                .iter()
                .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap());
            Some(bytes.collect())
        }
        _ => None,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// What this library says to a row; nothing for rows that do not apply to it.
fn ours(function: &str, input: &Value, request: &HttpRequest) -> Option<Value> {
    Some(match function {
        "encode_cookie" => {
            json!(key(input).map(|key| encode_cookie(text(&input["payload"]), &key)))
        }
        "decode_cookie" => {
            let cookie = text(&input["cookie"]);
            json!(key(input).and_then(|key| Some(decode_cookie(cookie, &key)?.to_owned())))
        }
        "secret_key" => json!(key(input).map(|key| hex(&key))),
        "make_next_param" => json!(make_next_param(
            text(&input["login_url"]),
            text(&input["current_url"])
        )),
        "login_url" if input["force_host"].is_null() => json!(login_url(
            request,
            text(&input["login_view"]),
            input["next_url"].as_str(),
            text(&input["next_field"]),
        )),
        "expand_login_view" => json!(expand_login_view(request, text(&input["login_view"]))),
        "identifier" => json!(session_identifier(
            input["address"].as_str(),
            input["agent"].as_str()
        )),
        "constants" => json!({"LOGIN_MESSAGE": LOGIN_MESSAGE, "REFRESH_MESSAGE": REFRESH_MESSAGE}),
        _ => return None,
    })
}

async fn check(request: HttpRequest) -> HttpResponse {
    let (mut checked, mut elsewhere) = (0, BTreeMap::new());
    for row in rows() {
        let (id, function) = (text(&row["id"]), text(&row["fn"]));
        let Some(ours) = ours(function, &row["in"], &request) else {
            *elsewhere.entry(function.to_owned()).or_insert(0) += 1;
            continue;
        };
        if DIFFERENT.iter().any(|(different, _)| *different == id) {
            assert_ne!(ours, row["out"], "{id} is no difference any more");
            continue;
        }
        // Where Flask-Login raises, this library answers nothing.
        let mut theirs = row["out"].clone();
        if let (Some(ours), Some(theirs)) = (ours.as_object(), theirs.as_object_mut()) {
            theirs.retain(|key, _| ours.contains_key(key));
        }
        assert_eq!(ours, theirs, "{row}");
        checked += 1;
    }
    HttpResponse::Ok().json((checked, elsewhere))
}

#[actix_web::test]
async fn every_row_that_is_a_function_here_passes() {
    let app = App::new()
        .service(web::resource("/check").to(check))
        .service(web::resource("/login").name("login").to(HttpResponse::Ok))
        .service(
            web::resource("/numbered/{number}")
                .name("numbered")
                .to(HttpResponse::Ok),
        );
    let app = init_service(app).await;
    let request = TestRequest::with_uri("/check").insert_header(("host", "localhost"));
    let report = call_and_read_body(&app, request.to_request()).await;
    let (checked, elsewhere): (usize, BTreeMap<String, usize>) =
        serde_json::from_slice(&report).unwrap();
    println!("{checked} rows; not functions here: {elsewhere:?}");
    let rows = rows().len();
    assert_eq!(
        checked + elsewhere.values().sum::<usize>() + DIFFERENT.len() - 1,
        rows
    );
}
