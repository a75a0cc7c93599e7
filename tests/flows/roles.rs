//! Roles and permissions: nobody is led to the login, the wrong user is refused with 403.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use actix_web::{HttpRequest, HttpResponse, Responder, http::StatusCode, web};
use login::{
    AuthSession, CurrentUser, Event, HasRoles, LoginManagerBuilder, UserMixin,
    fresh_login_required, login_required, permission_required, role_required,
};
use login_tests::{Browser, TestApp};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Role {
    Reader,
    Editor,
    Admin,
}

#[derive(Clone, Debug, UserMixin)]
struct Member {
    id: String,
    #[user(roles)]
    roles: HashSet<Role>,
    #[user(permissions)]
    may: Vec<String>,
}

/// `reader,editor;posts.edit` has two roles and a permission.
fn member(id: String) -> Member {
    let (roles, may) = id.split_once(';').unwrap_or((&id, ""));
    let role = |name| match name {
        "reader" => Some(Role::Reader),
        "editor" => Some(Role::Editor),
        "admin" => Some(Role::Admin),
        _ => None,
    };
    Member {
        roles: roles.split(',').filter_map(role).collect(),
        may: may.split(',').map(str::to_owned).collect(),
        id,
    }
}

const DELETE: &str = "posts.delete";

#[role_required(Role::Admin)]
async fn one() -> impl Responder {
    "in"
}

#[role_required(any(all(Role::Reader, Role::Editor), Role::Admin))]
async fn grouped() -> impl Responder {
    "in"
}

/// Read without its groups it would let every reader pass.
#[role_required(all(any(Role::Reader, Role::Editor), Role::Admin))]
async fn any_inside_all() -> impl Responder {
    "in"
}

/// What is refused by one of two guards is refused, whatever the other lets pass.
#[role_required(any(all(Role::Reader, Role::Editor), Role::Admin))]
#[permission_required("posts.edit")]
async fn grouped_and_more(user: CurrentUser<Member>) -> impl Responder {
    user.id.len().to_string()
}

#[permission_required(all("posts.edit", DELETE))]
async fn permissions(user: Option<CurrentUser<Member>>) -> impl Responder {
    user.map_or_else(String::new, |user| user.id.clone())
}

#[role_required(Role::Admin, login_view = "/admin/login")]
async fn own_view() -> impl Responder {
    "in"
}

/// Never read by a refused request.
#[role_required(Role::Admin)]
async fn with_body(_: web::Json<String>) -> impl Responder {
    "in"
}

#[role_required("admin")]
async fn role_of_another_type() -> impl Responder {
    "in"
}

macro_rules! stacked {
    ($name:ident, $(#[$guard:meta])*) => {
        $(#[$guard])*
        async fn $name(user: CurrentUser<Member>) -> impl Responder {
            user.id.clone()
        }
    };
}

stacked!(login_role_fresh, #[login_required(login_view = "/in")] #[role_required(Role::Admin)] #[fresh_login_required(refresh_view = "/again")]);
stacked!(login_fresh_role, #[login_required(login_view = "/in")] #[fresh_login_required(refresh_view = "/again")] #[role_required(Role::Admin)]);
stacked!(role_login_fresh, #[role_required(Role::Admin)] #[login_required(login_view = "/in")] #[fresh_login_required(refresh_view = "/again")]);
stacked!(role_fresh_login, #[role_required(Role::Admin)] #[fresh_login_required(refresh_view = "/again")] #[login_required(login_view = "/in")]);
stacked!(fresh_login_role, #[fresh_login_required(refresh_view = "/again")] #[login_required(login_view = "/in")] #[role_required(Role::Admin)]);
stacked!(fresh_role_login, #[fresh_login_required(refresh_view = "/again")] #[role_required(Role::Admin)] #[login_required(login_view = "/in")]);

#[role_required(any(Role::Editor, Role::Admin))]
mod editors {
    use actix_web::Responder;
    use login::{UserMixin, login_required, permission_required};

    use super::{Member, Role};

    pub(super) async fn list() -> impl Responder {
        "list"
    }

    #[permission_required("posts.delete")]
    #[login_required(test = |user: &Member| !user.get_id().starts_with("banned"))]
    pub(super) async fn delete() -> impl Responder {
        "deleted"
    }
}

struct Reports;

#[role_required(Role::Reader)]
impl Reports {
    async fn show() -> impl Responder {
        "shown"
    }

    #[role_required(Role::Admin)]
    async fn erase() -> impl Responder {
        "erased"
    }
}

async fn log_in(
    auth: AuthSession,
    user: web::Query<Vec<(String, String)>>,
) -> actix_web::Result<HttpResponse> {
    let stale = user.iter().any(|(key, _)| key == "stale");
    let (_, id) = user.first().unwrap();
    let login = auth.login_user(&member(id.clone()));
    let login = if stale { login.fresh(false) } else { login };
    login.await?;
    Ok(HttpResponse::Ok().finish())
}

fn pages(app: &mut web::ServiceConfig) {
    app.route("/enter", web::post().to(log_in))
        .route("/one", web::get().to(one))
        .route("/grouped", web::get().to(grouped))
        .route("/any-inside-all", web::get().to(any_inside_all))
        .route("/more", web::get().to(grouped_and_more))
        .route("/permissions", web::get().to(permissions))
        .route("/own-view", web::get().to(own_view))
        .route("/body", web::post().to(with_body))
        .route("/other-type", web::get().to(role_of_another_type))
        .route("/stacked/1", web::get().to(login_role_fresh))
        .route("/stacked/2", web::get().to(login_fresh_role))
        .route("/stacked/3", web::get().to(role_login_fresh))
        .route("/stacked/4", web::get().to(role_fresh_login))
        .route("/stacked/5", web::get().to(fresh_login_role))
        .route("/stacked/6", web::get().to(fresh_role_login))
        .route("/editors/list", web::get().to(editors::list))
        .route("/editors/delete", web::get().to(editors::delete))
        .route("/reports/show", web::get().to(Reports::show))
        .route("/reports/erase", web::get().to(Reports::erase));
}

async fn app() -> TestApp {
    app_with(|manager| manager.login_view("/login")).await
}

async fn app_with(settings: impl FnOnce(LoginManagerBuilder) -> LoginManagerBuilder) -> TestApp {
    TestApp::with_pages(
        |manager| settings(manager.user_loader(|id| async move { Some(member(id)) })),
        pages,
    )
    .await
}

async fn browser_of(app: &TestApp, user: &str) -> Browser {
    let mut browser = app.browser();
    let answer = browser.post(&format!("/enter?user={user}")).await;
    assert_eq!(answer.status, 200, "{user}");
    browser
}

#[actix_web::test]
async fn nobody_is_led_to_the_login_and_the_wrong_user_is_refused() {
    let app = app().await;
    let mut nobody = app.browser();
    let answer = nobody.get("/one").await;
    assert_eq!(answer.header("location"), Some("/login?next=%2Fone"));
    let answer = nobody.get("/own-view").await;
    assert_eq!(
        answer.header("location"),
        Some("/admin/login?next=%2Fown-view")
    );
    let mut reader = browser_of(&app, "reader").await;
    for uri in ["/one", "/own-view"] {
        assert_eq!(reader.get(uri).await.status, StatusCode::FORBIDDEN);
    }
    let mut admin = browser_of(&app, "admin").await;
    for uri in ["/one", "/own-view"] {
        assert_eq!(admin.get(uri).await.text(), "in");
    }
}

#[actix_web::test]
async fn listeners_are_told_once_of_the_wrong_user() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&told);
    let app = app_with(move |manager| {
        manager.on_event(move |event, request| {
            if !matches!(event, Event::UserAccessed) {
                let user = event.user().map(|user| user.get_id());
                let line = format!("{} {} {user:?}", event.name(), request.path());
                events.lock().unwrap().push(line);
            }
        })
    })
    .await;
    let mut reader = browser_of(&app, "reader").await;
    reader.get("/one").await;
    browser_of(&app, "admin").await.get("/one").await;
    app.browser().get("/one").await;
    assert_eq!(
        *told.lock().unwrap(),
        [
            "user_logged_in /enter Some(\"reader\")",
            "user_forbidden /one Some(\"reader\")",
            "user_logged_in /enter Some(\"admin\")",
            "user_unauthorized /one None",
        ]
    );
}

#[actix_web::test]
async fn any_and_all_are_grouped_as_they_are_written() {
    let app = app().await;
    for (user, grouped, more, permissions) in [
        ("reader", 403, 403, 403),
        ("editor;posts.edit", 403, 403, 403),
        ("reader,editor", 200, 403, 403),
        ("admin", 200, 403, 403),
        ("reader,editor;posts.edit", 200, 200, 403),
        ("admin;posts.edit", 200, 200, 403),
        ("none;posts.edit,posts.delete", 403, 403, 200),
        ("none;posts.delete", 403, 403, 403),
        ("none;posts.edits", 403, 403, 403),
    ] {
        let mut browser = browser_of(&app, user).await;
        for (uri, status) in [
            ("/grouped", grouped),
            ("/more", more),
            ("/permissions", permissions),
        ] {
            assert_eq!(browser.get(uri).await.status, status, "{user} at {uri}");
        }
    }
}

#[actix_web::test]
async fn any_inside_all_is_a_group_of_its_own() {
    let app = app().await;
    for (user, status) in [
        ("reader", 403),
        ("editor", 403),
        ("reader,editor", 403),
        ("admin", 403),
        ("reader,admin", 200),
        ("editor,admin", 200),
    ] {
        let mut browser = browser_of(&app, user).await;
        assert_eq!(
            browser.get("/any-inside-all").await.status,
            status,
            "{user}"
        );
    }
}

#[actix_web::test]
async fn guards_ask_for_the_same_in_any_order() {
    let app = app().await;
    let mut nobody = app.browser();
    let mut reader = browser_of(&app, "reader&stale=1").await;
    let mut admin = browser_of(&app, "admin&stale=1").await;
    let mut fresh = browser_of(&app, "admin").await;
    for number in 1..=6 {
        let uri = format!("/stacked/{number}");
        let next = uri.replace('/', "%2F");
        let answer = nobody.get(&uri).await;
        let expected = format!("/in?next={next}");
        assert_eq!(answer.header("location"), Some(&*expected));
        // Nobody types a password only to be refused.
        assert_eq!(reader.get(&uri).await.status, 403, "{uri}");
        let answer = admin.get(&uri).await;
        let expected = format!("/again?next={next}");
        assert_eq!(answer.header("location"), Some(&*expected));
        assert_eq!(fresh.get(&uri).await.text(), "admin");
    }
}

#[actix_web::test]
async fn what_is_asked_for_around_a_handler_and_at_it_is_asked_for_together() {
    let app = app().await;
    for (user, list, delete, show, erase) in [
        ("reader;posts.delete", 403, 403, 200, 403),
        ("editor", 200, 403, 403, 403),
        ("editor;posts.delete", 200, 200, 403, 403),
        ("banned,editor;posts.delete", 200, 403, 403, 403),
        ("admin", 200, 403, 403, 403),
        ("reader,admin", 200, 403, 200, 200),
    ] {
        let mut browser = browser_of(&app, user).await;
        for (uri, status) in [
            ("/editors/list", list),
            ("/editors/delete", delete),
            ("/reports/show", show),
            ("/reports/erase", erase),
        ] {
            assert_eq!(browser.get(uri).await.status, status, "{user} at {uri}");
        }
    }
    let mut nobody = app.browser();
    for uri in ["/editors/delete", "/reports/erase"] {
        assert_eq!(nobody.get(uri).await.status, 302, "{uri}");
    }
}

#[actix_web::test]
async fn a_page_of_its_own_is_for_whom_a_role_does_not_let_pass_and_for_nobody_else() {
    let app = app_with(|manager| {
        manager
            .login_view("/login")
            .forbidden_handler(|request: HttpRequest| {
                let words = format!("not you at {}", request.path());
                (words, StatusCode::IM_A_TEAPOT)
            })
    })
    .await;
    let answer = browser_of(&app, "reader").await.get("/one").await;
    assert_eq!(answer.status, 418);
    assert_eq!(answer.text(), "not you at /one");
    assert_eq!(answer.header("cache-control").unwrap(), "no-store, private");
    assert_eq!(
        browser_of(&app, "admin").await.get("/one").await.status,
        200
    );
    assert_eq!(app.browser().get("/one").await.status, 302);
}

#[actix_web::test]
async fn d6_a_refused_users_body_is_not_read() {
    let app = app().await;
    assert_eq!(
        browser_of(&app, "reader").await.post("/body").await.status,
        403
    );
    assert_eq!(
        browser_of(&app, "admin").await.post("/body").await.status,
        400
    );
}

#[actix_web::test]
async fn a_role_of_a_type_that_the_user_has_none_of_is_a_mistake_and_lets_nobody_pass() {
    let app = app().await;
    for user in ["reader", "admin"] {
        let answer = browser_of(&app, user).await.get("/other-type").await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.text(), "Internal Server Error");
    }
}

#[test]
fn the_derived_answers_are_those_of_the_fields() {
    #[derive(Clone, UserMixin)]
    struct Single {
        id: i64,
        #[user(role)]
        role: Role,
        #[user(permissions)]
        may: &'static [&'static str],
    }
    let single = Single {
        id: 1,
        role: Role::Editor,
        may: &["a", "b"],
    };
    assert!(single.has_role(&Role::Editor) && !single.has_role(&Role::Admin));
    assert!(login::HasPermissions::has_permission(&single, "b"));
    assert!(!login::HasPermissions::has_permission(&single, "c"));
    let member = member("reader,admin;x".to_owned());
    assert!(member.has_role(&Role::Reader) && !member.has_role(&Role::Editor));
}
