//! The text encoding of tokens: URL-safe base64 without padding.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod engine {
    use std::sync::LazyLock;

    use base64::engine::{Simd, general_purpose::NO_PAD};

    /// Uses SIMD instructions: decoded symbol by symbol, a session with values would cost more than
    /// everything else that is done for a request.
    pub(in crate::seal) static SPELLING: LazyLock<Simd> = LazyLock::new(|| Simd::url_safe(NO_PAD));
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod engine {
    use base64::engine::{GeneralPurpose, general_purpose::URL_SAFE_NO_PAD};

    pub(in crate::seal) static SPELLING: GeneralPurpose = URL_SAFE_NO_PAD;
}

pub(super) use self::engine::SPELLING;

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::SPELLING;

    proptest! {
        #[test]
        fn k7_every_processor_accepts_the_same_spellings(
            bytes in prop::collection::vec(any::<u8>(), 1..200),
            at in any::<prop::sample::Index>(),
            symbol in prop::sample::select(b"Az09-_+/= \xff".to_vec()),
            cut in 0..4_usize,
        ) {
            let mut text = URL_SAFE_NO_PAD.encode(&bytes).into_bytes();
            text.truncate(text.len().saturating_sub(cut).max(1));
            *at.get_mut(&mut text) = symbol;
            prop_assert_eq!(SPELLING.decode(&text).ok(), URL_SAFE_NO_PAD.decode(&text).ok());
        }

        #[test]
        fn k7_every_processor_writes_the_same_spelling(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let text = SPELLING.encode(&bytes);
            prop_assert_eq!(&text, &URL_SAFE_NO_PAD.encode(&bytes));
            prop_assert_eq!(SPELLING.decode(&text).ok(), Some(bytes));
        }
    }
}
