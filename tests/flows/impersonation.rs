//! A user who acts as another, as in the guide on impersonation: user 1 is the support staff.

use std::{cell::RefCell, fmt, num::ParseIntError, str::FromStr};

use actix_web::{HttpResponse, web};
use login::{
    AuthSession, CurrentUser, SecretKey, UserMixin, fresh_login_required, login_required,
    role_required, testing::TestClock,
};
use login_tests::{Browser, TestApp, User, Users};

use super::{REMEMBER, SESSION};

const HALF_AN_HOUR: u64 = 30 * 60;

thread_local! {
    /// The clock of this test's application.
    static CLOCK: RefCell<TestClock> = RefCell::default();
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Support,
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum LoginId {
    InPerson(i64),
    Impersonated { user: i64, by: i64, until: u64 },
}

impl fmt::Display for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InPerson(user) => write!(f, "{user}"),
            Self::Impersonated { user, by, until } => write!(f, "{user}/by/{by}/{until}"),
        }
    }
}

impl FromStr for LoginId {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((user, by)) = text.split_once("/by/") else {
            return Ok(Self::InPerson(text.parse()?));
        };
        let (by, until) = by.split_once('/').unwrap_or((by, ""));
        Ok(Self::Impersonated {
            user: user.parse()?,
            by: by.parse()?,
            until: until.parse()?,
        })
    }
}

#[derive(Clone, UserMixin)]
struct Account {
    #[user(id)]
    login: LoginId,
    number: i64,
    #[user(active)]
    open: bool,
    #[user(role)]
    role: Option<Role>,
    password: String,
    #[user(session_hash)]
    passwords: String,
}

impl Account {
    fn is_in_person(&self) -> bool {
        matches!(self.login, LoginId::InPerson(_))
    }

    fn impersonated_by(self, support: &Self, until: u64) -> Option<Self> {
        let may = support.open && support.role == Some(Role::Support) && support.is_in_person();
        if !may || !self.open || self.role.is_some() {
            return None;
        }
        Some(Self {
            login: LoginId::Impersonated {
                user: self.number,
                by: support.number,
                until,
            },
            passwords: format!("{} {}", self.password, support.password),
            ..self
        })
    }
}

/// A user's role is in the text of the password here, after a `+`.
fn by_number(users: &Users, number: i64) -> Option<Account> {
    let User {
        active, password, ..
    } = users.get(&number.to_string())?;
    let is_support = number == 1 || password.ends_with("+support");
    Some(Account {
        login: LoginId::InPerson(number),
        number,
        open: active,
        role: is_support.then_some(Role::Support),
        passwords: password.clone(),
        password,
    })
}

fn by_login(users: &Users, id: &LoginId, now: u64) -> Option<Account> {
    match *id {
        LoginId::InPerson(number) => by_number(users, number),
        LoginId::Impersonated { user, by, until } if now < until => {
            by_number(users, user)?.impersonated_by(&by_number(users, by)?, until)
        }
        LoginId::Impersonated { .. } => None,
    }
}

fn seconds(clock: &TestClock) -> u64 {
    let since = clock.now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_secs()
}

fn pages(app: &mut web::ServiceConfig) {
    app.route("/enter/{number}", web::post().to(enter))
        .route("/impersonate/{number}", web::post().to(impersonate))
        .route("/name", web::get().to(name))
        .route("/order", web::post().to(order))
        .route("/password", web::post().to(password));
}

async fn enter(
    auth: AuthSession,
    users: web::Data<Users>,
    number: web::Path<i64>,
) -> actix_web::Result<HttpResponse> {
    let user = by_number(&users, *number).ok_or_else(|| auth.forbidden())?;
    auth.login_user(&user).remember(true).await?;
    Ok(HttpResponse::Ok().finish())
}

#[role_required(Role::Support)]
#[fresh_login_required(within = "15m")]
async fn impersonate(
    auth: AuthSession,
    support: CurrentUser<Account>,
    users: web::Data<Users>,
    number: web::Path<i64>,
) -> actix_web::Result<HttpResponse> {
    let customer = by_number(&users, *number);
    let until = CLOCK.with_borrow(seconds) + HALF_AN_HOUR;
    let Some(customer) = customer.and_then(|user| user.impersonated_by(&support, until)) else {
        return Err(auth.forbidden());
    };
    auth.login_user(&customer).fresh(false).await?;
    Ok(HttpResponse::Ok().finish())
}

async fn name(user: Option<CurrentUser<Account>>) -> String {
    let Some(user) = user else {
        return "nobody".to_owned();
    };
    match user.login {
        LoginId::InPerson(number) => number.to_string(),
        LoginId::Impersonated { user, by, .. } => format!("{user} by {by}"),
    }
}

#[login_required(test = Account::is_in_person)]
async fn order() -> &'static str {
    "ordered"
}

#[fresh_login_required]
async fn password() -> &'static str {
    "changed"
}

async fn app() -> TestApp {
    let (users, clock) = (Users::new(), TestClock::new());
    for name in ["4", "5"] {
        users.put(User {
            id: name.to_owned(),
            active: true,
            password: format!("password of {name}"),
        });
    }
    let builder = TestApp::builder(SecretKey::generate().unwrap(), &users, &clock);
    let (table, time) = (users.clone(), clock.clone());
    let loader = async move |id: LoginId| by_login(&table, &id, seconds(&time));
    let manager = builder.user_loader(loader).build().unwrap();
    CLOCK.with_borrow_mut(|kept| *kept = clock.clone());
    TestApp::around(manager, users, clock, pages).await
}

async fn status(browser: &mut Browser, uri: &str) -> u16 {
    browser.post(uri).await.status.as_u16()
}

/// The support staff, after it has begun to act as user 2.
async fn impersonating(app: &TestApp) -> Browser {
    let mut browser = app.browser();
    assert_eq!(status(&mut browser, "/enter/1").await, 200);
    assert_eq!(status(&mut browser, "/impersonate/2").await, 200);
    assert_eq!(browser.get("/name").await.text(), "2 by 1");
    browser
}

#[actix_web::test]
async fn who_acts_as_another_is_told_from_the_user_and_is_not_fresh() {
    let app = app().await;
    let mut browser = impersonating(&app).await;
    assert_eq!(status(&mut browser, "/order").await, 403);
    assert_eq!(status(&mut browser, "/password").await, 401);
    let mut user = app.browser();
    user.post("/enter/2").await;
    assert_eq!(status(&mut user, "/order").await, 200);
    assert_eq!(status(&mut user, "/password").await, 200);
    // Logging out ends it, and leads nobody back.
    browser.post("/logout").await;
    assert_eq!(browser.get("/name").await.text(), "nobody");
    assert_eq!(user.get("/name").await.text(), "2");
}

#[actix_web::test]
async fn f1_the_staffs_own_cookies_end_with_their_copies_and_values() {
    let app = app().await;
    let mut browser = app.browser();
    browser.post("/enter/1").await;
    browser.post("/data/note/private").await;
    let mut session = browser.clone();
    let mut remembered = browser.clone();
    session.jar.remove(REMEMBER);
    remembered.jar.remove(SESSION);
    assert_eq!(status(&mut browser, "/impersonate/2").await, 200);
    assert_eq!(browser.get("/data").await.text(), "");
    assert_eq!(session.get("/name").await.text(), "nobody");
    assert_eq!(remembered.get("/name").await.text(), "nobody");
    browser.close();
    assert_eq!(browser.get("/name").await.text(), "nobody");
}

#[actix_web::test]
async fn an_impersonation_ends_after_half_an_hour_however_often_it_is_used() {
    let app = app().await;
    let mut browser = impersonating(&app).await;
    for _ in 0..29 {
        app.wait(60);
        assert_eq!(browser.get("/name").await.text(), "2 by 1");
    }
    app.wait(60);
    assert_eq!(browser.get("/name").await.text(), "nobody");
}

#[actix_web::test]
async fn l3_whatever_changes_for_either_of_them_ends_it() {
    let changes: [fn(&Users); 5] = [
        |users| users.change("1", |support| support.active = false),
        |users| users.change("1", |support| support.password = "new".to_owned()),
        |users| users.change("2", |user| user.active = false),
        |users| users.change("2", |user| user.password = "new".to_owned()),
        |users| users.change("2", |user| user.password.push_str("+support")),
    ];
    for change in changes {
        let app = app().await;
        let mut browser = impersonating(&app).await;
        change(&app.users);
        assert_eq!(browser.get("/name").await.text(), "nobody");
    }
}

#[actix_web::test]
async fn only_fresh_support_staff_may_begin_and_not_as_a_colleague() {
    let app = app().await;
    let mut user = app.browser();
    user.post("/enter/2").await;
    assert_eq!(status(&mut user, "/impersonate/4").await, 403);
    app.users
        .change("5", |user| user.password.push_str("+support"));
    let mut support = app.browser();
    support.post("/enter/1").await;
    for colleague in [1, 3, 5, 99] {
        let uri = format!("/impersonate/{colleague}");
        assert_eq!(status(&mut support, &uri).await, 403, "{colleague}");
    }
    // Not by a chain either: who acts as another has no role.
    let mut browser = impersonating(&app).await;
    assert_eq!(status(&mut browser, "/impersonate/4").await, 403);
    app.wait(15 * 60);
    assert_eq!(status(&mut support, "/impersonate/2").await, 401);
    assert_eq!(support.get("/name").await.text(), "1");
}
