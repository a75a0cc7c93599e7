//! A store in the memory of this process.

use std::{collections::BTreeMap, fs};

use login::store::MemoryStore;

use super::Engine;
use crate::{Result, figures::Room};

pub(crate) struct Memory {
    store: MemoryStore,
    bytes_before: u64,
}

impl Memory {
    pub(crate) fn new(sessions: u32) -> Result<Self> {
        Ok(Self {
            store: MemoryStore::with_capacity(usize::try_from(sessions)?),
            bytes_before: resident()?,
        })
    }
}

/// Returns the resident memory of this process in bytes.
fn resident() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    let kilobytes: u64 = number
        .ok_or("the system does not tell its memory")?
        .parse()?;
    Ok(kilobytes * 1024)
}

impl Engine for Memory {
    const NAME: &'static str = "memory";
    type Store = MemoryStore;

    fn store(&self) -> &MemoryStore {
        &self.store
    }

    async fn version(&self) -> Result<String> {
        Ok(String::new())
    }

    async fn settle(&self) -> Result<()> {
        Ok(())
    }

    async fn room(&self, sessions: u32) -> Result<Room> {
        let bytes = resident()?.saturating_sub(self.bytes_before);
        Ok(Room {
            bytes_per_session: bytes / u64::from(sessions),
            parts: BTreeMap::new(),
        })
    }
}
