//! Sessions and remembered logins between a request and a store: loaded before anybody looks
//! at one, written as soon as it matters.
//!
//! With sessions in the cookie there is nothing to do here.

mod announcements;
mod endings;
mod lost_answers;
mod meanwhile;
mod open;
mod places;
mod replacing;
mod series;
mod series_endings;
mod sessions;
mod store_at;
mod unseen;
mod upgrade;
mod write;

use crate::store::StoreError;

#[cfg(feature = "flask-compat")]
pub(crate) use self::{
    series::import as import_series, series_endings::has_ended as has_ended_series,
    unseen::has_ended as has_ended_unseen,
};

pub(crate) use self::{
    endings::{end as end_session, end_and_follow, end_successors},
    open::open,
    series::{Rotated, Series, adopt as adopt_series, check, refresh as refresh_series, rotate},
    series_endings::{
        SeriesState, end_alone as end_series_alone, end_and_follow as end_series,
        state as series_state,
    },
    sessions::{IfGone, Persisted, lasts as session_lasts, persist, went_on as session_went_on},
    store_at::StoreAt,
    unseen::end as end_unseen,
};

/// What a store answered, though in time, is of no use. As with all its failures, the log has it.
fn unusable(why: &'static str) -> StoreError {
    let error = StoreError::new(why);
    tracing::error!(%error, "the session store failed");
    error
}
