//! An enum of users of several types.

use actix_web::{HttpResponse, Responder, web};
use login::{
    AuthSession, CurrentUser, HasRoles, LoginManagerBuilder, UserMixin, login_required,
    role_required,
};
use login_tests::TestApp;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Clerk,
    Boss,
}

#[derive(Clone, Debug, UserMixin)]
struct Staff {
    id: u32,
    #[user(role)]
    role: Role,
}

#[derive(Clone, Debug, UserMixin)]
struct Customer {
    #[user(id)]
    email: String,
    #[user(active)]
    paid: bool,
    #[user(session_hash)]
    password: String,
}

#[derive(Clone, Debug, UserMixin)]
enum Account {
    #[user(roles)]
    Staff(Staff),
    Customer(Customer),
}

fn staff(id: u32) -> Account {
    let role = if id == 1 { Role::Boss } else { Role::Clerk };
    Account::Staff(Staff { id, role })
}

fn customer(email: String) -> Account {
    Account::Customer(Customer {
        paid: !email.starts_with("poor"),
        password: "x".to_owned(),
        email,
    })
}

fn load(id: AccountId) -> Account {
    match id {
        AccountId::Staff(id) => staff(id),
        AccountId::Customer(email) => customer(email),
    }
}

#[login_required]
async fn who(account: CurrentUser<Account>) -> impl Responder {
    account.get_id().to_string()
}

#[role_required(Role::Boss)]
async fn boss() -> impl Responder {
    "boss"
}

#[role_required(Role::Clerk)]
async fn clerk(_: CurrentUser<Account>) -> impl Responder {
    "clerk"
}

async fn log_in(auth: AuthSession, id: web::Path<String>) -> actix_web::Result<HttpResponse> {
    let id: AccountId = id.parse().map_err(actix_web::error::ErrorBadRequest)?;
    auth.login_user(&load(id)).await?;
    Ok(HttpResponse::Ok().finish())
}

async fn app() -> TestApp {
    let settings =
        |manager: LoginManagerBuilder| manager.user_loader(|id| async move { Some(load(id)) });
    let pages = |app: &mut web::ServiceConfig| {
        app.route("/account/who", web::get().to(who))
            .route("/account/boss", web::get().to(boss))
            .route("/account/clerk", web::get().to(clerk))
            .route("/account/login/{id}", web::post().to(log_in));
    };
    TestApp::with_pages(settings, pages).await
}

#[actix_web::test]
async fn each_kind_of_user_logs_in_as_itself() {
    let app = app().await;
    for (id, boss, clerk) in [
        ("Staff:1", 200, 403),
        ("Staff:2", 403, 200),
        ("Customer:1", 403, 403),
        ("Customer:Staff:1", 403, 403),
    ] {
        let mut browser = app.browser();
        let answer = browser.post(&format!("/account/login/{id}")).await;
        assert_eq!(answer.status, 200, "{id}");
        assert_eq!(browser.get("/account/who").await.text(), id);
        assert_eq!(browser.get("/account/boss").await.status, boss, "{id}");
        assert_eq!(browser.get("/account/clerk").await.status, clerk, "{id}");
    }
}

#[actix_web::test]
async fn what_a_kind_says_of_its_user_counts() {
    let app = app().await;
    let mut browser = app.browser();
    let answer = browser.post("/account/login/Customer:poor").await;
    assert_eq!(answer.status, 403, "not active");
    assert_eq!(browser.get("/account/who").await.status, 401);
    let rich = customer("rich".to_owned());
    assert_eq!(rich.session_hash().as_deref(), Some(&b"x"[..]));
    assert!(UserMixin::session_hash(&staff(1)).is_none());
    assert!(rich.is_authenticated() && !customer("poor".to_owned()).is_authenticated());
    assert!(staff(1).has_role(&Role::Boss) && !rich.has_role(&Role::Boss));
}

#[test]
fn ids_of_kinds_are_read_as_they_are_written_and_never_of_another_kind() {
    for text in ["Staff:7", "Customer:a@b.c", "Customer:", "Customer:Staff:7"] {
        let id: AccountId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(format!("{id:?}"), text);
    }
    for text in [
        "", "7", "Staff", "Staff:", "Staff:x", "staff:7", ":7", "Boss:7",
    ] {
        assert!(text.parse::<AccountId>().is_err(), "{text}");
    }
    assert_ne!(staff(1), customer("1".to_owned()));
    assert_eq!(staff(1), staff(1));
}

#[actix_web::test]
async fn a_user_of_another_type_than_the_loaders_is_not_logged_in() {
    async fn log_in(auth: AuthSession) -> actix_web::Result<HttpResponse> {
        let Account::Staff(staff) = staff(1) else {
            return Ok(HttpResponse::NotFound().finish());
        };
        auth.login_user(&staff).await?;
        Ok(HttpResponse::Ok().finish())
    }
    // Its loader gives users whose ids are text, of which `1` is one.
    let app = TestApp::with_pages(
        |manager| manager,
        |app| {
            app.route("/wrong-kind", web::post().to(log_in));
        },
    )
    .await;
    let mut browser = app.browser();
    let answer = browser.post("/wrong-kind").await;
    assert_eq!(answer.status, 500);
    assert!(answer.header("set-cookie").is_none());
    assert_eq!(browser.get("/who").await.text(), "nobody");
}
