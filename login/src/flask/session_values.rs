//! The contents of a Flask session: names and values. Each value stays the JSON text that Flask
//! wrote, so that values that are not understood here are written back unchanged.

use std::collections::BTreeMap;

use serde_json::{Value, value::RawValue};

const USER_ID: &str = "_user_id";
/// The keys under which Flask-Login stores a login.
const LOGIN: [&str; 3] = [USER_ID, "_fresh", "_id"];

#[derive(Clone, Debug, Default)]
pub(crate) struct SessionValues(BTreeMap<String, Box<RawValue>>);

impl SessionValues {
    pub(super) fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok().map(Self)
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        // Both keys and values are text, so serialization cannot fail.
        serde_json::to_vec(&self.0).unwrap_or_default()
    }

    /// Returns the id of the logged-in user, if it is text, as Flask-Login's `get_id` should
    /// return.
    pub(crate) fn user_id(&self) -> Option<String> {
        serde_json::from_str(self.0.get(USER_ID)?.get()).ok()
    }

    /// Returns whether Flask lets the cookie outlive the browser.
    pub(crate) fn is_permanent(&self) -> bool {
        let permanent = self.0.get("_permanent");
        permanent.is_some_and(|value| value.get() == "true")
    }

    /// Returns the same values with a login of this user, which is never fresh.
    pub(crate) fn with_login(&self, user_id: &str) -> Self {
        let mut values = self.0.clone();
        values.retain(|key, _| !LOGIN.contains(&key.as_str()));
        let login = [
            (USER_ID, serde_json::value::to_raw_value(user_id)),
            ("_fresh", serde_json::value::to_raw_value(&false)),
        ];
        for (key, value) in login {
            // Text and booleans always have a JSON form.
            values.extend(value.ok().map(|value| (key.to_owned(), value)));
        }
        Self(values)
    }

    /// Returns a value if it has the same meaning in plain JSON. Values that Flask tags (tuples,
    /// bytes, dates and the like) have not.
    pub(crate) fn plain(&self, key: &str) -> Option<Value> {
        let value = serde_json::from_str(self.0.get(key)?.get()).ok()?;
        is_plain(&value).then_some(value)
    }
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(values) => values
            .iter()
            .all(|(key, value)| !key.starts_with(' ') && is_plain(value)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values(json: &str) -> SessionValues {
        SessionValues::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_login_takes_the_place_of_another_and_leaves_the_other_values_to_the_letter() {
        let before = r#"{"_fresh":true,"_id":"aa","_user_id":"1","n":1e400,"t":{" t":[1]}}"#;
        let after = values(before).with_login("zoë");
        assert_eq!(
            str::from_utf8(&after.to_json()).unwrap(),
            r#"{"_fresh":false,"_user_id":"zoë","n":1e400,"t":{" t":[1]}}"#
        );
    }

    #[test]
    fn only_a_text_is_the_id_of_a_user() {
        for id in ["1", "null", "true", r#"["1"]"#, r#"{" u":"00"}"#] {
            let values = values(&format!(r#"{{"_user_id":{id}}}"#));
            assert_eq!(values.user_id(), None, "{id}");
        }
        assert_eq!(values("{}").user_id(), None);
        assert_eq!(values(r#"{"_user_id":"\u00eb"}"#).user_id().unwrap(), "ë");
        for no_session in ["", "[]", "null", "{", "{}x", "\u{feff}{}"] {
            assert!(SessionValues::parse(no_session.as_bytes()).is_none());
        }
    }

    #[test]
    fn what_flask_tags_is_not_plain() {
        let values = values(r#"{"a":[1,{"b":"c"}],"t":{" t":[1]},"n":[{" d":"now"}]}"#);
        assert_eq!(values.plain("a"), Some(json!([1, {"b": "c"}])));
        assert_eq!(values.plain("t"), None);
        assert_eq!(values.plain("n"), None);
        assert_eq!(values.plain("missing"), None);
    }
}
