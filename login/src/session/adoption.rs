//! A session of a login that came from elsewhere.

use super::{open::OpenSession, ticket::Ticket};

impl OpenSession {
    /// Lets the login that was just put into it be kept under this ticket, in place of that of a
    /// request beside this one: for both of them it is the same. A permanent one outlives the
    /// browser.
    pub(crate) fn adopt(&mut self, ticket: Ticket, permanent: bool) {
        self.insist();
        self.record.permanent |= permanent;
        if let Some(kept) = &mut self.kept {
            kept.adopted = Some(ticket);
        }
    }

    /// Whether it is what the browser's cookie leads to after this request.
    pub(crate) fn stands(&self) -> bool {
        let is_kept = self.kept.as_ref().is_none_or(|kept| kept.stored.is_some());
        is_kept && !self.overtaken
    }
}
