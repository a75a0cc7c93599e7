//! What keeps the sessions: each started for this run alone, and empty.

mod memory;
mod postgres;
mod redis;

use login::store::SessionStore;

pub(crate) use self::{memory::Memory, postgres::Postgres, redis::Redis};
use crate::{Result, figures::Room};

pub(crate) trait Engine {
    const NAME: &'static str;
    type Store: SessionStore;

    fn store(&self) -> &Self::Store;

    /// Of the engine.
    async fn version(&self) -> Result<String>;

    /// Does what the engine would otherwise do at some time later.
    async fn settle(&self) -> Result<()>;

    /// What so many sessions take.
    async fn room(&self, sessions: u32) -> Result<Room>;
}
