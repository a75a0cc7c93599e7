//! Who is connected, and by which login.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_ws::{CloseCode, Session};

/// All connections of this process. Several processes also have to tell each other.
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

    /// Closes what this login has opened.
    pub(crate) async fn disconnect(&self, login: &str) {
        let mut closed = Vec::new();
        self.seats().retain(|_, seat| {
            let stays = seat.login != login;
            if !stays {
                closed.push(seat.clone());
            }
            stays
        });
        for seat in closed {
            // Of a connection that is gone already nobody needs to be told.
            seat.socket.close(Some(CloseCode::Policy.into())).await.ok();
        }
        self.tell_who_is_here().await;
    }

    pub(crate) async fn say(&self, text: &str) {
        let seats: Vec<_> = self.seats().values().cloned().collect();
        for mut seat in seats {
            // Its own task notices that it is gone.
            seat.socket.text(text).await.ok();
        }
    }

    pub(crate) async fn tell_who_is_here(&self) {
        let mut names: Vec<_> = self.seats().values().map(|seat| seat.name).collect();
        names.sort_unstable();
        names.dedup();
        self.say(&serde_json::json!({ "here": names }).to_string())
            .await;
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<u64, Seat>> {
        // Whoever panicked left the table whole.
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
