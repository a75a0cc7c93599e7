//! The connection to the server. It is shared by all requests, opened when it is needed, and replaced
//! when it is lost.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ConnectionInfo, ErrorKind, FromRedisValue,
    ProtocolVersion, PushInfo, PushKind, RedisError, RedisResult, ScriptInvocation,
    ServerErrorKind, aio::MultiplexedConnection,
};
use tokio::sync::Mutex;

use crate::store::{StoreError, address};

/// How often a command is tried before its error is returned.
const TRIES: u32 = 3;

pub(super) struct Link {
    configured: ConnectionInfo,
    patience: Duration,
    /// How many attempts to connect have failed.
    failures: AtomicU64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<Connection>,
    /// The node of a cluster that holds our keys, if it is not at the configured address.
    moved_to: Option<ConnectionAddr>,
    failure: String,
}

#[derive(Clone)]
struct Connection {
    multiplexed: MultiplexedConnection,
    is_lost: Arc<AtomicBool>,
}

/// A command or a script call.
pub(super) enum Question<'a> {
    Command(Cmd),
    Script(ScriptInvocation<'a>),
}

/// Whether a command may be repeated if it is unknown whether the server has run it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Harmless,
    Never,
}

impl Link {
    pub(super) fn new(url: &str, patience: Duration) -> Result<Self, StoreError> {
        address::check_scheme(url, "RedisStore", "redis://user:password@host:6379/0")?;
        address::check_host(url)?;
        let client = Client::open(url).map_err(|error| {
            // The URL contains a password, so the message does not include it.
            StoreError::new(format!("the URL of redis is not usable: {error}"))
        })?;
        let configured = client.get_connection_info().clone();
        // Only this protocol reports that a connection has ended before the connection is used again.
        let protocol = ProtocolVersion::RESP3;
        let redis = configured.redis_settings().clone().set_protocol(protocol);
        let tcp = configured.tcp_settings().clone().set_nodelay(true);
        Ok(Self {
            configured: configured.set_redis_settings(redis).set_tcp_settings(tcp),
            patience,
            failures: AtomicU64::new(0),
            state: Mutex::default(),
        })
    }

    pub(super) async fn ask<T: FromRedisValue>(
        &self,
        question: &Question<'_>,
        repeat: Repeat,
    ) -> Result<T, StoreError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut connection = self.connection().await?;
            let error = match question.ask(&mut connection.multiplexed).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let is_worth_it = self.learn(&connection, &error, repeat).await;
            if !is_worth_it || tries == TRIES {
                return Err(self.error(&error));
            }
        }
    }

    /// Returns the current connection, or opens a new one. If opening fails, all requests that have
    /// waited for it get the same error, instead of each waiting for an attempt of its own.
    async fn connection(&self) -> Result<Connection, StoreError> {
        let failures = self.failures.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(connection) = &state.connection
            && !connection.is_lost.load(Ordering::Acquire)
        {
            return Ok(connection.clone());
        }
        if self.failures.load(Ordering::Acquire) != failures {
            return Err(StoreError::new(state.failure.clone()));
        }
        state.connection = None;
        match self.connect(state.moved_to.as_ref()).await {
            Ok(connection) => {
                state.connection = Some(connection.clone());
                Ok(connection)
            }
            Err(error) => {
                let error = self.error(&error);
                state.moved_to = None;
                state.failure = error.to_string();
                self.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }

    async fn connect(&self, moved_to: Option<&ConnectionAddr>) -> RedisResult<Connection> {
        let mut to = self.configured.clone();
        if let Some(address) = moved_to {
            to = to.set_addr(address.clone());
        }
        let is_lost = Arc::new(AtomicBool::new(false));
        let notice = Arc::clone(&is_lost);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.patience))
            .set_response_timeout(Some(self.patience))
            .set_push_sender(move |push: PushInfo| {
                if push.kind == PushKind::Disconnection {
                    notice.store(true, Ordering::Release);
                }
                Ok::<(), fmt::Error>(())
            });
        let client = Client::open(to)?;
        let connecting = client.get_multiplexed_async_connection_with_config(&config);
        let multiplexed = connecting.await?;
        Ok(Connection {
            multiplexed,
            is_lost,
        })
    }

    /// Updates the state of the connection after an error. Returns whether to try again.
    async fn learn(&self, connection: &Connection, error: &RedisError, repeat: Repeat) -> bool {
        let kind = error.kind();
        if kind == ErrorKind::Server(ServerErrorKind::Moved) {
            // The node does not hold our keys, so it has not run the command.
            let address = error.redirect_node().and_then(|(node, _)| self.node(node));
            connection.is_lost.store(true, Ordering::Release);
            self.state.lock().await.moved_to = address;
            return true;
        }
        // Redis 6 reports this for scripts only in the message.
        let is_replica = kind == ErrorKind::Server(ServerErrorKind::ReadOnly)
            || error.to_string().contains("-READONLY");
        if is_replica {
            // The server was the primary before, and has not run the command. The configured address may lead
            // to the new primary.
            connection.is_lost.store(true, Ordering::Release);
            self.state.lock().await.moved_to = None;
            return true;
        }
        let is_dropped = error.is_connection_dropped();
        // After a timeout it is unknown whether the connection still works.
        if is_dropped || error.is_timeout() || error.is_unrecoverable_error() {
            connection.is_lost.store(true, Ordering::Release);
        }
        is_dropped && repeat == Repeat::Harmless
    }

    /// Returns the address of a cluster node. All else is as in the configured address, such as TLS.
    fn node(&self, node: &str) -> Option<ConnectionAddr> {
        let (host, port) = node.rsplit_once(':')?;
        let port = port.parse().ok()?;
        let mut address = self.configured.addr().clone();
        match &mut address {
            ConnectionAddr::Tcp(known_host, known_port)
            | ConnectionAddr::TcpTls {
                host: known_host,
                port: known_port,
                ..
            } => {
                *known_port = port;
                // An empty host means the host of the node that has answered.
                if !host.is_empty() {
                    host.clone_into(known_host);
                }
                Some(address)
            }
            _ => None,
        }
    }

    fn error(&self, error: &RedisError) -> StoreError {
        StoreError::new(format!("redis at {}: {error}", self.configured.addr()))
    }

    #[cfg(feature = "redis-tls")]
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.configured.addr(), ConnectionAddr::TcpTls { .. })
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.configured.addr(), f)
    }
}

impl Question<'_> {
    async fn ask<T: FromRedisValue>(&self, of: &mut MultiplexedConnection) -> RedisResult<T> {
        match self {
            Self::Command(command) => command.query_async(of).await,
            Self::Script(call) => call.invoke_async(of).await,
        }
    }
}
