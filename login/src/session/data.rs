//! The application's values in a session: one small JSON object, parsed when first used.

use serde_json::{Map, Value};

#[derive(Clone, Debug, Default)]
pub(crate) struct Data(Map<String, Value>);

impl Data {
    /// Parses the text of a record. Text that cannot be parsed counts as empty; this crate never
    /// writes any.
    pub(crate) fn parse(text: &str) -> Self {
        Self(serde_json::from_str(text).unwrap_or_default())
    }

    pub(crate) fn to_text(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    pub(crate) fn insert(&mut self, key: &str, value: Value) {
        self.0.insert(key.to_owned(), value);
    }

    pub(crate) fn remove(&mut self, key: &str) -> bool {
        self.0.remove(key).is_some()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Returns whether a value is nested too deeply to be parsed again.
pub(crate) fn is_too_deep(value: &Value) -> bool {
    // The JSON parser accepts 127 levels, and the object around the value takes one of them.
    const DEEPEST: usize = 100;
    let mut level = vec![value];
    for _ in 0..DEEPEST {
        level = level
            .into_iter()
            .flat_map(|value| match value {
                Value::Array(values) => values.iter().collect::<Vec<_>>(),
                Value::Object(values) => values.values().collect(),
                _ => Vec::new(),
            })
            .collect();
        if level.is_empty() {
            return false;
        }
    }
    true
}
