//! A renamed dependency, told to each guard and each derive by its option `crate` alone.

#![deny(warnings, clippy::all, clippy::pedantic, clippy::nursery)]

use actix_web::{
    App, Responder, get,
    http::StatusCode,
    test::{TestRequest, call_service, init_service},
    web,
};
use auth::{
    CurrentUser, HasPermissions, HasRoles, LoginManager, SecretKey, UserMixin,
    fresh_login_required, login_required, permission_required, role_required,
};
use login_hygiene::Role;

#[derive(Clone, Debug, UserMixin)]
#[user(crate = auth)]
struct Staff {
    id: u32,
    #[user(active)]
    is_open: bool,
    #[user(session_hash)]
    password: String,
    #[user(role)]
    role: Role,
    #[user(permissions)]
    may: Vec<String>,
}

#[derive(Clone, Debug, UserMixin)]
#[user(crate = ::auth, id = "token")]
struct Guest(String);

impl Guest {
    fn token(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug, UserMixin)]
#[user(crate = ::auth)]
enum Account {
    #[user(roles, permissions)]
    Staff(Staff),
    Guest(Guest),
}

#[test]
fn a_user_of_a_renamed_crate_is_one() {
    let staff = Staff {
        id: 7,
        is_open: false,
        password: "hash".to_owned(),
        role: Role::Admin,
        may: vec!["read".to_owned()],
    };
    assert!(!staff.is_active() && staff.has_role(&Role::Admin) && staff.has_permission("read"));
    let account = Account::Staff(staff);
    assert_eq!(account.get_id().to_string(), "Staff:7");
    assert!(account.has_role(&Role::Admin) && !account.has_permission("write"));
    assert_eq!(account.session_hash().as_deref(), Some(&b"hash"[..]));
    let guest = Account::Guest(Guest("me".to_owned()));
    assert!(guest != account && guest == guest.clone());
}

#[get("/plain")]
#[login_required(crate = auth)]
async fn plain() -> impl Responder {
    "plain"
}

#[allow(clippy::future_not_send)] // For the `Rc` in a `CurrentUser`.
#[login_required(crate = ::auth, test = |user: &login_hygiene::Plain| user.id > 0)]
#[get("/tested")]
async fn tested(user: CurrentUser<login_hygiene::Plain>) -> impl Responder {
    user.id.to_string()
}

#[fresh_login_required(crate = ::auth, within = "1h")]
#[permission_required("read")]
async fn stacked() -> impl Responder {
    "stacked"
}

#[role_required(login_hygiene::Role::Admin, crate = ::auth)]
mod guarded {
    #[actix_web::get("/inside")]
    pub async fn inside() -> impl actix_web::Responder {
        "inside"
    }
}

struct Api;

#[login_required(crate = ::auth)]
impl Api {
    async fn show() -> String {
        "show".to_owned()
    }
}

#[actix_web::test]
async fn every_handler_of_a_renamed_crate_is_guarded() {
    let manager = LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(|id: u64| std::future::ready(Some(login_hygiene::Plain { id })))
        .build()
        .unwrap();
    let app = App::new()
        .wrap(manager)
        .configure(login_hygiene::routes)
        .service((plain, tested, guarded::inside))
        .route("/also-stacked", web::get().to(stacked))
        .route("/also-show", web::get().to(Api::show));
    let app = init_service(app).await;
    let own = [
        "/plain",
        "/tested",
        "/also-stacked",
        "/inside",
        "/also-show",
    ];
    let of_the_library = [
        "/above/7", "/fresh", "/role", "/stacked", "/generic", "/unusual", "/some", "/show",
        "/change",
    ];
    for uri in own.into_iter().chain(of_the_library) {
        let answer = call_service(&app, TestRequest::get().uri(uri).to_request()).await;
        let status = if uri == "/fresh" {
            StatusCode::OK
        } else {
            StatusCode::UNAUTHORIZED
        };
        assert_eq!(answer.status(), status, "{uri}");
    }
}
