//! Sealed tokens: data that the browser keeps for us, but can neither read nor change.
//!
//! Sealing turns bytes into cookie-safe text, and opening turns it back. A token is
//! `base64url(version ‖ key id ‖ nonce ‖ AES-256-GCM ciphertext ‖ tag)`, with version and
//! key id authenticated as well. Each purpose has a key of its own, so that a token made for
//! one does not open for any other. The key id names the secret of the key, so that tokens from
//! before a change of the secret can be opened without trying every key.

mod keys;
mod spelling;

use std::{collections::HashSet, fmt};

use base64::{Engine, decoded_len_estimate};
use ring::{
    aead::{self, AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
    rand::{SecureRandom, SystemRandom},
};
use smallvec::SmallVec;

pub(crate) use self::keys::{Age, KeyRing, Mac};
use self::spelling::SPELLING;

const VERSION: u8 = 1;
const KEY_ID_LEN: usize = 4;
const HEADER_LEN: usize = 1 + KEY_ID_LEN;
/// How many characters of a token contain the header.
const HEADER_TEXT_LEN: usize = HEADER_LEN.div_ceil(3) * 4;
const TAG_LEN: usize = 16;
const OVERHEAD: usize = HEADER_LEN + NONCE_LEN + TAG_LEN;

/// The buffer in which a token is opened in place. The token of a login without application values
/// needs no allocation.
type Opening = SmallVec<[u8; 256]>;

/// Seals and opens tokens for one purpose.
pub(crate) struct Sealer {
    current: SealingKey,
    /// The keys of earlier secrets. They open old tokens, and seal no new ones.
    fallbacks: Vec<SealingKey>,
}

struct SealingKey {
    key: LessSafeKey,
    /// The first bytes of all tokens that this key seals.
    header: [u8; HEADER_LEN],
}

struct KeyIdLen;

impl hkdf::KeyType for KeyIdLen {
    fn len(&self) -> usize {
        KEY_ID_LEN
    }
}

impl SealingKey {
    fn derive(root: &hkdf::Prk, info: &[&[u8]]) -> Result<Self, CryptoError> {
        let key: UnboundKey = root.expand(info, &AES_256_GCM)?.into();
        let mut id_info = info.to_vec();
        id_info.push(b"\0key id");
        let mut key_id = [0; KEY_ID_LEN];
        root.expand(&id_info, KeyIdLen)?.fill(&mut key_id)?;
        let [a, b, c, d] = key_id;
        Ok(Self {
            key: LessSafeKey::new(key),
            header: [VERSION, a, b, c, d],
        })
    }
}

impl Sealer {
    fn derive(roots: &[hkdf::Prk], info: &[&[u8]]) -> Result<Self, CryptoError> {
        let (current, before) = roots.split_first().ok_or(CryptoError)?;
        let before = before.iter().map(|root| SealingKey::derive(root, info));
        Ok(Self {
            current: SealingKey::derive(current, info)?,
            fallbacks: before.collect::<Result<_, _>>()?,
        })
    }

    fn keys(&self) -> impl Iterator<Item = &SealingKey> {
        std::iter::once(&self.current).chain(&self.fallbacks)
    }

    fn key_id(&self) -> [u8; KEY_ID_LEN] {
        let [_, a, b, c, d] = self.current.header;
        [a, b, c, d]
    }

    fn has_twins(&self) -> bool {
        let headers: HashSet<_> = self.keys().map(|key| key.header).collect();
        headers.len() <= self.fallbacks.len()
    }

    /// Returns which of the keys sealed an authentic token. The key in use is 0.
    fn key_index(&self, token: &[u8]) -> usize {
        if self.fallbacks.is_empty() {
            return 0;
        }
        let mut start = [0; HEADER_TEXT_LEN / 4 * 3];
        let text = token.get(..HEADER_TEXT_LEN).unwrap_or_default();
        if SPELLING.decode_slice(text, &mut start).is_err() {
            return 0;
        }
        let index = self.keys().position(|key| start.starts_with(&key.header));
        index.unwrap_or_default()
    }

    /// Returns whether an authentic token was sealed by the key in use, or is to be sealed again.
    pub(crate) fn age(&self, token: &[u8]) -> Age {
        match self.key_index(token) {
            0 => Age::Current,
            _ => Age::Outdated,
        }
    }

    pub(crate) fn token_len(plaintext_len: usize) -> usize {
        (OVERHEAD + plaintext_len).saturating_mul(4).div_ceil(3)
    }

    pub(crate) fn seal(
        &self,
        plaintext: &[u8],
        randomness: Randomness,
    ) -> Result<String, CryptoError> {
        let SealingKey { key, header } = &self.current;
        let nonce: [u8; NONCE_LEN] = randomness.bytes()?;
        let mut token = Vec::with_capacity(OVERHEAD + plaintext.len());
        token.extend_from_slice(header);
        token.extend_from_slice(&nonce);
        token.extend_from_slice(plaintext);
        let (_, message) = token.split_at_mut(HEADER_LEN + NONCE_LEN);
        let tag = key.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(*header),
            message,
        )?;
        token.extend_from_slice(tag.as_ref());
        Ok(SPELLING.encode(token))
    }

    /// Opens a token, and returns what `read` makes of its content. Returns `None` if the token is
    /// not, to the last bit, one that these keys sealed. Only one spelling of a token is accepted:
    /// base64 with padding or with stray bits at its end is refused.
    pub(crate) fn open<T>(&self, token: &[u8], read: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let mut bytes = Opening::from_elem(0, decoded_len_estimate(token.len()));
        let len = SPELLING.decode_slice(token, &mut bytes).ok()?;
        let sealed = bytes.get_mut(..len)?;
        let (header, rest) = sealed.split_at_mut_checked(HEADER_LEN)?;
        let SealingKey { key, header } = self.keys().find(|key| *header == key.header)?;
        let (nonce, message) = rest.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        read(key.open_in_place(nonce, Aad::from(*header), message).ok()?)
    }
}

/// The source of nonces and ids: the operating system, or in a test one that always fails.
#[derive(Clone, Copy)]
pub(crate) struct Randomness(fn(&mut [u8]) -> Result<(), CryptoError>);

impl Randomness {
    pub(crate) const SYSTEM: Self = Self(|buffer| Ok(SystemRandom::new().fill(buffer)?));

    #[cfg(test)]
    pub(crate) const BROKEN: Self = Self(|_| Err(CryptoError));

    pub(crate) fn bytes<const N: usize>(self) -> Result<[u8; N], CryptoError> {
        let mut buffer = [0; N];
        (self.0)(&mut buffer)?;
        Ok(buffer)
    }
}

impl fmt::Debug for Randomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Randomness")
    }
}

/// No random bytes were available, a message was too long for AES-GCM, or there was no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CryptoError;

impl From<ring::error::Unspecified> for CryptoError {
    fn from(_: ring::error::Unspecified) -> Self {
        Self
    }
}

// `TAG_LEN` is written as a number for one algorithm.
const _: () = assert!(TAG_LEN == aead::MAX_TAG_LEN);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::SecretKey;

    const SECRET: &str = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
    const OTHER: &str = "c7d2911f0a5e4b83966d20e8f4b71a35d80e6c92";

    fn ring_with(secrets: &[&str], application: &str) -> KeyRing {
        let secrets = secrets.iter().map(|secret| SecretKey::new(secret).unwrap());
        let secrets: Vec<_> = secrets.collect();
        KeyRing::derive(secrets.iter(), application, ["s", "r"]).unwrap()
    }

    fn ring_of(application: &str) -> KeyRing {
        ring_with(&[SECRET], application)
    }

    fn seal(sealer: &Sealer, plaintext: &[u8]) -> String {
        sealer.seal(plaintext, Randomness::SYSTEM).unwrap()
    }

    fn open(sealer: &Sealer, token: impl AsRef<[u8]>) -> Option<Vec<u8>> {
        sealer.open(token.as_ref(), |plaintext| Some(plaintext.to_vec()))
    }

    #[test]
    fn k4_a_token_of_one_purpose_or_application_is_refused_as_another() {
        let (shop, admin) = (ring_of("shop"), ring_of("admin"));
        let token = seal(&shop.session, b"user 1");
        assert!(open(&shop.session, &token).is_some());
        assert!(open(&shop.remember, &token).is_none());
        assert!(open(&admin.session, &token).is_none());
    }

    #[test]
    fn k3_all_keys_open_and_only_the_first_one_seals() {
        let (old, new) = (ring_with(&[OTHER], ""), ring_with(&[SECRET], ""));
        let both = ring_with(&[SECRET, OTHER], "");
        let token = seal(&old.session, b"user 1");
        let plaintext = open(&both.session, &token).unwrap();
        assert_eq!(plaintext, b"user 1");
        assert_eq!(both.session.age(token.as_bytes()), Age::Outdated);
        let token = seal(&both.session, b"user 1");
        assert_eq!(both.session.age(token.as_bytes()), Age::Current);
        assert!(open(&new.session, &token).is_some());
        assert!(open(&old.session, &token).is_none());
    }

    #[test]
    fn k3_a_hash_counts_by_any_key_and_is_made_by_the_first() {
        let (old, new) = (ring_with(&[OTHER], ""), ring_with(&[SECRET], ""));
        let both = ring_with(&[SECRET, OTHER], "");
        let hash = old.auth_hash.sign(b"password");
        assert_eq!(
            both.auth_hash.verify(b"password", &hash),
            Some(Age::Outdated)
        );
        assert_eq!(both.auth_hash.verify(b"changed", &hash), None);
        assert_eq!(new.auth_hash.verify(b"password", &hash), None);
        assert_eq!(
            both.auth_hash.sign(b"password"),
            new.auth_hash.sign(b"password")
        );
    }

    #[test]
    fn k3_secrets_that_are_there_twice_are_found() {
        assert!(!ring_with(&[SECRET, OTHER], "").has_twins());
        assert!(ring_with(&[SECRET, SECRET], "").has_twins());
        assert!(ring_with(&[SECRET, OTHER, OTHER], "").has_twins());
    }

    #[test]
    fn k7_only_one_spelling_of_a_token_is_accepted() {
        let keys = ring_of("");
        for plaintext in [&b""[..], b"a", b"ab", b"abc"] {
            let token = seal(&keys.session, plaintext);
            let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let (last, head) = token.as_bytes().split_last().unwrap();
            for other in alphabet.iter().filter(|other| *other != last) {
                let respelled = [head, &[*other]].concat();
                assert!(open(&keys.session, &respelled).is_none());
            }
            for suffix in ["=", "==", " ", "\""] {
                let respelled = format!("{token}{suffix}");
                assert!(open(&keys.session, &respelled).is_none());
            }
        }
    }

    #[test]
    fn t1_without_randomness_there_is_no_token() {
        let keys = ring_of("");
        assert_eq!(
            keys.session.seal(b"x", Randomness::BROKEN),
            Err(CryptoError)
        );
    }

    proptest! {
        #[test]
        fn k1_what_was_sealed_opens_to_the_same_bytes(
            plaintext in prop::collection::vec(any::<u8>(), 0..600),
        ) {
            let keys = ring_of("");
            let token = seal(&keys.session, &plaintext);
            prop_assert_eq!(token.len(), Sealer::token_len(plaintext.len()));
            let opened = open(&keys.session, &token);
            prop_assert_eq!(opened, Some(plaintext));
        }

        #[test]
        fn k1_no_flipped_bit_and_no_cut_is_accepted(
            plaintext in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let keys = ring_of("");
            let token = seal(&keys.session, &plaintext).into_bytes();
            for at in 0..token.len() {
                prop_assert!(open(&keys.session, &token[..at]).is_none());
                prop_assert!(open(&keys.session, &token[at + 1..]).is_none());
                for bit in 0..8 {
                    let mut flipped = token.clone();
                    flipped[at] ^= 1 << bit;
                    prop_assert!(open(&keys.session, &flipped).is_none());
                }
            }
        }

        #[test]
        fn d1_no_bytes_make_it_panic(token in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(open(&ring_of("").session, &token).is_none());
        }
    }
}
