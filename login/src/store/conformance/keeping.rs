//! Unusual data, keys, owners, times and versions are kept unchanged.

use std::collections::BTreeSet;

use super::{Probe, probe::holds, sample};
use crate::store::{Entry, Key, SessionStore, Written};

/// The end of the year 9999, which is the upper limit of the calendar in many engines.
const END_OF_9999: u64 = 253_402_300_799;

/// The largest size of an entry's data.
const MAX_DATA: usize = 64 * 1024;

/// Data of any content, and of any length up to the maximum, is kept unchanged by `create` and
/// `update`.
pub async fn data_comes_back_byte_for_byte(store: &Probe<impl SessionStore>) {
    let all_bytes: Vec<u8> = (0..=u8::MAX).collect();
    let text = "{\"a\": '%s', \\\"ü\\\" }\r\n\0;--".as_bytes().to_vec();
    let random = sample::random::<MAX_DATA>().to_vec();
    let mut entry = store.visitor();
    store.add(&entry).await;
    for data in [
        Vec::new(),
        vec![0],
        text,
        all_bytes,
        vec![0; 300],
        vec![0xff; MAX_DATA],
        random,
    ] {
        let promise = "data comes back byte for byte as it was created";
        let new = Entry {
            data: data.clone(),
            ..store.visitor()
        };
        store.add(&new).await;
        store.has(promise, &new).await;

        let promise = "data comes back byte for byte as it was updated";
        entry.data = data;
        let written = store.update(&entry).await;
        holds(promise, written, Written::Done);
        entry.version += 1;
        store.has(promise, &entry).await;
    }
}

/// A key is 32 arbitrary bytes, not text.
pub async fn keys_of_any_bytes_are_kept_apart(store: &Probe<impl SessionStore>) {
    let promise = "keys that differ in one byte name different entries";
    let mut entries = Vec::new();
    let start = sample::random::<30>();
    for end in [
        0, 1, b'\t', b' ', b'\'', b'A', b'a', b'\\', 0x7f, 0x80, 0xff,
    ] {
        for swapped in [false, true] {
            let mut bytes = [0; 32];
            for (byte, random) in bytes.iter_mut().skip(1).zip(start) {
                *byte = random;
            }
            // The byte is at one end and a zero at the other.
            let [first, .., last] = &mut bytes;
            *(if swapped { first } else { last }) = end;
            let key = Key::from_bytes(bytes);
            if !entries.iter().any(|entry: &Entry| entry.key == key) {
                let entry = Entry {
                    key,
                    ..store.visitor()
                };
                store.add(&entry).await;
                entries.push(entry);
            }
        }
    }
    for entry in &entries {
        store.has(promise, entry).await;
    }
}

/// Owners that differ in case, accents, encoding or trailing whitespace are different owners. No
/// character in an owner has a special meaning.
pub async fn owners_of_any_spelling_are_kept_apart(store: &Probe<impl SessionStore>) {
    let unique = sample::owner();
    let mut owners: BTreeSet<String> = SPELLINGS
        .iter()
        .flat_map(|part| [format!("{unique}{part}"), format!("{part}{unique}")])
        .collect();
    owners.insert(unique.to_uppercase());
    let mut entries = Vec::new();
    for owner in &owners {
        let entry = store.session(owner);
        store.add_within(&entry, sample::refusing(1)).await;
        entries.push((owner, entry));
    }
    for (owner, entry) in &entries {
        let promise = format!("the owner {owner:?} is kept apart from all others");
        store.has(&promise, entry).await;
        store.lists(&promise, owner, [entry]).await;
    }
    for (owner, _) in &entries {
        // If it removed entries of another owner, the count would be wrong for that owner.
        let promise = format!("`delete_of` removes what {owner:?} has, and nobody else's");
        holds(&promise, store.delete_of(owner, &[]).await, 1);
    }
}

const SPELLINGS: [&str; 54] = [
    "",
    "a",
    "A",
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    " a",
    "a ",
    "ä",
    "a\u{308}",
    "Ä",
    "é",
    "e",
    "ß",
    "ss",
    "ı",
    "i",
    "İ",
    "ﬁ",
    "fi",
    "名前",
    "なまえ",
    "ナマエ",
    "🦀",
    "👩‍💻",
    "\u{200b}",
    "\u{feff}",
    "a:b",
    ":",
    "{a}",
    "{}",
    "%",
    "%s",
    "_",
    "*",
    "?",
    "[a-z]",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "`",
    ";--",
    "$1",
    "/../",
    ",",
    "|",
    "=",
    "&",
    "#",
    "1",
];

/// Owners of up to 512 bytes are kept unchanged, with characters of any length.
pub async fn long_owners_are_kept_apart(store: &Probe<impl SessionStore>) {
    let unique = sample::owner();
    let mut entries = Vec::new();
    for character in ['x', 'é', '名', '🦀'] {
        for last in ["1", "2"] {
            let mut owner = unique.clone();
            while owner.len() + character.len_utf8() < 512 {
                owner.push(character);
            }
            while owner.len() < 511 {
                owner.push('.');
            }
            let owner = owner + last;
            let entry = store.remembered(&owner);
            store.add(&entry).await;
            entries.push((owner, entry));
        }
    }
    for (owner, entry) in &entries {
        let promise = "an owner of 512 bytes is kept whole";
        store.has(promise, entry).await;
        store.lists(promise, owner, [entry]).await;
    }
}

/// The id of a user may be the empty string, which is different from having no owner.
pub async fn no_owner_is_not_the_owner_without_a_name(store: &Probe<impl SessionStore>) {
    let promise = "no owner is not the owner with an empty name";
    let [visitor, nameless] = [store.visitor(), store.session("")];
    store.add(&visitor).await;
    store.add(&nameless).await;
    store.has(promise, &visitor).await;
    store.has(promise, &nameless).await;
    // Concurrent tests may have entries of the same owner.
    let listed = store.list("").await;
    let has = |entry: &Entry| listed.contains(entry);
    holds(promise, (has(&visitor), has(&nameless)), (false, true));
}

/// Each of the three times is kept up to the year 9999.
pub async fn times_up_to_the_year_9999_are_kept(store: &Probe<impl SessionStore>) {
    let promise = "times up to the year 9999 are kept to the second";
    let end = END_OF_9999;
    for (created, seen, expires) in [
        (0, 0, end),
        (0, store.now(), end),
        (1, u64::from(u32::MAX) + 1, end - 1),
        (end - 2, end - 1, end),
    ] {
        let mut entry = Entry {
            created,
            seen,
            expires,
            ..store.visitor()
        };
        store.add(&entry).await;
        store.has(promise, &entry).await;
        store.at(expires - 1).has(promise, &entry).await;
        store.at(expires).has_not(promise, &entry.key).await;

        let late = store.at(end - 3_600);
        let touched = late.touch(&entry.key, late.now(), end).await;
        holds(promise, touched, true);
        entry.seen = entry.seen.max(late.now());
        entry.expires = end;
        late.has(promise, &entry).await;
    }
}

/// The version can exceed 255, because a long-lived entry is updated often.
pub async fn versions_grow_beyond_a_byte(store: &Probe<impl SessionStore>) {
    let promise = "each update raises the version by one";
    let mut entry = store.visitor();
    store.add(&entry).await;
    for _ in 0..260 {
        holds(promise, store.update(&entry).await, Written::Done);
        entry.version += 1;
    }
    store.has(promise, &entry).await;
}
