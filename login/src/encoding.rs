//! What is sealed or stored, as bytes: in postcard's format, which spends none on names.

use postcard::ser_flavors::Size;
use serde::Serialize;

/// Most of it is shorter, and a `Vec` that does not grow costs a third.
const USUAL: usize = 256;

pub(crate) fn to_bytes(value: &impl Serialize) -> Vec<u8> {
    // Growing a `Vec` cannot fail, and there is nothing else in what is encoded here that could.
    postcard::to_extend(value, Vec::with_capacity(USUAL)).unwrap_or_default()
}

/// How many bytes those would be.
pub(crate) fn encoded_len(value: &impl Serialize) -> usize {
    postcard::serialize_with_flavor(value, Size::default()).unwrap_or_default()
}
