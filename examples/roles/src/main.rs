//! A newspaper: readers read, authors write, editors publish, and the owner may do everything else.

mod users;

use std::env;

use actix_web::{App, HttpResponse, HttpServer, Responder, get, post, web};
use login::{AuthSession, CurrentUser, LoginError, LoginManager, SecretKey, permission_required};
use serde::Deserialize;

use crate::users::{Permission, User};

#[get("/")]
async fn index(user: Option<CurrentUser<User>>) -> impl Responder {
    let name = user.map_or("nobody", |user| user.name);
    format!("The news, for {name}\n")
}

#[post("/articles")]
#[permission_required(Permission::Write)]
async fn write(user: CurrentUser<User>) -> impl Responder {
    format!("{} has written\n", user.name)
}

/// Everything that is added here is only for editors and the owner, unless it is marked otherwise.
#[login::role_required(any(Role::Editor, Role::Owner))]
mod desk {
    use actix_web::{Responder, get, post};
    use login::{fresh_login_required, role_required};

    use crate::users::Role;

    #[get("/desk")]
    pub(crate) async fn overview() -> impl Responder {
        "What is to be published\n"
    }

    /// These requirements are in addition to the module's.
    #[post("/desk/sell")]
    #[role_required(Role::Owner)]
    #[fresh_login_required]
    pub(crate) async fn sell() -> impl Responder {
        "Sold\n"
    }

    #[get("/desk/imprint")]
    #[login_not_required]
    pub(crate) async fn imprint() -> impl Responder {
        "Who is to blame\n"
    }
}

struct Archive;

/// The same for associated functions, which are registered by name.
#[login::login_required(test = |user: &User| user.since < 2000)]
impl Archive {
    async fn oldest() -> impl Responder {
        "The first issue\n"
    }
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// This example checks no password: it is about authorization.
#[post("/login")]
async fn log_in(auth: AuthSession, form: web::Form<Name>) -> Result<HttpResponse, LoginError> {
    let Some(user) = User::by_name(&form.name) else {
        return Ok(HttpResponse::Unauthorized().body("Bad login"));
    };
    auth.login_user(&user).await?;
    Ok(HttpResponse::Ok().body("Logged in\n"))
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // In your own application: `SecretKey::from_env("LOGIN_SECRET")?`.
    let manager = LoginManager::builder(SecretKey::generate()?)
        .user_loader(async |id: u32| User::by_id(id))
        .build()?;
    let server = HttpServer::new(move || {
        App::new()
            .wrap(manager.clone())
            .service((index, write, log_in))
            .service((desk::overview, desk::sell, desk::imprint))
            .route("/archive", web::get().to(Archive::oldest))
    });
    let port = env::var("PORT").ok().and_then(|port| port.parse().ok());
    let server = server.bind(("127.0.0.1", port.unwrap_or(8080)))?;
    for address in server.addrs() {
        say(&format!("Open http://localhost:{}", address.port()));
    }
    server.run().await?;
    Ok(())
}

#[allow(clippy::print_stdout)] // This example prints to the terminal.
fn say(line: &str) {
    println!("{line}");
}
