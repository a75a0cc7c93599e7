//! The binary format of an entry.
//!
//! | bytes | |
//! |---|---|
//! | 1 | the format, 1 |
//! | 1 | the kind's number |
//! | 8 each | version, seen, expires, created, and the time of adding in µs of the server's clock |
//! | 1 | 1 if there is an owner, otherwise 0 |
//! | 22 | only with an owner: the text that names its index |
//! | 4 | only with an owner: the length of the id |
//! | | only with an owner: the id |
//! | the rest | the data |
//!
//! Numbers are big-endian. The scripts read and write this format too.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::store::{Entry, Key, Kind, StoreError, entry::hash_of_owner};

const FORMAT: u8 = 1;

pub(super) fn bytes(number: u64) -> [u8; 8] {
    number.to_be_bytes()
}

/// Returns a key as it is written in key names and indexes.
pub(super) fn key_text(key: &Key) -> String {
    URL_SAFE_NO_PAD.encode(key.as_bytes())
}

pub(super) fn key_of_text(text: &[u8]) -> Result<Key, StoreError> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
    let bytes = bytes.ok_or_else(|| StoreError::new("an owner's index holds an invalid key"))?;
    Ok(Key::from_bytes(bytes))
}

/// Returns the text that names the index of an owner: 128 bits of a hash, so that key names do not
/// reveal the user's id.
pub(super) fn owner_text(owner: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash_of_owner::<16>(owner))
}

pub(super) fn encode(entry: &Entry) -> Result<Vec<u8>, StoreError> {
    let owner = entry.owner.as_deref();
    let size = 69 + owner.map_or(0, str::len) + entry.data.len();
    let mut value = Vec::with_capacity(size);
    value.extend([FORMAT, entry.kind.number()]);
    for number in [entry.version, entry.seen, entry.expires, entry.created, 0] {
        value.extend(bytes(number));
    }
    value.push(u8::from(owner.is_some()));
    if let Some(owner) = owner {
        let length = u32::try_from(owner.len()).map_err(StoreError::new)?;
        value.extend(owner_text(owner).as_bytes());
        value.extend(length.to_be_bytes());
        value.extend(owner.as_bytes());
    }
    value.extend(&entry.data);
    Ok(value)
}

/// Decodes an entry, and the time when it was added.
pub(super) fn decode(key: Key, value: &[u8]) -> Result<(Entry, u64), StoreError> {
    read(key, value).ok_or_else(|| {
        let first = value.first().map_or("nothing".to_owned(), u8::to_string);
        let size = value.len();
        StoreError::new(format!(
            "not an entry of this store: {size} bytes that begin with {first}"
        ))
    })
}

fn read(key: Key, value: &[u8]) -> Option<(Entry, u64)> {
    let mut rest = value;
    let [format, kind] = take(&mut rest)?;
    if format != FORMAT {
        return None;
    }
    let kind = Kind::of_number(kind)?;
    let mut number = || Some(u64::from_be_bytes(take(&mut rest)?));
    let (version, seen, expires) = (number()?, number()?, number()?);
    let (created, added) = (number()?, number()?);
    let owner = match take(&mut rest)? {
        [0] => None,
        [1] => {
            let _index: [u8; 22] = take(&mut rest)?;
            let length = u32::from_be_bytes(take(&mut rest)?);
            let (owner, data) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            rest = data;
            Some(String::from_utf8(owner.to_vec()).ok()?)
        }
        _ => return None,
    };
    let entry = Entry {
        key,
        kind,
        owner,
        version,
        created,
        seen,
        expires,
        data: rest.to_vec(),
    };
    Some((entry, added))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk()?;
    *rest = left;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(owner: Option<String>, data: Vec<u8>) -> Entry {
        Entry {
            key: Key::from_bytes([7; 32]),
            kind: Kind::Remembered,
            owner,
            version: 1,
            created: 2,
            seen: 3,
            expires: u64::MAX,
            data,
        }
    }

    proptest! {
        #[test]
        fn an_entry_is_read_as_it_was_written(owner: Option<String>, data: Vec<u8>) {
            let entry = entry(owner, data);
            let value = encode(&entry).unwrap();
            prop_assert_eq!(decode(entry.key, &value).unwrap(), (entry, 0));
        }

        #[test]
        fn nothing_else_is_read_as_an_entry_that_was_cut(length in 0_usize..75) {
            let value = encode(&entry(Some("anna-1".to_owned()), Vec::new())).unwrap();
            prop_assert!(decode(Key::from_bytes([7; 32]), &value[..length]).is_err());
        }

        #[test]
        fn whatever_stands_there_does_not_end_the_process(value: Vec<u8>) {
            let _answer = decode(Key::from_bytes([7; 32]), &value);
        }
    }

    #[test]
    fn an_owner_is_not_told_by_the_name_of_the_index() {
        assert_eq!(owner_text("anna").len(), 22);
        assert_ne!(owner_text("anna"), owner_text("ben"));
    }

    #[test]
    fn a_key_is_found_again_in_its_text() {
        let key = Key::from_bytes([0xfb; 32]);
        assert_eq!(key_of_text(key_text(&key).as_bytes()).unwrap(), key);
        assert!(key_of_text(b"short").is_err());
    }
}
