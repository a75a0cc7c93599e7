//! Undoes a change of a login that is not completed.

use crate::{
    context::{LoginContext, RememberChange, State},
    session::OpenSession,
    storage::Persisted,
};

/// Restores the state of the request if a change is not completed: it failed, or its future was
/// dropped.
pub(crate) struct Rollback<'a> {
    context: &'a LoginContext,
    before: Option<State>,
}

impl<'a> Rollback<'a> {
    pub(crate) fn of(context: &'a LoginContext) -> Self {
        Self {
            context,
            before: context.snapshot(),
        }
    }

    /// Keeps the changes, since they were completed.
    pub(crate) fn commit(mut self) {
        self.before = None;
    }

    /// Keeps the changes if they were written. Otherwise another request has renewed or ended the
    /// login, and they are undone. Returns whether they were written.
    pub(crate) fn settle(self, persisted: Persisted) -> bool {
        if persisted == Persisted::Done {
            self.commit();
            return true;
        }
        self.give_way();
        false
    }

    /// Undoes the changes. This request then no longer changes the session cookie of the browser.
    fn give_way(self) {
        let context = self.context;
        drop(self);
        context.session(OpenSession::give_way);
        let mut state = context.state_mut();
        if let RememberChange::Set(_) = state.remember {
            // It belongs to a login that was restored in this request, and is gone. The browser may
            // have another one by now.
            state.remember = RememberChange::Keep;
        }
    }
}

impl Drop for Rollback<'_> {
    fn drop(&mut self) {
        if !self.context.is_sent() {
            self.context.restore(self.before.take());
        }
    }
}
