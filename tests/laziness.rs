//! A request that asks nothing of the library costs nothing: it makes no allocation more
//! than without it. Counted, not timed.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::{
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::{Context, Poll, Waker},
};

use actix_web::{
    App,
    body::BoxBody,
    cookie::Cookie,
    dev::{Service, ServiceResponse},
    test::{TestRequest, init_service},
    web,
};
use allocation_counter::measure;
use login::{CurrentUser, LoginManager, SecretKey, UserMixin, testing::TestLogin};

#[derive(Clone, UserMixin)]
struct User {
    id: i64,
}

static LOADS: AtomicUsize = AtomicUsize::new(0);

fn manager() -> LoginManager {
    LoginManager::builder(SecretKey::generate().unwrap())
        .user_loader(async |id: i64| {
            LOADS.fetch_add(1, Ordering::SeqCst);
            Some(User { id })
        })
        .build()
        .unwrap()
}

/// What stands between a request and its answer.
trait Site {
    fn answer(&self, request: TestRequest);
}

impl<S> Site for S
where
    S: Service<actix_http::Request, Response = ServiceResponse<BoxBody>, Error = actix_web::Error>,
{
    fn answer(&self, request: TestRequest) {
        let mut answering = pin!(self.call(request.to_request()));
        let polled = answering
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        let Poll::Ready(Ok(response)) = polled else {
            panic!("the page waits for something");
        };
        assert_eq!(response.status(), 200);
    }
}

/// Allocations of one request, once all pools are warm.
fn allocations(site: &impl Site, cookie: Option<&Cookie<'static>>) -> u64 {
    let request = || {
        let request = TestRequest::with_uri("/public");
        match cookie {
            Some(cookie) => request.cookie(cookie.clone()),
            None => request,
        }
    };
    for _ in 0..5 {
        site.answer(request());
    }
    measure(|| site.answer(request())).count_total
}

async fn public() -> &'static str {
    "public"
}

#[actix_web::test]
async fn a_public_page_makes_no_allocation_more_than_without_the_library() {
    let plain = App::new().route("/public", web::get().to(public));
    let plain = init_service(plain).await;
    let manager = manager();
    let app = App::new()
        .wrap(manager.clone())
        .route("/public", web::get().to(public));
    let app = init_service(app).await;
    let cookie = Some(TestLogin::new(&manager, &User { id: 7 }).cookie());
    for cookie in [None, cookie] {
        let without = allocations(&plain, cookie.as_ref());
        let with = allocations(&app, cookie.as_ref());
        assert!(without > 0, "nothing was counted");
        assert_eq!(with, without);
    }
    assert_eq!(LOADS.load(Ordering::SeqCst), 0);
}

#[actix_web::test]
async fn k3_secrets_from_before_cost_a_request_nothing() {
    let guarded = async |secrets_before: usize| {
        let secret = || SecretKey::generate().unwrap();
        let manager = LoginManager::builder(secret())
            .secret_key_fallbacks((0..secrets_before).map(|_| secret()))
            .user_loader(async |id: i64| Some(User { id }))
            .build()
            .unwrap();
        let page = web::get().to(async |user: CurrentUser<User>| user.id.to_string());
        let app = App::new().wrap(manager.clone()).route("/public", page);
        let app = init_service(app).await;
        let cookie = TestLogin::new(&manager, &User { id: 7 }).cookie();
        allocations(&app, Some(&cookie))
    };
    assert_eq!(guarded(10).await, guarded(0).await);
}
