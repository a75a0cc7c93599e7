//! The connections of the chat, and the login of each one.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix_web::rt::time::timeout;
use actix_ws::{CloseCode, Session};
use futures_util::future::join_all;

/// How long a client that does not read can delay the others, once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1);

/// All connections of this process. Several processes would also have to notify each other.
#[derive(Default)]
pub(crate) struct Room {
    seats: Mutex<HashMap<u64, Seat>>,
    next: AtomicU64,
}

#[derive(Clone)]
struct Seat {
    login: String,
    name: &'static str,
    socket: Session,
}

impl Room {
    pub(crate) fn enter(&self, login: &str, name: &'static str, socket: Session) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let login = login.to_owned();
        let seat = Seat {
            login,
            name,
            socket,
        };
        self.seats().insert(id, seat);
        id
    }

    pub(crate) fn leave(&self, id: u64) {
        self.seats().remove(&id);
    }

    /// Closes the connections that this login has opened.
    pub(crate) async fn disconnect(&self, login: &str) {
        self.close(|seat| seat.login == login).await;
    }

    /// Closes the connections of all logins of a user but one.
    pub(crate) async fn disconnect_others(&self, name: &str, login: Option<&str>) {
        self.close(|seat| seat.name == name && Some(seat.login.as_str()) != login)
            .await;
    }

    async fn close(&self, is_closed: impl Fn(&Seat) -> bool) {
        let mut closed = Vec::new();
        self.seats().retain(|_, seat| {
            let stays = !is_closed(seat);
            if !stays {
                closed.push(seat.clone());
            }
            stays
        });
        // A client that does not read the message has lost its seat anyway, and its messages are ignored.
        join_all(closed.into_iter().map(|seat| {
            let closing = seat.socket.close(Some(CloseCode::Policy.into()));
            timeout(PATIENCE, closing)
        }))
        .await;
        self.tell_who_is_here().await;
    }

    /// Sends a message from the client in this seat. Returns `false` if the seat is gone.
    pub(crate) async fn speak(&self, id: u64, text: &str) -> bool {
        let is_here = self.seats().contains_key(&id);
        if is_here {
            self.say(text).await;
        }
        is_here
    }

    /// Sends a message to everybody. A client that does not read it loses its seat, so it delays once.
    async fn say(&self, text: &str) {
        let seats: Vec<_> = self.seats().clone().into_iter().collect();
        // All at once: several clients that do not read take no longer than one.
        join_all(seats.into_iter().map(async |(id, mut seat)| {
            let heard = timeout(PATIENCE, seat.socket.text(text)).await;
            if !matches!(heard, Ok(Ok(()))) {
                self.leave(id);
            }
        }))
        .await;
    }

    pub(crate) async fn tell_who_is_here(&self) {
        let mut names: Vec<_> = self.seats().values().map(|seat| seat.name).collect();
        names.sort_unstable();
        names.dedup();
        self.say(&serde_json::json!({ "here": names }).to_string())
            .await;
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<u64, Seat>> {
        // A panic in another thread cannot have left the table inconsistent.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
