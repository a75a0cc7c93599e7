//! The tasks of each user.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

#[derive(Clone)]
pub(crate) struct Task {
    pub(crate) id: u32,
    pub(crate) text: String,
}

#[derive(Default)]
pub(crate) struct Tasks(Mutex<HashMap<u32, Vec<Task>>>);

impl Tasks {
    pub(crate) fn of(&self, user: u32) -> Vec<Task> {
        self.with(user, |tasks| tasks.clone())
    }

    pub(crate) fn add(&self, user: u32, text: String) -> Task {
        self.with(user, |tasks| {
            let id = tasks.last().map_or(1, |last| last.id + 1);
            let task = Task { id, text };
            tasks.push(task.clone());
            task
        })
    }

    pub(crate) fn finish(&self, user: u32, id: u32) {
        self.with(user, |tasks| tasks.retain(|task| task.id != id));
    }

    pub(crate) fn clear(&self, user: u32) {
        self.with(user, Vec::clear);
    }

    fn with<T>(&self, user: u32, act: impl FnOnce(&mut Vec<Task>) -> T) -> T {
        // A panic in another thread cannot have left the list inconsistent.
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        act(all.entry(user).or_default())
    }
}
