//! Guards that are not written plainly: under another name, in a `cfg_attr`, from a
//! `macro_rules!`. None of them weakens another.

use actix_web::{HttpResponse, Responder, get, web};
use login::{
    AuthSession, LoginManagerBuilder, UserMixin, fresh_login_required, login_required,
    permission_required, role_required,
};
use login_tests::{Browser, TestApp};

/// Guards under names that say nothing.
mod auth {
    pub(super) use login::{
        login_required as known, permission_required as may, role_required as is,
    };
}

#[derive(Clone, Debug, UserMixin)]
struct Member {
    id: String,
    #[user(roles)]
    roles: Vec<String>,
    #[user(permissions)]
    may: Vec<String>,
}

/// `admin;edit` is an `admin` who may `edit`.
fn member(id: String) -> Member {
    let (roles, may) = id.split_once(';').unwrap_or((&id, ""));
    Member {
        roles: vec![roles.to_owned()],
        may: vec![may.to_owned()],
        id,
    }
}

#[role_required("admin")]
mod admin {
    use actix_web::{Responder, get};

    use super::{Member, auth, permission_required};

    #[get("/renamed-permission")]
    #[auth::may("edit")]
    pub(super) async fn renamed_permission() -> impl Responder {
        "in"
    }

    #[get("/renamed-test")]
    #[auth::known(test = |_: &Member| true)]
    pub(super) async fn renamed_test() -> impl Responder {
        "in"
    }

    #[get("/renamed-view")]
    #[auth::known(login_view = "/x")]
    pub(super) async fn renamed_view() -> impl Responder {
        "in"
    }

    #[get("/under-a-condition")]
    #[cfg_attr(all(), permission_required("edit"))]
    pub(super) async fn under_a_condition() -> impl Responder {
        "in"
    }
}

#[fresh_login_required(within = "5m")]
mod fresh {
    use actix_web::{Responder, get};

    use super::auth;

    #[get("/renamed-role")]
    #[auth::is("admin")]
    pub(super) async fn renamed_role() -> impl Responder {
        "in"
    }
}

#[role_required("admin")]
#[get("/free")]
#[auth::may("edit")]
async fn free() -> impl Responder {
    "in"
}

#[auth::is("admin")]
#[role_required("admin")]
#[permission_required("edit")]
async fn r#type() -> impl Responder {
    "in"
}

macro_rules! members {
    ($name:ident: $($item:item)*) => {
        #[login_required]
        mod $name { $($item)* }
    };
}

members! { from_a_macro:
    use actix_web::{Responder, get};

    const ANSWER: &str = "in";

    #[get("/macro-first")]
    pub(super) async fn first() -> impl Responder {
        ANSWER
    }

    struct Between;

    #[get("/macro-second")]
    pub(super) async fn second() -> impl Responder {
        let _ = Between;
        ANSWER
    }

    pub(super) mod deeper {
        use actix_web::{Responder, get};

        #[get("/macro-third")]
        pub(in super::super) async fn third() -> impl Responder {
            "in"
        }
    }
}

macro_rules! at {
    ($path:literal) => {
        #[login_required]
        mod routes_called_test {
            use actix_web::{Responder, get as test};

            #[test("/called-test")]
            pub(super) async fn called_test() -> impl Responder {
                "in"
            }

            #[test($path)]
            pub(super) async fn from_a_fragment() -> impl Responder {
                "in"
            }
        }
    };
}

at!("/called-test-in-a-macro");

macro_rules! class {
    ($($item:item)*) => {
        struct Class;

        #[login_required]
        impl Class { $($item)* }
    };
}

class! {
    const ANSWER: &'static str = "in";

    async fn show() -> impl Responder {
        Self::ANSWER
    }
}

macro_rules! asks_for {
    ($role:expr, $view:literal) => {
        #[role_required(any($role, "nobody"), login_view = $view)]
        async fn from_fragments() -> impl Responder {
            "in"
        }
    };
}

asks_for!("admin", "/in");

async fn log_in(
    auth: AuthSession,
    user: web::Path<(String, bool)>,
) -> actix_web::Result<HttpResponse> {
    let (id, fresh) = user.into_inner();
    auth.login_user(&member(id)).fresh(fresh).await?;
    Ok(HttpResponse::Ok().finish())
}

fn pages(app: &mut web::ServiceConfig) {
    app.route("/enter/{user}/{fresh}", web::post().to(log_in))
        .service((
            admin::renamed_permission,
            admin::renamed_test,
            admin::renamed_view,
        ))
        .service((admin::under_a_condition, fresh::renamed_role, free))
        .service((
            from_a_macro::first,
            from_a_macro::second,
            from_a_macro::deeper::third,
        ))
        .service((
            routes_called_test::called_test,
            routes_called_test::from_a_fragment,
        ))
        .route("/type", web::get().to(r#type))
        .route("/class", web::get().to(Class::show))
        .route("/fragments", web::get().to(from_fragments));
}

async fn app() -> TestApp {
    let settings =
        |manager: LoginManagerBuilder| manager.user_loader(|id| async move { Some(member(id)) });
    TestApp::with_pages(settings, pages).await
}

async fn browser_of(app: &TestApp, user: &str, fresh: bool) -> Browser {
    let mut browser = app.browser();
    let answer = browser.post(&format!("/enter/{user}/{fresh}")).await;
    assert_eq!(answer.status, 200, "{user}");
    browser
}

#[actix_web::test]
async fn a_route_by_the_name_of_test_is_guarded() {
    let app = app().await;
    for uri in ["/called-test", "/called-test-in-a-macro"] {
        assert_eq!(app.browser().get(uri).await.status, 401, "{uri}");
        let mut browser = browser_of(&app, "none", true).await;
        assert_eq!(browser.get(uri).await.status, 200, "{uri}");
    }
}

#[actix_web::test]
async fn a_guard_that_is_not_known_by_its_name_takes_nothing_from_another() {
    let app = app().await;
    let (mut both, mut role) = (
        browser_of(&app, "admin;edit", true).await,
        browser_of(&app, "admin", true).await,
    );
    let (mut permission, mut stale) = (
        browser_of(&app, "none;edit", true).await,
        browser_of(&app, "admin;edit", false).await,
    );
    for (uri, of_role) in [
        ("/renamed-permission", 403),
        ("/renamed-test", 200),
        ("/renamed-view", 200),
        ("/under-a-condition", 403),
        ("/free", 403),
        ("/type", 403),
        ("/renamed-role", 200),
        ("/fragments", 200),
    ] {
        assert_eq!(
            app.browser().get(uri).await.status.as_u16() / 100,
            if uri == "/renamed-view" || uri == "/fragments" {
                3
            } else {
                4
            },
            "nobody at {uri}"
        );
        assert_eq!(both.get(uri).await.status, 200, "both at {uri}");
        assert_eq!(role.get(uri).await.status, of_role, "role at {uri}");
        assert_eq!(permission.get(uri).await.status, 403, "permission at {uri}");
    }
    assert_eq!(stale.get("/renamed-role").await.status, 401, "not fresh");
    assert_eq!(stale.get("/renamed-permission").await.status, 200);
}

#[actix_web::test]
async fn what_a_macro_hands_on_is_guarded_item_by_item() {
    let app = app().await;
    let mut user = browser_of(&app, "anybody", true).await;
    for uri in ["/macro-first", "/macro-second", "/macro-third", "/class"] {
        assert_eq!(app.browser().get(uri).await.status, 401, "{uri}");
        assert_eq!(user.get(uri).await.text(), "in", "{uri}");
    }
}

#[fresh_login_required]
mod usual_age {
    use actix_web::Responder;
    use login::fresh_login_required;

    #[fresh_login_required(within = "1d")]
    pub(super) async fn day() -> impl Responder {
        "in"
    }

    #[fresh_login_required(within = "1m")]
    pub(super) async fn minute() -> impl Responder {
        "in"
    }
}

#[fresh_login_required(within = "1d")]
mod of_a_day {
    use actix_web::Responder;
    use login::fresh_login_required;

    #[fresh_login_required]
    pub(super) async fn usual() -> impl Responder {
        "in"
    }

    pub(super) async fn day() -> impl Responder {
        "in"
    }
}

#[actix_web::test]
async fn e4_of_several_ages_the_shortest_counts() {
    let settings = |manager: LoginManagerBuilder| {
        manager.fresh_login_lifetime(std::time::Duration::from_secs(300))
    };
    let app = TestApp::with_pages(settings, |app| {
        app.route("/usual/day", web::get().to(usual_age::day))
            .route("/usual/minute", web::get().to(usual_age::minute))
            .route("/day/usual", web::get().to(of_a_day::usual))
            .route("/day/day", web::get().to(of_a_day::day));
    })
    .await;
    let mut browser = app.browser();
    browser.post("/login?user=1").await;
    for (wait, usual_day, usual_minute, day_usual) in [
        (59, 200, 200, 200),
        (1, 200, 401, 200),
        (239, 200, 401, 200),
        (1, 401, 401, 401),
    ] {
        app.wait(wait);
        for (uri, status) in [
            ("/usual/day", usual_day),
            ("/usual/minute", usual_minute),
            ("/day/usual", day_usual),
            ("/day/day", 200),
        ] {
            assert_eq!(browser.get(uri).await.status, status, "{uri}");
        }
    }
}
