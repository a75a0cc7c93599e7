//! What a user type answers, and the test client.

use login::{AnonymousUser, LoginManager, SecretKey, UserMixin, testing::TestLogin};

#[derive(Clone, UserMixin)]
struct User {
    id: i64,
    #[user(active)]
    active: bool,
}

const USER: User = User {
    id: -5,
    active: true,
};

#[test]
fn a_user_is_active_and_authenticated_by_default() {
    #[derive(UserMixin)]
    struct Plain {
        id: String,
    }
    let user = Plain {
        id: "佐藤".to_owned(),
    };
    assert!(user.is_active() && user.is_authenticated() && !user.is_anonymous());
    assert_eq!(user.get_id(), "佐藤");
}

#[test]
fn an_inactive_user_is_not_authenticated() {
    let user = User {
        active: false,
        ..USER
    };
    assert!(!user.is_active() && !user.is_authenticated() && !user.is_anonymous());
}

#[test]
fn the_anonymous_user_has_no_id() {
    assert_eq!(AnonymousUser.get_id(), None);
    assert!(AnonymousUser.is_anonymous());
    assert!(!AnonymousUser.is_active() && !AnonymousUser.is_authenticated());
}

#[test]
fn an_id_need_not_be_text() {
    assert_eq!(USER.get_id().to_string(), "-5");
}

#[test]
fn users_are_equal_and_hash_alike_by_their_id_alone() {
    use std::collections::HashSet;

    let inactive = User {
        active: false,
        ..USER
    };
    let other = User { id: 6, ..USER };
    assert!(USER == inactive && USER != other);
    assert_eq!(HashSet::from([USER.id, inactive.id, other.id]).len(), 2);
    assert_eq!(HashSet::from([USER, inactive, other]).len(), 2);
}

#[test]
fn an_equality_of_ones_own_takes_its_place() {
    #[derive(PartialEq, UserMixin)]
    #[user(no_eq)]
    struct Whole {
        id: i64,
        name: &'static str,
    }
    let (a, b) = (Whole { id: 1, name: "a" }, Whole { id: 1, name: "b" });
    assert!(a != b);
}

mod test_client {
    use actix_web::{
        App,
        cookie::Cookie,
        test::{TestRequest, call_service, init_service, read_body},
        web,
    };
    use login::{AuthSession, Visitor, fresh_login_required};

    use super::{LoginManager, SecretKey, TestLogin, USER, User};

    #[fresh_login_required]
    async fn fresh() -> &'static str {
        "fresh"
    }

    async fn who(visitor: Visitor<User>, auth: AuthSession) -> String {
        let id = visitor
            .get_id()
            .map_or("nobody".to_owned(), |id| id.to_string());
        format!("{id} {}", auth.login_fresh())
    }

    async fn answers(login: impl Fn(&LoginManager) -> Option<Cookie<'static>>) -> String {
        let manager = LoginManager::builder(SecretKey::generate().unwrap())
            .user_loader(async |id: i64| (id == USER.id).then_some(USER))
            .build()
            .unwrap();
        let app = App::new()
            .wrap(manager.clone())
            .route("/", web::get().to(who))
            .route("/fresh", web::get().to(fresh));
        let app = init_service(app).await;
        let mut all = String::new();
        for uri in ["/", "/fresh"] {
            let mut request = TestRequest::with_uri(uri);
            if let Some(cookie) = login(&manager) {
                request = request.cookie(cookie);
            }
            let response = call_service(&app, request.to_request()).await;
            let status = response.status().as_u16();
            let body = read_body(response).await;
            all.push_str(&format!("{status} {} ", str::from_utf8(&body).unwrap()));
        }
        all
    }

    #[actix_web::test]
    async fn without_a_login_is_anonymous() {
        let answers = answers(|_| None).await;
        assert_eq!(answers, "200 nobody false 401 Unauthorized ");
    }

    #[actix_web::test]
    async fn with_a_user_is_logged_in_freshly() {
        let answers = answers(|manager| Some(TestLogin::new(manager, &USER).cookie())).await;
        assert_eq!(answers, "200 -5 true 200 fresh ");
    }

    #[actix_web::test]
    async fn with_a_user_who_is_not_fresh_is_not() {
        let stale =
            |manager: &LoginManager| Some(TestLogin::new(manager, &USER).fresh(false).cookie());
        assert_eq!(answers(stale).await, "200 -5 false 401 Unauthorized ");
    }

    #[actix_web::test]
    async fn of_another_client_is_met_by_session_protection() {
        let other = |manager: &LoginManager| {
            let login = TestLogin::new(manager, &USER);
            Some(login.from_client("10.0.0.1", "other").cookie())
        };
        assert_eq!(answers(other).await, "200 -5 false 401 Unauthorized ");
    }
}
