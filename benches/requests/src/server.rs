//! All servers by name, to be used in this process or started as another one.

use std::{future::Future, io::Write, net::TcpListener, time::Duration};

use actix_session::storage::{CookieSessionStore, RedisSessionStore};
use actix_web::{HttpServer, cookie::Key, test::init_service};
use login::store::{MemoryStore, RedisStore};
use serde::Serialize;

use crate::{
    Result, Scenario,
    servers::{
        axum_login, axum_plain, floor, identity,
        login::{self as with_login, Find},
        plain,
    },
    site::{ActixSite, AxumSite, Site},
};

/// One of the compared applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Server {
    /// actix-web alone.
    Plain,
    /// A minimum written by hand.
    Floor,
    /// This library, with sessions in the cookie.
    Login,
    /// This library, with sessions in the cookie and users whose logins end when their passwords change.
    LoginPassword,
    /// This library, with sessions in a `MemoryStore`.
    LoginMemory,
    /// This library, with sessions in Redis.
    LoginRedis,
    /// actix-session and actix-identity, with sessions in the cookie.
    Identity,
    /// actix-session and actix-identity, with sessions in Redis.
    IdentityRedis,
    /// axum alone.
    AxumPlain,
    /// axum-login, with sessions in memory.
    AxumLogin,
}

/// An action on an application of any type.
pub trait Visitor {
    /// The result of the action.
    type Output;

    /// Runs the action.
    fn visit(self, site: impl Site + 'static) -> impl Future<Output = Result<Self::Output>>;
}

impl Server {
    /// All servers, in the order of the tables.
    pub const ALL: [Self; 10] = [
        Self::Plain,
        Self::Floor,
        Self::Login,
        Self::LoginPassword,
        Self::LoginMemory,
        Self::LoginRedis,
        Self::Identity,
        Self::IdentityRedis,
        Self::AxumPlain,
        Self::AxumLogin,
    ];

    /// Returns the name in tables and on command lines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "actix-web",
            Self::Floor => "floor",
            Self::Login => "login",
            Self::LoginPassword => "login, session_hash",
            Self::LoginMemory => "login, MemoryStore",
            Self::LoginRedis => "login, Redis",
            Self::Identity => "actix-identity",
            Self::IdentityRedis => "actix-identity, Redis",
            Self::AxumPlain => "axum",
            Self::AxumLogin => "axum-login, memory",
        }
    }

    /// Returns the server with this name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|server| server.name() == name)
    }

    /// Returns the framework on which the server is based.
    #[must_use]
    pub fn framework(self) -> Self {
        match self {
            Self::AxumPlain | Self::AxumLogin => Self::AxumPlain,
            _ => Self::Plain,
        }
    }

    /// Returns whether the server needs Redis.
    #[must_use]
    pub fn needs_redis(self) -> bool {
        matches!(self, Self::LoginRedis | Self::IdentityRedis)
    }

    /// Returns whether the server supports this kind of request.
    #[must_use]
    pub fn can(self, scenario: Scenario) -> bool {
        match scenario {
            Scenario::Restored => matches!(
                self,
                Self::Login | Self::LoginPassword | Self::LoginMemory | Self::LoginRedis
            ),
            Scenario::Fresh => !matches!(
                self,
                Self::Floor
                    | Self::Identity
                    | Self::IdentityRedis
                    | Self::AxumPlain
                    | Self::AxumLogin
            ),
            Scenario::Typed => self != Self::Floor,
            _ => true,
        }
    }

    /// Creates the application and runs `visitor` on it.
    ///
    /// # Errors
    ///
    /// Returns an error of the application, or of the visitor.
    pub async fn open<V: Visitor>(self, redis: &str, visitor: V) -> Result<V::Output> {
        match self {
            Self::Plain => {
                visitor
                    .visit(ActixSite(init_service(plain::app()).await))
                    .await
            }
            Self::Floor => {
                visitor
                    .visit(ActixSite(init_service(floor::app()).await))
                    .await
            }
            Self::Login | Self::LoginPassword | Self::LoginMemory | Self::LoginRedis => {
                let (manager, find) = self.login_manager(redis).await?;
                let app = with_login::app(manager, find);
                visitor.visit(ActixSite(init_service(app).await)).await
            }
            Self::Identity => {
                let app = identity::app(CookieSessionStore::default(), Key::generate());
                visitor.visit(ActixSite(init_service(app).await)).await
            }
            Self::IdentityRedis => {
                let app = identity::app(identity_store(redis).await?, Key::generate());
                visitor.visit(ActixSite(init_service(app).await)).await
            }
            Self::AxumPlain => visitor.visit(AxumSite(axum_plain::app())).await,
            Self::AxumLogin => visitor.visit(AxumSite(axum_login::app())).await,
        }
    }

    /// Serves the application with one worker until the process ends. Prints the port to the standard
    /// output.
    ///
    /// # Errors
    ///
    /// Returns an error of the application or the socket.
    pub async fn serve(self, redis: &str) -> Result<()> {
        macro_rules! actix {
            ($app:expr) => {{
                let listener = listen()?;
                HttpServer::new(move || $app)
                    .workers(1)
                    .listen(listener)?
                    .run()
                    .await?
            }};
        }
        match self {
            Self::Plain => actix!(plain::app()),
            Self::Floor => actix!(floor::app()),
            Self::Login | Self::LoginPassword | Self::LoginMemory | Self::LoginRedis => {
                let (manager, find) = self.login_manager(redis).await?;
                actix!(with_login::app(manager.clone(), find));
            }
            Self::Identity => {
                let key = Key::generate();
                actix!(identity::app(CookieSessionStore::default(), key.clone()));
            }
            Self::IdentityRedis => {
                let (store, key) = (identity_store(redis).await?, Key::generate());
                actix!(identity::app(store.clone(), key.clone()));
            }
            Self::AxumPlain => serve_axum(axum_plain::app()).await?,
            Self::AxumLogin => serve_axum(axum_login::app()).await?,
        }
        Ok(())
    }

    async fn login_manager(self, redis: &str) -> Result<(login::LoginManager, Find)> {
        let find = match self {
            Self::LoginPassword => Find::WITH_PASSWORD,
            _ => Find::USUAL,
        };
        let settings = with_login::settings(find)?;
        let settings = match self {
            Self::LoginMemory => settings.session_store(MemoryStore::new()),
            Self::LoginRedis => {
                // A request takes seconds when it is single-stepped.
                let patience = Duration::from_secs(60);
                let store = RedisStore::builder(redis).timeout(patience).connect();
                settings
                    .session_store(store.await?)
                    .session_store_timeout(patience)
            }
            _ => settings,
        };
        Ok((settings.build()?, find))
    }
}

async fn identity_store(redis: &str) -> Result<RedisSessionStore> {
    let store = RedisSessionStore::new(redis).await;
    store.map_err(|error| error.to_string().into())
}

fn listen() -> Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", listener.local_addr()?.port())?;
    out.flush()?;
    Ok(listener)
}

async fn serve_axum(app: axum::Router) -> Result<()> {
    let listener = listen()?;
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    Ok(::axum::serve(listener, app).await?)
}
