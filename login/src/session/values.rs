//! The application's values in the session of a request.

use serde_json::Value;

use super::{
    data::Data,
    flash::{FLASHES, Flash, MAX_FLASHES},
    open::OpenSession,
    room::TooLarge,
};

impl OpenSession {
    pub(crate) fn get(&mut self, key: &str) -> Option<Value> {
        self.data().get(key).cloned()
    }

    pub(crate) fn keys(&mut self) -> Vec<String> {
        self.data().keys()
    }

    pub(crate) fn insert(&mut self, key: &str, value: Value) -> Result<(), TooLarge> {
        let noted = self.kept.is_some().then(|| value.clone());
        self.change(|data| data.insert(key, value))?;
        if let Some(value) = noted {
            self.note(key, Some(value));
        }
        Ok(())
    }

    /// Notes a changed value, so that it can be merged if another request changes the session too.
    fn note(&mut self, key: &str, value: Option<Value>) {
        if let Some(kept) = &mut self.kept {
            kept.changes.set(key, value);
        }
    }

    pub(crate) fn remove(&mut self, key: &str) -> bool {
        if !self.data().remove(key) {
            return false;
        }
        self.record.data = self.data().to_text();
        self.changed = true;
        self.note(key, None);
        true
    }

    /// Adds a message for the next page that shows messages. If there are too many, the oldest are
    /// dropped.
    pub(crate) fn flash(&mut self, flash: Flash) -> Result<(), TooLarge> {
        let mut flashes = self.flashes();
        flashes.push(flash);
        let surplus = flashes.len().saturating_sub(MAX_FLASHES);
        flashes.drain(..surplus);
        let flashes = serde_json::to_value(flashes).unwrap_or_default();
        self.insert(FLASHES, flashes)
    }

    /// Removes and returns the messages.
    pub(crate) fn take_flashes(&mut self) -> Vec<Flash> {
        let flashes = self.flashes();
        self.remove(FLASHES);
        flashes
    }

    fn flashes(&mut self) -> Vec<Flash> {
        let flashes = self.get(FLASHES).unwrap_or_default();
        serde_json::from_value(flashes).unwrap_or_default()
    }

    pub(crate) fn clear(&mut self) {
        if !self.record.data.is_empty() {
            self.record.data.clear();
            self.data = None;
            self.changed = true;
            if let Some(kept) = &mut self.kept {
                kept.changes.clear();
            }
        }
    }

    fn data(&mut self) -> &mut Data {
        let text = &self.record.data;
        self.data.get_or_insert_with(|| Data::parse(text))
    }

    /// Changes the data. If the result does not fit, the data stays as it was.
    fn change(&mut self, change: impl FnOnce(&mut Data)) -> Result<(), TooLarge> {
        let before = self.record.data.clone();
        change(self.data());
        self.record.data = self.data().to_text();
        let room = self.check_room(&self.record);
        if room.is_err() {
            self.record.data = before;
            self.data = None;
        } else if self.record.data != before {
            self.changed = true;
        }
        room
    }
}
