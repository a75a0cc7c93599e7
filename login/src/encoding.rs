//! Encodes what is sealed or stored, in the format of postcard, which spends no bytes on field
//! names. Also shortens hashes.

use postcard::ser_flavors::Size;
use serde::Serialize;

/// The initial capacity. Most values are shorter, and a `Vec` that does not grow costs a third.
const USUAL: usize = 256;

pub(crate) fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    // Growing a `Vec` cannot fail, and neither can the encoding of any type that is used here.
    postcard::to_extend(value, Vec::with_capacity(USUAL)).unwrap_or_default()
}

/// Returns the first bytes of a hash.
pub(crate) fn beginning<const N: usize>(hash: impl AsRef<[u8]>) -> [u8; N] {
    // No hash that is used here is shorter.
    hash.as_ref().first_chunk().copied().unwrap_or([0; N])
}

/// Returns how many bytes [`to_bytes`] would return.
pub(crate) fn encoded_len(value: &impl Serialize) -> usize {
    postcard::serialize_with_flavor(value, Size::default()).unwrap_or_default()
}
