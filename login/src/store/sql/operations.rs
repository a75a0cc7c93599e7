//! The operations, which are the same for every engine. Each function makes one attempt.
//!
//! Two operations on entries of the same owner exclude each other by a lock on the owner where row
//! locks are not sufficient: a limit counts rows that are about to be added, and [`delete_of`] must not
//! miss the entry that [`replace`] is about to add.

use sqlx::{Error, Pool, Transaction};

use super::engine::{
    Engine,
    Value::{self, Bytes, Number, Owner},
    number,
};
use crate::store::{Entry, Key, LONGEST_OWNER, Limit, WhenFull, Written};

type Answer<T> = Result<T, Error>;

fn check_owner(owner: Option<&str>) -> Answer<()> {
    if owner.is_some_and(|owner| owner.len() > LONGEST_OWNER) {
        let why = format!("the id of a user is longer than {LONGEST_OWNER} bytes");
        return Err(Error::Encode(why.into()));
    }
    Ok(())
}

async fn begin<E: Engine>(pool: &Pool<E>, owner: Option<&str>) -> Answer<Transaction<'static, E>> {
    let mut transaction = pool.begin_with(E::SQL.begin).await?;
    if let Some(owner) = owner {
        E::lock(&mut transaction, owner).await?;
    }
    Ok(transaction)
}

/// Commits the transaction if the write was made, and rolls it back otherwise.
async fn end<E: Engine>(transaction: Transaction<'_, E>, written: Written) -> Answer<Written> {
    match written {
        Written::Done => transaction.commit().await?,
        _ => transaction.rollback().await?,
    }
    Ok(written)
}

pub(super) async fn create<E: Engine>(
    pool: &Pool<E>,
    entry: &Entry,
    limit: Option<Limit>,
    now: i64,
) -> Answer<Written> {
    let owner = entry.owner.as_deref();
    check_owner(owner)?;
    if limit.is_none() || owner.is_none() {
        let mut connection = pool.acquire().await?;
        let added = E::insert(&mut connection, entry, now).await?;
        return Ok(if added {
            Written::Done
        } else {
            Written::Conflict
        });
    }
    let mut transaction = begin(pool, owner).await?;
    let written = add::<E>(&mut transaction, entry, limit, now).await?;
    end(transaction, written).await
}

/// Adds an entry and applies the limit of its owner, who must be locked.
async fn add<E: Engine>(
    connection: &mut E::Connection,
    entry: &Entry,
    limit: Option<Limit>,
    now: i64,
) -> Answer<Written> {
    if !E::insert(connection, entry, now).await? {
        return Ok(Written::Conflict);
    }
    let (Some(limit), Some(owner)) = (limit, entry.owner.as_deref()) else {
        return Ok(Written::Done);
    };
    let values = [
        Owner(Some(owner)),
        Number(entry.kind.number().into()),
        Number(now),
        Bytes(entry.key.as_bytes()),
        Number(i64::from(limit.most.max(1)) - 1),
    ];
    match limit.when_full {
        WhenFull::EvictOldest => {
            E::execute(connection, E::SQL.evict, &values).await?;
        }
        WhenFull::Refuse => {
            let one_more = E::number(connection, E::SQL.is_full, &values).await?;
            if one_more.is_some() {
                return Ok(Written::Full);
            }
        }
    }
    Ok(Written::Done)
}

pub(super) async fn load<E: Engine>(pool: &Pool<E>, key: &Key, now: i64) -> Answer<Option<Entry>> {
    let mut connection = pool.acquire().await?;
    let values = [Bytes(key.as_bytes()), Number(now)];
    let entries = E::entries(&mut connection, E::SQL.load, &values).await?;
    Ok(entries.into_iter().next())
}

pub(super) async fn update<E: Engine>(pool: &Pool<E>, entry: &Entry, now: i64) -> Answer<Written> {
    let mut connection = pool.acquire().await?;
    let values = [
        Bytes(&entry.data),
        Number(number(entry.seen)),
        Number(number(entry.expires)),
        Bytes(entry.key.as_bytes()),
        Number(number(entry.version)),
        Number(now),
    ];
    // The version always changes, so that this row counts even if an engine reports only changed rows.
    if E::execute(&mut connection, E::SQL.update, &values).await? > 0 {
        return Ok(Written::Done);
    }
    obstacle::<E>(&mut connection, &entry.key, now).await
}

/// Returns why no entry with the expected version was found.
async fn obstacle<E: Engine>(
    connection: &mut E::Connection,
    key: &Key,
    now: i64,
) -> Answer<Written> {
    let values = [Bytes(key.as_bytes()), Number(now)];
    let version = E::number(connection, E::SQL.version, &values).await?;
    Ok(match version {
        Some(_) => Written::Conflict,
        None => Written::Gone,
    })
}

pub(super) async fn touch<E: Engine>(
    pool: &Pool<E>,
    key: &Key,
    seen: u64,
    expires: u64,
    now: i64,
) -> Answer<bool> {
    let mut connection = pool.acquire().await?;
    let values = [
        Number(number(seen)),
        Number(number(expires)),
        Bytes(key.as_bytes()),
        Number(now),
    ];
    Ok(E::execute(&mut connection, E::SQL.touch, &values).await? > 0)
}

pub(super) async fn replace<E: Engine>(
    pool: &Pool<E>,
    old: &Key,
    version: u64,
    new: &Entry,
    limit: Option<Limit>,
    now: i64,
) -> Answer<Written> {
    let owner = new.owner.as_deref();
    check_owner(owner)?;
    let mut transaction = begin(pool, owner).await?;
    let mut written = remove_version::<E>(&mut transaction, old, version, now).await?;
    if written == Written::Done {
        written = add::<E>(&mut transaction, new, limit, now).await?;
    }
    end(transaction, written).await
}

pub(super) async fn delete<E: Engine>(pool: &Pool<E>, key: &Key, now: i64) -> Answer<bool> {
    let mut connection = pool.acquire().await?;
    let values = [Bytes(key.as_bytes()), Number(now)];
    if E::execute(&mut connection, E::SQL.delete_live, &values).await? > 0 {
        return Ok(true);
    }
    // The entry may have expired only by this process's clock. For a process whose clock is behind, it
    // would still be live.
    E::execute(&mut connection, E::SQL.delete_dead, &values).await?;
    Ok(false)
}

pub(super) async fn delete_version<E: Engine>(
    pool: &Pool<E>,
    key: &Key,
    version: u64,
    now: i64,
) -> Answer<Written> {
    let mut connection = pool.acquire().await?;
    remove_version::<E>(&mut connection, key, version, now).await
}

async fn remove_version<E: Engine>(
    connection: &mut E::Connection,
    key: &Key,
    version: u64,
    now: i64,
) -> Answer<Written> {
    let version = Number(number(version));
    let values = [Bytes(key.as_bytes()), version, Number(now)];
    if E::execute(connection, E::SQL.delete_version, &values).await? > 0 {
        return Ok(Written::Done);
    }
    obstacle::<E>(connection, key, now).await
}

pub(super) async fn list<E: Engine>(pool: &Pool<E>, owner: &str, now: i64) -> Answer<Vec<Entry>> {
    let mut connection = pool.acquire().await?;
    let values = [Owner(Some(owner)), Number(now)];
    E::entries(&mut connection, E::SQL.list, &values).await
}

pub(super) async fn delete_of<E: Engine>(
    pool: &Pool<E>,
    owner: &str,
    except: &[Key],
    now: i64,
) -> Answer<u64> {
    let mut transaction = begin(pool, Some(owner)).await?;
    let values = [Owner(Some(owner)), Number(now)];
    let removed = delete_but::<E>(&mut transaction, E::SQL.delete_live_of, &values, except).await?;
    // Entries that have expired by this process's clock may still be live for a process whose clock is
    // behind.
    delete_but::<E>(&mut transaction, E::SQL.delete_dead_of, &values, except).await?;
    transaction.commit().await?;
    Ok(removed)
}

async fn delete_but<E: Engine>(
    connection: &mut E::Connection,
    sql: &str,
    values: &[Value<'_>],
    except: &[Key],
) -> Answer<u64> {
    let mut sql = sql.to_owned();
    let mut values = values.to_vec();
    for (index, key) in except.iter().enumerate() {
        values.push(Bytes(key.as_bytes()));
        sql.push_str(if index == 0 {
            " AND key_hash NOT IN ("
        } else {
            ", "
        });
        sql.push_str(&E::placeholder(values.len()));
    }
    if !except.is_empty() {
        sql.push(')');
    }
    // Only placeholders were appended.
    E::execute_text(connection, sql, &values).await
}

pub(super) async fn delete_expired<E: Engine>(
    pool: &Pool<E>,
    at_most: u32,
    now: i64,
) -> Answer<u64> {
    let mut connection = pool.acquire().await?;
    let values = [Number(now), Number(at_most.into())];
    E::execute(&mut connection, E::SQL.delete_expired, &values).await
}

/// Counts the sessions that are logged in. Expired ones are included until they are removed.
#[cfg(feature = "metrics")]
pub(super) async fn count_sessions<E: Engine>(pool: &Pool<E>) -> Answer<u64> {
    let mut connection = pool.acquire().await?;
    let sql = "SELECT count(*) FROM login_sessions WHERE kind = 1 AND owner IS NOT NULL";
    let count = E::number(&mut connection, sql, &[]).await?;
    Ok(count.unwrap_or_default().unsigned_abs())
}
