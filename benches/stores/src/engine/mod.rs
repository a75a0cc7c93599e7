//! The engines that keep the sessions. Each of them is started for this run and is empty.

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

    /// Returns the version of the engine.
    async fn version(&self) -> Result<String>;

    /// Runs the maintenance that the engine would otherwise run at some later time.
    async fn settle(&self) -> Result<()>;

    /// Returns the space that this number of sessions takes.
    async fn room(&self, sessions: u32) -> Result<Room>;
}
