//! The login manager, which every application creates once, and its builder.

mod answers;
mod builder;
mod clients;
mod cross_site;
mod logins;
mod store;

use std::sync::Arc;

pub use self::builder::LoginManagerBuilder;
use crate::{secret::SecretKey, settings::Settings};

/// Manages the logins of an application (Flask-Login's `LoginManager`), as one actix-web
/// middleware.
///
/// Create one before the closure of `HttpServer::new`, and wrap each `App` in a clone. Clones share
/// keys and revocations. A manager that is created inside the closure would be a separate one for
/// every worker thread. Requests that do not use it cost almost nothing.
///
/// # Examples
///
/// ```no_run
/// use actix_web::{App, HttpServer};
/// use login::{LoginManager, SecretKey, UserMixin};
///
/// #[derive(Clone, UserMixin)]
/// struct User { id: i64 }
///
/// async fn user_loader(id: i64) -> Option<User> { /* look it up */ Some(User { id }) }
///
/// #[actix_web::main]
/// async fn main() -> Result<(), Box<dyn std::error::Error>> {
///     let login_manager = LoginManager::builder(SecretKey::from_env("LOGIN_SECRET")?)
///         .user_loader(user_loader)
///         .login_view("/login")
///         .build()?;
///     HttpServer::new(move || App::new().wrap(login_manager.clone()))
///         .bind(("127.0.0.1", 8080))?
///         .run()
///         .await?;
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct LoginManager(Arc<Settings>);

impl LoginManager {
    /// Starts a builder with secure defaults; each method documents its own.
    pub fn builder(secret: SecretKey) -> LoginManagerBuilder {
        #[cfg(feature = "metrics")]
        crate::measure::describe(crate::events::Event::NAMES);
        LoginManagerBuilder::new(secret)
    }

    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.0)
    }
}
