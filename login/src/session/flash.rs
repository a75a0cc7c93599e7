//! Messages for the next page that shows them (Flask's `flash`).

use serde::{Deserialize, Serialize};

/// The key of the messages among the application's values, as in Flask.
pub(crate) const FLASHES: &str = "_flashes";

/// More are forgotten, the oldest first: a page that never shows them must not fill the
/// cookie.
pub(crate) const MOST_FLASHES: usize = 10;

/// A message for the next page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// What kind of message it is, for its looks; `message` where nothing was said.
    pub category: String,
    /// The text. It may come from anywhere: escape it in the page.
    pub message: String,
}
