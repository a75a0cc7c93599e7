//! The application's values in a session: one small JSON object, read when first asked.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::error::SessionError;

#[derive(Debug, Default)]
pub(crate) struct Data(Map<String, Value>);

impl Data {
    /// From the text in a record; what cannot be read (nothing this crate wrote) is empty.
    pub(crate) fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    pub(crate) fn to_text(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    pub(crate) fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, SessionError> {
        let Some(value) = self.0.get(key) else {
            return Ok(None);
        };
        T::deserialize(value)
            .map(Some)
            .map_err(|source| SessionError::Type {
                key: key.to_owned(),
                source,
            })
    }

    pub(crate) fn insert(&mut self, key: &str, value: &impl Serialize) -> Result<(), SessionError> {
        let value = serde_json::to_value(value).map_err(|source| SessionError::Serialize {
            key: key.to_owned(),
            source,
        })?;
        self.0.insert(key.to_owned(), value);
        Ok(())
    }

    pub(crate) fn remove(&mut self, key: &str) -> bool {
        self.0.remove(key).is_some()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}
