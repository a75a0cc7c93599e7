//! The changes that one request makes to a session, kept apart from the session: if another request
//! has changed it meanwhile, the changes of both are merged.

use serde_json::Value;

use super::{data::Data, record::Record};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Changes {
    cleared: bool,
    values: Vec<(String, Option<Value>)>,
    stale: bool,
}

impl Changes {
    pub(super) fn clear(&mut self) {
        self.cleared = true;
        self.values.clear();
    }

    /// Notes the new value of `key`, `None` if it was removed.
    pub(super) fn set(&mut self, key: &str, value: Option<Value>) {
        self.values.retain(|(changed, _)| changed != key);
        self.values.push((key.to_owned(), value));
    }

    pub(super) fn make_stale(&mut self) {
        self.stale = true;
    }

    /// Applies the changes to the session as it is now.
    pub(super) fn apply(&self, record: &mut Record) {
        let mut data = if self.cleared {
            Data::default()
        } else {
            Data::parse(&record.data)
        };
        for (key, value) in &self.values {
            match value {
                Some(value) => data.insert(key, value.clone()),
                None => _ = data.remove(key),
            }
        }
        record.data = data.to_text();
        if self.stale
            && let Some(login) = &mut record.login
        {
            login.fresh_at = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Timestamp;

    fn record(data: &str) -> Record {
        Record {
            data: data.to_owned(),
            ..Record::new(Timestamp(0))
        }
    }

    #[test]
    fn the_changes_of_two_requests_both_count() {
        let mut changes = Changes::default();
        changes.set("mine", Some(json!(1)));
        changes.set("mine", Some(json!(2)));
        changes.set("gone", None);
        let mut theirs = record(r#"{"gone":1,"theirs":1}"#);
        changes.apply(&mut theirs);
        assert_eq!(theirs.data, r#"{"mine":2,"theirs":1}"#);
    }

    #[test]
    fn what_was_cleared_is_gone_and_what_was_set_after_that_stays() {
        let mut changes = Changes::default();
        changes.set("before", Some(json!(1)));
        changes.clear();
        changes.set("after", Some(json!(1)));
        let mut theirs = record(r#"{"theirs":1}"#);
        changes.apply(&mut theirs);
        assert_eq!(theirs.data, r#"{"after":1}"#);
    }
}
