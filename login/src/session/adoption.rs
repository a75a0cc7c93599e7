//! The session of an imported login.

use super::{open::OpenSession, ticket::Ticket};

impl OpenSession {
    /// Has the login that was just put into the session stored under `ticket`, even if the request
    /// was overtaken: a concurrent request derives the same ticket, and both lead to one session. A
    /// permanent session outlives the browser.
    pub(crate) fn adopt(&mut self, ticket: Ticket, permanent: bool) {
        self.insist();
        self.record.permanent |= permanent;
        if let Some(kept) = &mut self.kept {
            kept.adopted = Some(ticket);
        }
    }

    /// Returns whether the browser's cookie leads to this session after the request.
    pub(crate) fn stands(&self) -> bool {
        let is_kept = self.kept.as_ref().is_none_or(|kept| kept.stored.is_some());
        is_kept && !self.is_overtaken()
    }
}
