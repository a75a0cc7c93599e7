//! Messages for the next page that shows them (Flask's `flash`).

use serde::{Deserialize, Serialize};

/// The key of the messages among the application's values, as in Flask.
pub(crate) const FLASHES: &str = "_flashes";

/// How many messages are kept. The oldest are dropped first: an application that never shows
/// messages must not fill the cookie with them.
pub(crate) const MAX_FLASHES: usize = 10;

/// A message for the next page that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The kind of the message, for its appearance. Flask's default is `message`.
    pub category: String,
    /// The text. It may contain anything, so escape it in the page.
    pub message: String,
}
