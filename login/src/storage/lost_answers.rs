//! Finds out whether a write was made although its result was lost.

use super::StoreAt;
use crate::{
    session::Ending,
    store::{Entry, StoreError, Written},
};

/// Returns the result of a write that added `entry`. If the store failed, the entry itself shows
/// whether it was added. Otherwise a session for which no browser has a cookie could stay in place
/// of the one that the browser has, or an announcement could keep a session from ever being
/// renewed.
pub(super) async fn or_reread(
    written: Result<Written, StoreError>,
    entry: &Entry,
    at: StoreAt<'_>,
) -> Result<Written, StoreError> {
    let Err(error) = written else {
        return written;
    };
    match at.load(&entry.key).await {
        Ok(Some(found)) if found.says_the_same(entry) => {
            // A concurrent request makes the same entry of an imported login, so this may not be
            // the entry of this request.
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
