//! Inputs and the outputs that the real Flask-Login gave, for what HTTP does not reach.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write,
};

use actix_web::{
    App, HttpRequest, HttpResponse,
    test::{TestRequest, call_and_read_body, call_service, init_service},
    web,
};
use login::{
    AnonymousUser, CurrentUser, LOGIN_MESSAGE, LoginManager, LoginScope, REFRESH_MESSAGE,
    SecretKey, UserMixin, cookie_key, decode_cookie, encode_cookie, expand_login_view, login_url,
    make_next_param, session_identifier,
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
        "login_url" => json!(login_url(
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
        "user_get_id" if input["id"].is_boolean() => return None,
        "user_get_id" => json!(match &input["id"] {
            Value::String(id) => ById(id.clone()).get_id(),
            id => ById(id.as_i64().unwrap()).get_id().to_string(),
        }),
        "user_defaults" => {
            let flags = |active, authenticated, anonymous| {
                json!({"is_active": active, "is_authenticated": authenticated,
                       "is_anonymous": anonymous})
            };
            match user(&input["user"]) {
                Some(user) => flags(
                    user.is_active(),
                    user.is_authenticated(),
                    user.is_anonymous(),
                ),
                None => flags(
                    AnonymousUser.is_active(),
                    AnonymousUser.is_authenticated(),
                    AnonymousUser.is_anonymous(),
                ),
            }
        }
        "user_equal" => {
            let (left, right) = (user(&input["left"]), user(&input["right"]));
            json!([left == right, left != right])
        }
        "user_hashable" => {
            let user = user(&input["user"]);
            json!(HashSet::from([user]).len() == 1)
        }
        "constants" => json!({"LOGIN_MESSAGE": LOGIN_MESSAGE, "REFRESH_MESSAGE": REFRESH_MESSAGE}),
        _ => return None,
    })
}

#[derive(Clone, UserMixin)]
struct ById<T: 'static + Clone + std::fmt::Display + std::str::FromStr + Eq + std::hash::Hash>(
    #[user(id)] T,
);

#[derive(Clone, UserMixin)]
struct User {
    id: String,
    #[user(active)]
    active: bool,
}

/// A user as the vectors describe one; nothing is the anonymous one.
fn user(described: &Value) -> Option<User> {
    let described = text(described);
    let id = described.rsplit("id ").next().filter(|id| *id != described);
    (described != "anonymous").then(|| User {
        id: id.unwrap_or_default().to_owned(),
        active: !described.starts_with("inactive"),
    })
}

async fn check(request: HttpRequest) -> HttpResponse {
    let (mut checked, mut elsewhere) = (0, BTreeMap::new());
    let force_host = request.headers().get("x-force-host").unwrap();
    let force_host = force_host.to_str().unwrap();
    for row in rows() {
        let (id, function) = (text(&row["id"]), text(&row["fn"]));
        if row["in"]["force_host"].as_str().unwrap_or_default() != force_host {
            continue;
        }
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

/// Rows that say nothing of this library, with the reason.
const NOT_HERE: [(&str, &str); 4] = [
    (
        "remember_seconds",
        "a duration is not kept in the session: it belongs to the login",
    ),
    (
        "remember_cookie_on_the_wire",
        "how Flask writes it; informative",
    ),
    (
        "set_login_view",
        "checked by where requests are sent, below",
    ),
    ("user_get_id", "an id that is a truth value"),
];

/// The report of `check` in an application that forces this host.
async fn report(force_host: Option<&str>) -> (usize, BTreeMap<String, usize>) {
    let mut manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(async |id: String| Some(User { id, active: true }));
    if let Some(host) = force_host {
        manager = manager.force_host_for_redirects(host);
    }
    let app = App::new()
        .wrap(manager.build().unwrap())
        .service(web::resource("/check").to(check))
        .service(web::resource("/login").name("login").to(HttpResponse::Ok))
        .service(
            web::resource("/numbered/{number}")
                .name("numbered")
                .to(HttpResponse::Ok),
        );
    let app = init_service(app).await;
    let request = TestRequest::with_uri("/check")
        .insert_header(("host", "localhost"))
        .insert_header(("x-force-host", force_host.unwrap_or_default()));
    let report = call_and_read_body(&app, request.to_request()).await;
    serde_json::from_slice(&report).unwrap()
}

#[actix_web::test]
async fn every_row_passes_or_says_why_it_does_not_apply() {
    let (checked, elsewhere) = report(None).await;
    let (forced, _) = report(Some("good.example")).await;
    println!("{checked} rows and {forced} with a forced host; elsewhere: {elsewhere:?}");
    assert!(forced > 0);
    for function in elsewhere.keys() {
        assert!(
            NOT_HERE.iter().any(|(known, _)| known == function),
            "{function}"
        );
    }
    let all = checked + forced + elsewhere.values().sum::<usize>() + DIFFERENT.len() - 1;
    assert_eq!(all, rows().len());
}

#[actix_web::test]
async fn set_login_view_leads_where_flask_logins_does() {
    for row in rows().iter().filter(|row| row["fn"] == "set_login_view") {
        if DIFFERENT
            .iter()
            .any(|(different, _)| row["id"] == *different)
        {
            continue;
        }
        let mut manager = LoginManager::builder(SecretKey::generate().unwrap())
            .user_loader(async |id: String| Some(User { id, active: true }));
        for call in row["in"]["calls"].as_array().unwrap() {
            let view = format!("/{}", text(&call[0]));
            manager = manager.set_login_view(view, call[1].as_str());
        }
        let guarded = || web::get().to(async |_: CurrentUser<User>| "in");
        let mut app = App::new()
            .wrap(manager.build().unwrap())
            .route("/guarded", guarded());
        let out = &row["out"];
        for scope in out["scopes"].as_object().unwrap().keys() {
            app = app.service(
                web::scope(scope)
                    .app_data(LoginScope::new(scope))
                    .route("/guarded", guarded()),
            );
        }
        let app = init_service(app).await;
        let outside = if out["default_present"] == true {
            &out["default"]
        } else {
            &out["login_view"]
        };
        let scopes = out["scopes"].as_object().unwrap().iter();
        let scopes = scopes.map(|(scope, view)| (format!("/{scope}/guarded"), view));
        for (page, view) in scopes.chain([("/guarded".to_owned(), outside)]) {
            let answer = call_service(&app, TestRequest::with_uri(&page).to_request()).await;
            let location = answer.headers().get("location");
            let location = location.map(|there| there.to_str().unwrap().to_owned());
            let view = view
                .as_str()
                .map(|view| format!("/{view}?next={}", page.replace('/', "%2F")));
            assert_eq!(location, view, "{row} {page}");
        }
    }
}
