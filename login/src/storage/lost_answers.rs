//! What was written although nobody was told.

use super::StoreAt;
use crate::{
    session::Ending,
    store::{Entry, StoreError, Written},
};

/// The answer to the writing of an entry that this request has made; if none came, what is there says
/// it. Otherwise a session that nobody has a cookie of would stand in the place of the one that the
/// browser has, or the announcement that a session goes on keep it from doing so.
pub(super) async fn or_found(
    written: Result<Written, StoreError>,
    entry: &Entry,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let Err(error) = written else {
        return written;
    };
    match at.load(&entry.key).await {
        Ok(Some(found)) if found.says_the_same(entry) => {
            // Of a login that came from elsewhere a request beside this one makes the same.
            let is_shared = Ending::of_entry(entry).is_some_and(|made| made.copies.exist());
            Ok(if is_shared {
                Written::Conflict
            } else {
                Written::Done
            })
        }
        _ => Err(error),
    }
}
