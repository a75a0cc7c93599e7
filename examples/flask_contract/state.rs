//! The state that all connections share: the configuration, the user table, the event log.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use crate::{conf::Conf, users::Table};

pub(crate) struct State {
    pub(crate) conf: Conf,
    users: Mutex<Table>,
    events: Mutex<Vec<Entry>>,
}

/// A line of the event log: the name, and the id of the user.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry(pub(crate) &'static str, pub(crate) Option<String>);

impl State {
    pub(crate) fn new(conf: Conf) -> Self {
        let users = Mutex::new(Table::new(conf.alternative_ids));
        Self {
            conf,
            users,
            events: Mutex::default(),
        }
    }

    pub(crate) fn users(&self) -> MutexGuard<'_, Table> {
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn events(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
