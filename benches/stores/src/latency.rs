//! One client that runs one operation after the other and measures how long each takes.

use std::{future::Future, time::Instant};

use fastrand::Rng;
use indicatif::ProgressBar;
use login::store::{Entry, SessionStore, StoreError, Written};

use crate::{
    Result,
    figures::{Latencies, Operation, Times},
    population::{self, LIFETIME, Population},
};

pub(crate) struct Client<'a, S> {
    store: &'a S,
    population: &'a Population,
    random: Rng,
    /// The time of the last use. It grows, so that each use is later than those before it.
    seen: u64,
    times: Times,
}

impl<'a, S: SessionStore> Client<'a, S> {
    pub(crate) fn new(store: &'a S, population: &'a Population) -> Self {
        Self {
            store,
            population,
            random: Rng::with_seed(0),
            seen: population.now,
            times: Times::default(),
        }
    }

    /// Measures each operation `samples` times. The number of sessions is the same afterwards.
    pub(crate) async fn measure(
        &mut self,
        sessions: u32,
        samples: u32,
        bar: &ProgressBar,
    ) -> Result<Latencies> {
        // Opens connections, and fills query plans and caches.
        for _ in 0..samples.div_ceil(10) {
            self.round(sessions).await?;
        }
        self.times.clear();
        for _ in 0..samples {
            self.round(sessions).await?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(self.times.latencies())
    }

    /// Runs every operation once, each on another random session. Alternating the operations makes other
    /// load on the machine affect all of them.
    async fn round(&mut self, sessions: u32) -> Result<()> {
        self.seen += 1;
        self.load(sessions).await?;
        self.update(sessions).await?;
        self.touch(sessions).await?;
        self.replace(sessions).await?;
        self.list(sessions).await?;
        self.delete_and_create(sessions).await
    }

    async fn load(&mut self, sessions: u32) -> Result<()> {
        let key = population::key(self.any(sessions));
        let load = self.store.load(&key, self.population.now);
        timed(&mut self.times, Operation::Load, load)
            .await?
            .ok_or("a session was lost")?;
        Ok(())
    }

    async fn update(&mut self, sessions: u32) -> Result<()> {
        let mut entry = self.loaded(sessions).await?.1;
        self.random.fill(&mut entry.data);
        entry.seen = self.seen;
        entry.expires = self.seen + LIFETIME;
        let update = self.store.update(&entry, self.population.now);
        done(timed(&mut self.times, Operation::Update, update).await?)
    }

    async fn touch(&mut self, sessions: u32) -> Result<()> {
        let key = population::key(self.any(sessions));
        let expires = self.seen + LIFETIME;
        let now = self.population.now;
        let touch = self.store.touch(&key, self.seen, expires, now);
        if timed(&mut self.times, Operation::Touch, touch).await? {
            return Ok(());
        }
        Err("a session was lost".into())
    }

    /// Replaces a session by another one, and that again by the first.
    async fn replace(&mut self, sessions: u32) -> Result<()> {
        let (session, entry) = self.loaded(sessions).await?;
        let next = Entry {
            key: population::next_key(session),
            ..entry.clone()
        };
        for (old, new) in [(&entry, &next), (&next, &entry)] {
            let now = self.population.now;
            let replace = self.store.replace(&old.key, old.version, new, None, now);
            done(timed(&mut self.times, Operation::Replace, replace).await?)?;
        }
        Ok(())
    }

    async fn list(&mut self, sessions: u32) -> Result<()> {
        let owner = population::owner(self.any(sessions));
        let list = self.store.list(&owner, self.population.now);
        let found = timed(&mut self.times, Operation::List, list).await?;
        if (1..=3).contains(&found.len()) {
            return Ok(());
        }
        Err(format!("a user has {} sessions", found.len()).into())
    }

    async fn delete_and_create(&mut self, sessions: u32) -> Result<()> {
        let session = self.any(sessions);
        let now = self.population.now;
        let entry = self.population.entry(session);
        let delete = self.store.delete(&entry.key, now);
        if !timed(&mut self.times, Operation::Delete, delete).await? {
            return Err("a session was lost".into());
        }
        let create = self.store.create(&entry, None, now);
        done(timed(&mut self.times, Operation::Create, create).await?)
    }

    fn any(&mut self, sessions: u32) -> u32 {
        self.random.u32(..sessions)
    }

    /// Loads a random session before it is written, as a request does.
    async fn loaded(&mut self, sessions: u32) -> Result<(u32, Entry)> {
        let session = self.any(sessions);
        let key = population::key(session);
        let entry = self.store.load(&key, self.population.now).await?;
        Ok((session, entry.ok_or("a session was lost")?))
    }
}

async fn timed<T>(
    times: &mut Times,
    operation: Operation,
    work: impl Future<Output = std::result::Result<T, StoreError>>,
) -> Result<T> {
    let started = Instant::now();
    let answer = work.await;
    times.note(operation, started.elapsed());
    Ok(answer?)
}

fn done(written: Written) -> Result<()> {
    match written {
        Written::Done => Ok(()),
        other => Err(format!("a write came to {other:?}").into()),
    }
}
