//! Continues a session under a new id: after a login, after a logout, or renewed as it was.

use super::{
    arrival::OtherLogin,
    id::{CredentialRef, Id, Mark},
    open::OpenSession,
    record::{Login, Record},
    revocation::Fate,
    room::TooLarge,
};
use crate::{clock::Timestamp, config::Lifetimes};

impl OpenSession {
    /// Logs in under `new_id`, so that an attacker who knew the old id is not logged in with it
    /// (ASVS 7.2.4), and starts both timeouts. The application's data stays, unless it belongs to
    /// another user and is not to be kept. Returns what ended, for revocation.
    pub(crate) fn log_in(
        &mut self,
        login: Login,
        new_id: Id,
        keep_data: bool,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Result<Option<(Mark, Fate)>, TooLarge> {
        let old_user = self.login().map(|old| &old.user_id);
        let of_same_user = old_user == Some(&login.user_id);
        let of_another = (old_user.is_some() && !of_same_user) || self.hosts_another(&login);
        let with_data = keep_data || !of_another;
        let mut record = self.successor(with_data, now);
        record.id = Some(new_id);
        record.login = Some(login);
        self.check_room(&record)?;
        let ended = self.record.mark(lifetimes, now);
        // Only a login of the same user has a successor: an attacker who knew the session of an
        // anonymous visitor must not be able to log out the user that the visitor became.
        let successor = of_same_user.then(|| Mark {
            id: new_id,
            made: now,
            until: record.ends(lifetimes),
        });
        self.replace(record, with_data);
        Ok(ended.map(|mark| (mark, Fate::Replaced(successor))))
    }

    /// Ends the login and removes all data that is not to be kept (ASVS 14.3.1). Returns what
    /// ended, for revocation.
    pub(crate) fn log_out(
        &mut self,
        keep_data: bool,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Vec<OtherLogin> {
        self.push_to_others(lifetimes, now);
        let record = self.successor(keep_data, now);
        self.replace(record, keep_data);
        std::mem::take(&mut self.others)
    }

    /// Leaves the session to the request that has renewed or ended it, and forgets its login, which
    /// does not stand here. A logout of this request still ends what took its place.
    pub(crate) fn abandon(&mut self, keep_data: bool, lifetimes: &Lifetimes, now: Timestamp) {
        self.push_to_others(lifetimes, now);
        self.record = self.successor(keep_data, now);
        self.data = None;
        self.give_way();
    }

    fn push_to_others(&mut self, lifetimes: &Lifetimes, now: Timestamp) {
        if let (Some(login), Some(mark)) = (&self.record.login, self.record.mark(lifetimes, now)) {
            self.others.push(OtherLogin {
                mark,
                user_id: login.user_id.clone(),
                credential: login.credential,
                // The entry of this session itself is removed by the next write.
                stored: None,
            });
        }
    }

    /// Returns whether the application's values may belong to another user, whose session was put
    /// back by a late request. In actix-session they are stored next to the login.
    #[cfg_attr(not(feature = "actix-session"), allow(clippy::unused_self))]
    fn hosts_another(&self, login: &Login) -> bool {
        #[cfg(feature = "actix-session")]
        return self.hosting.is_some()
            && self
                .others
                .iter()
                .any(|other| other.user_id != login.user_id);
        #[cfg(not(feature = "actix-session"))]
        {
            _ = login;
            false
        }
    }

    /// Returns a record without a login and without an id, with or without the application's
    /// values.
    fn successor(&self, with_data: bool, now: Timestamp) -> Record {
        let mut record = Record::new(now);
        if with_data {
            record.permanent = self.record.permanent;
            record.data.clone_from(&self.record.data);
        }
        record
    }

    fn replace(&mut self, record: Record, with_data: bool) {
        if let Some(kept) = &mut self.kept {
            kept.adopted = None;
            if !with_data {
                kept.changes.clear();
            }
        }
        #[cfg(feature = "actix-session")]
        self.renew_host(with_data);
        self.data = None;
        self.changed = true;
        self.record = record;
    }

    /// Returns what ends if the session continues under `new_id`, and what takes its place. `None`
    /// without a login: such a session need not be ended, and visitors must not be able to fill the
    /// list of what has.
    pub(crate) fn renewal(
        &self,
        new_id: Id,
        permanent: bool,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Option<(Mark, Fate)> {
        self.record.login.as_ref()?;
        let ended = self.record.mark(lifetimes, now)?;
        let successor = Mark {
            id: new_id,
            made: self.record.created,
            until: self.record.created.plus(lifetimes.absolute(permanent)),
        };
        Some((ended, Fate::Replaced(Some(successor))))
    }

    /// Continues the session under `new_id`. It keeps its age and values. Permanent and other copies
    /// must not share an id.
    pub(crate) fn renew_as(&mut self, new_id: Id, permanent: bool) {
        #[cfg(feature = "actix-session")]
        if !self.is_overtaken() {
            self.renew_host(true);
        }
        self.record.permanent = permanent;
        self.record.id = Some(new_id);
        self.changed = true;
    }

    /// Puts another remembered login, or none, in the place of the login's own.
    pub(crate) fn set_credential(&mut self, credential: Option<CredentialRef>) {
        if let Some(login) = &mut self.record.login {
            login.credential = credential;
        }
    }
}
