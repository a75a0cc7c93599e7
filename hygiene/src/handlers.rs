//! Guards in every form and at every place.

#[allow(unused_imports)]
use crate::names::*;
use crate::users::{Account, Plain, Role, Staff};

type Text = ::std::string::String;

fn owned(words: &::core::primitive::str) -> Text {
    ::std::borrow::ToOwned::to_owned(words)
}

#[::login::login_required]
async fn plain() -> Text {
    owned("plain")
}

#[::actix_web::get("/above/{number}")]
#[::login::login_required]
async fn above(
    number: ::actix_web::web::Path<::core::primitive::u64>,
) -> impl ::actix_web::Responder {
    ::std::string::ToString::to_string(&number.into_inner())
}

// An `Rc` in an argument, as a `CurrentUser` is one, is told with a guard and without.
#[allow(clippy::future_not_send)]
#[::login::login_required(login_view = "/in", test = |someone: &Plain| someone.id > 0)]
#[::actix_web::post("/below")]
async fn below(someone: ::login::CurrentUser<Plain>, mut body: Text) -> ::actix_web::HttpResponse {
    body.push_str(&::std::string::ToString::to_string(&someone.id));
    ::actix_web::HttpResponse::Ok().body(body)
}

fn turned_away(_: ::actix_web::HttpRequest) -> impl ::actix_web::Responder {
    "no"
}

const fn is_at_work(staff: &Staff) -> ::core::primitive::bool {
    staff.active
}

/// Under a condition, as all that belongs to it.
#[cfg(not(any()))]
#[allow(clippy::future_not_send)]
#[::login::fresh_login_required(
    within = "15m",
    refresh_view = "/again",
    unauthorized = turned_away,
    test = is_at_work
)]
async fn fresh(
    staff: ::login::CurrentUser<Staff>,
) -> ::actix_web::Result<::actix_web::HttpResponse> {
    ::core::result::Result::Ok(::actix_web::HttpResponse::Ok().body(owned(&staff.number)))
}

#[::login::role_required(Role::Admin)]
async fn one_role() -> Text {
    owned("role")
}

#[::login::role_required(any(Role::Reader, all(Role::Admin, Role::Reader)))]
#[::login::permission_required(all("read", "write"))]
#[::login::fresh_login_required]
async fn stacked(account: ::login::CurrentUser<Account>) -> Text {
    match &*account {
        Account::Staff(staff) => owned(&staff.number),
        Account::Plain(plain) => ::std::string::ToString::to_string(&plain.id),
    }
}

#[::login::permission_required("read")]
async fn generic<T, const N: ::core::primitive::usize>(data: ::actix_web::web::Data<[T; N]>) -> Text
where
    T: ::std::string::ToString + 'static,
{
    ::std::string::ToString::to_string(&data[0])
}

/// An answer that is known by no name.
struct Page;

impl ::actix_web::Responder for Page {
    type Body = ::actix_web::body::BoxBody;

    fn respond_to(self, _: &::actix_web::HttpRequest) -> ::actix_web::HttpResponse {
        ::actix_web::HttpResponse::Ok().finish()
    }
}

#[::login::login_required]
async fn unusual(
    ::actix_web::web::Query((one, two)): ::actix_web::web::Query<(
        ::core::primitive::u8,
        ::core::primitive::u8,
    )>,
) -> Page {
    _ = one.wrapping_add(two);
    Page
}

#[::login::login_required]
mod guarded {
    #[allow(unused_imports)]
    use crate::names::*;

    #[::actix_web::get("/inside")]
    pub(super) async fn inside() -> super::Text {
        helper()
    }

    #[::login::role_required(super::Role::Admin)]
    pub(super) async fn for_some() -> impl ::actix_web::Responder {
        "some"
    }

    #[::login::login_not_required]
    pub(super) async fn open() -> impl ::actix_web::Responder {
        "open"
    }

    fn helper() -> super::Text {
        super::owned("inside")
    }
}

struct Api<T>(T);

#[::login::role_required(Role::Reader)]
#[::login::fresh_login_required(within = "1h")]
impl<T: ::std::string::ToString + ::core::marker::Send + ::core::marker::Sync + 'static> Api<T> {
    async fn show(item: ::actix_web::web::Data<Self>) -> Text {
        ::std::string::ToString::to_string(&item.0)
    }

    #[::login::permission_required("write")]
    async fn change(item: ::actix_web::web::Data<T>) -> impl ::actix_web::Responder {
        ::std::string::ToString::to_string(&**item)
    }

    #[login_not_required]
    #[allow(clippy::unused_async)] // It is left as it is.
    async fn open() -> Text {
        owned("open")
    }
}

/// Pages for everybody who is logged in.
#[derive(Debug)]
pub struct Pages;

#[::login::login_required]
impl Pages {
    /// A page of which clippy asks for no errors to be documented, since none is to be seen.
    pub async fn index() -> &'static ::core::primitive::str {
        "index"
    }
}

/// All of them, so that none is left unused.
pub fn routes(app: &mut ::actix_web::web::ServiceConfig) {
    use ::actix_web::web::get;
    let app = app.service((above, below, guarded::inside));
    let app = app
        .route("/plain", get().to(plain))
        .route("/fresh", get().to(fresh));
    let app = app
        .route("/role", get().to(one_role))
        .route("/stacked", get().to(stacked));
    let app = app.route("/generic", get().to(generic::<::core::primitive::u8, 2>));
    let app = app.route("/unusual", get().to(unusual));
    let app = app
        .route("/some", get().to(guarded::for_some))
        .route("/open", get().to(guarded::open));
    let app = app.route("/show", get().to(Api::<::core::primitive::u8>::show));
    let app = app.route("/change", get().to(Api::<::core::primitive::u8>::change));
    let app = app.route("/index", get().to(Pages::index));
    _ = app.route("/api-open", get().to(Api::<::core::primitive::u8>::open));
}
