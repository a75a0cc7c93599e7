//! What is sealed or stored, as bytes: in postcard's format, which spends none on names; and the
//! hashes that stand for things.

use postcard::ser_flavors::Size;
use serde::Serialize;

/// Most of it is shorter, and a `Vec` that does not grow costs a third.
const USUAL: usize = 256;

pub(crate) fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    // Growing a `Vec` cannot fail, and there is nothing else in what is encoded here that could.
    postcard::to_extend(value, Vec::with_capacity(USUAL)).unwrap_or_default()
}

/// As much of a hash as is wanted of it.
pub(crate) fn beginning<const N: usize>(hash: impl AsRef<[u8]>) -> [u8; N] {
    // No hash here is shorter.
    hash.as_ref().first_chunk().copied().unwrap_or([0; N])
}

/// How many bytes those would be.
pub(crate) fn encoded_len(value: &impl Serialize) -> usize {
    postcard::serialize_with_flavor(value, Size::default()).unwrap_or_default()
}
