//! What is wrong when one asks at a time.

use login::store::{Entry, Key, Kind, Limit, SessionStore, WhenFull, Written};

use super::{
    Fault,
    store::{Answer, Broken},
};

fn cut_off(text: &str, most: usize) -> String {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

impl Broken {
    /// An entry as it is kept.
    pub(crate) fn kept(&self, entry: &Entry) -> Entry {
        let mut kept = entry.clone();
        kept.key = self.kept_key(&entry.key);
        kept.owner = self.kept_owner(entry.owner.as_deref());
        match self.fault {
            Fault::ForgetsUse => kept.seen = kept.created,
            Fault::KeepsText => {
                kept.data = String::from_utf8_lossy(&entry.data).into_owned().into();
            }
            Fault::CutsDataOff => kept.data.truncate(65_535),
            Fault::EndsIn2038 => kept.expires = kept.expires.min(0x7fff_ffff),
            _ => {}
        }
        kept
    }

    pub(crate) fn kept_key(&self, key: &Key) -> Key {
        let mut bytes = *key.as_bytes();
        if self.fault == Fault::ReadsKeysAsText {
            bytes.make_ascii_lowercase();
        }
        Key::from_bytes(bytes)
    }

    pub(crate) fn kept_owner(&self, owner: Option<&str>) -> Option<String> {
        match self.fault {
            Fault::IgnoresCase => owner.map(str::to_lowercase),
            Fault::TrimsOwners => owner.map(|owner| owner.trim_end().to_owned()),
            Fault::CutsOwnersOff => owner.map(|owner| cut_off(owner, 255)),
            Fault::TakesNobodyForNameless => Some(owner.unwrap_or_default().to_owned()),
            Fault::TakesNamelessForNobody => owner.filter(|o| !o.is_empty()).map(str::to_owned),
            _ => owner.map(str::to_owned),
        }
    }

    /// A wrong order of what is evicted: by hand, since the store in memory has the right one.
    async fn evict_wrongly(&self, entry: &Entry, most: u32, now: u64) -> Answer<()> {
        let Some(owner) = &entry.owner else {
            return Ok(());
        };
        let mut same = self.store.list(owner, now).await?;
        same.retain(|other| other.kind == entry.kind);
        match self.fault {
            Fault::EvictsTheNewest => same.reverse(),
            Fault::EvictsByUse => same.sort_by_key(|other| other.seen),
            Fault::EvictsByKey => same.sort_by_key(|other| other.key),
            _ => {}
        }
        let mut surplus = (same.len() + 1).saturating_sub(most as usize);
        if self.fault == Fault::EvictsOne {
            surplus = surplus.min(1);
        }
        for other in same.iter().take(surplus) {
            self.store.delete(&other.key, now).await?;
        }
        Ok(())
    }

    /// How many there are of whatever counts wrongly.
    async fn count_wrongly(&self, entry: &Entry, now: u64) -> Answer<usize> {
        let owner = entry.owner.as_deref().unwrap_or_default();
        Ok(match self.fault {
            Fault::CountsBothKinds => self.store.list(owner, now).await?.len(),
            Fault::CountsExpired => self.store.list(owner, 0).await?.len(),
            Fault::CountsEverybody => self.store.len(),
            // The new one is noted already.
            Fault::CountsWhatIsGone | Fault::LimitsVisitors => self.made.lock().unwrap().len() - 1,
            _ => 0,
        })
    }

    pub(crate) async fn create_wrongly(
        &self,
        entry: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<Written> {
        let taken = self.store.load(&entry.key, now).await?;
        let evicts = limit.filter(|limit| limit.when_full == WhenFull::EvictOldest);
        match (self.fault, limit) {
            (Fault::OverwritesTaken, _) => return self.put(entry).await,
            (Fault::KeepsKindsApart, _) if taken.is_some_and(|t| t.kind != entry.kind) => {
                return self.put(entry).await;
            }
            (Fault::NeverFreesExpired, _) => return self.store.create(entry, limit, 0).await,
            (Fault::NeverFreesDeleted, _) if self.was_deleted(&entry.key) => {
                return Ok(Written::Conflict);
            }
            (Fault::EvictsFirst, Some(Limit { most, .. })) => {
                self.evict_wrongly(entry, most, now).await?;
            }
            (
                Fault::EvictsTheNewest | Fault::EvictsByUse | Fault::EvictsByKey | Fault::EvictsOne,
                Some(Limit { most, .. }),
            ) if evicts.is_some() => {
                self.evict_wrongly(entry, most, now).await?;
                return self.store.create(entry, None, now).await;
            }
            (Fault::EvictsTheNew, Some(Limit { most, .. })) => {
                let written = self.store.create(entry, None, now).await?;
                let owner = entry.owner.as_deref().unwrap_or_default();
                let all = self.store.list(owner, now).await?;
                let surplus = all.len().saturating_sub(most as usize);
                for oldest in all.iter().take(surplus) {
                    self.store.delete(&oldest.key, now).await?;
                }
                return Ok(written);
            }
            (Fault::NeverRefuses, _) => return self.store.create(entry, evicts, now).await,
            _ => {}
        }
        if let Some(Limit {
            most,
            when_full: WhenFull::Refuse,
        }) = limit
            && self.count_wrongly(entry, now).await? >= most as usize
        {
            return Ok(Written::Full);
        }
        self.store.create(entry, limit, now).await
    }

    fn was_deleted(&self, key: &Key) -> bool {
        self.deleted.lock().unwrap().contains(key)
    }

    pub(crate) async fn replace_wrongly(
        &self,
        old: &Key,
        version: u64,
        new: &Entry,
        limit: Option<Limit>,
        now: u64,
    ) -> Answer<Written> {
        let store = &self.store;
        let kept = store.load(old, now).await?;
        let mut new = new.clone();
        let (mut version, mut limit) = (version, limit);
        match (self.fault, &kept) {
            (Fault::NeverFreesExpired, _) => {
                return store.replace(old, version, &new, limit, 0).await;
            }
            (Fault::ReplacesWhatIsGone, None) => return store.create(&new, limit, now).await,
            (Fault::LeavesReplaced, Some(kept)) if kept.version == version => {
                return store.create(&new, limit, now).await;
            }
            (Fault::CountsTheReplaced, Some(kept)) if kept.version == version => {
                let written = store.create(&new, limit, now).await?;
                if written == Written::Done {
                    store.delete(old, now).await?;
                }
                return Ok(written);
            }
            (Fault::IgnoresVersion, Some(kept)) => version = kept.version,
            (Fault::KeepsTheOwner, Some(kept)) => new.owner.clone_from(&kept.owner),
            (Fault::OverwritesTakenWhenReplacing, Some(_)) => {
                store.delete(&new.key, now).await?;
            }
            (Fault::ReplacesWithoutLimit, _) => limit = None,
            (Fault::EvictsFirst, _) => {
                if let Some(Limit { most, .. }) = limit {
                    self.evict_wrongly(&new, most, now).await?;
                }
            }
            _ => {}
        }
        let written = store.replace(old, version, &new, limit, now).await?;
        if let (Some(kept), Written::Conflict | Written::Full) = (kept, written) {
            if self.fault == Fault::PutsBackAsNew {
                self.put(&kept).await?;
            }
            if self.fault == Fault::LosesWhatIsNotReplaced {
                store.delete(old, now).await?;
            }
        }
        Ok(written)
    }

    pub(crate) async fn end_wrongly(&self, owner: &str, except: &[Key], now: u64) -> Answer<u64> {
        let store = &self.store;
        let listed = store.list(owner, now).await?;
        let mut except = except.to_vec();
        match self.fault {
            Fault::EndsSessionsAlone => {
                let others = listed.iter().filter(|entry| entry.kind != Kind::Session);
                except.extend(others.map(|entry| entry.key));
            }
            Fault::EndsExceptions => except.clear(),
            Fault::HeedsFewExceptions => except.truncate(100),
            Fault::CountsEndedExpired => {
                let all = store.list(owner, 0).await?.len() as u64;
                store.delete_of(owner, &except, now).await?;
                return Ok(all);
            }
            Fault::TakesPatterns => return self.end_by_pattern(owner, now).await,
            Fault::RacyCount => {
                self.window.wait();
                store.delete_of(owner, &except, now).await?;
                return Ok(listed.len() as u64);
            }
            Fault::EndsOneByOne => {
                self.window.wait();
                let mut ended = 0;
                for entry in listed.iter().filter(|entry| !except.contains(&entry.key)) {
                    ended += u64::from(store.delete(&entry.key, now).await?);
                }
                return Ok(ended);
            }
            _ => {}
        }
        store.delete_of(owner, &except, now).await
    }

    /// As `LIKE` takes an owner: `%` for anything.
    async fn end_by_pattern(&self, owner: &str, now: u64) -> Answer<u64> {
        let made = self.made.lock().unwrap().clone();
        let mut ended = 0;
        for key in made {
            let Some(entry) = self.store.load(&key, now).await? else {
                continue;
            };
            let is_meant = entry
                .owner
                .is_some_and(|other| match owner.strip_suffix('%') {
                    Some(start) => other.starts_with(start),
                    None => other == owner,
                });
            ended += u64::from(is_meant && self.store.delete(&key, now).await?);
        }
        Ok(ended)
    }
}
