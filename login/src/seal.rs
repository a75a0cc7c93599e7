//! Sealed tokens: what the browser keeps for us, unreadable and unchangeable.
//!
//! In come bytes, out goes cookie-safe text, and back. A token is
//! `base64url(version ‖ key id ‖ nonce ‖ AES-256-GCM ciphertext ‖ tag)`, with version and
//! key id authenticated as well. Each purpose has a key of its own, so that a token made for
//! one is noise to every other.

use std::fmt;

use base64::{Engine, decoded_len_estimate, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    aead::{self, AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{self, HKDF_SHA256},
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use smallvec::SmallVec;

use crate::secret::SecretKey;

const VERSION: u8 = 1;
const KEY_ID_LEN: usize = 4;
const HEADER_LEN: usize = 1 + KEY_ID_LEN;
const TAG_LEN: usize = 16;
const OVERHEAD: usize = HEADER_LEN + NONCE_LEN + TAG_LEN;

/// What was sealed. A login without values of the application needs no memory of its own.
pub(crate) type Plaintext = SmallVec<[u8; 256]>;

/// What a key is for. The text is part of the derivation: changing one ends what it made.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    Session,
    Remember,
    UserFingerprint,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Session => b"session cookie",
            Self::Remember => b"remember cookie",
            Self::UserFingerprint => b"user fingerprint",
        }
    }
}

/// All keys of one application, derived once from its secret.
pub(crate) struct KeyRing {
    pub(crate) session: Sealer,
    pub(crate) remember: Sealer,
    /// Ties a login to the user's `session_hash` without storing it.
    pub(crate) fingerprint: hmac::Key,
}

impl KeyRing {
    /// Two managers with one secret accept nothing of each other's unless the application and
    /// both cookies have the same names.
    pub(crate) fn derive(
        secret: &SecretKey,
        application: &str,
        [session_cookie, remember_cookie]: [&str; 2],
    ) -> Result<Self, CryptoError> {
        let root = hkdf::Salt::new(HKDF_SHA256, b"login").extract(secret.bytes());
        // Each part behind its length, so that no two sets of names read alike.
        let names = [application, session_cookie, remember_cookie];
        let names: Vec<u8> = names
            .iter()
            .flat_map(|name| {
                let length = u64::try_from(name.len()).unwrap_or(u64::MAX);
                length.to_be_bytes().into_iter().chain(name.bytes())
            })
            .collect();
        let info = |purpose: Purpose| [purpose.label(), b"\0", &names];
        let fingerprint = info(Purpose::UserFingerprint);
        Ok(Self {
            session: Sealer::derive(&root, &info(Purpose::Session))?,
            remember: Sealer::derive(&root, &info(Purpose::Remember))?,
            fingerprint: root.expand(&fingerprint, hmac::HMAC_SHA256)?.into(),
        })
    }
}

impl KeyRing {
    /// Tells one secret and application from another, and nothing of either.
    pub(crate) fn id(&self) -> [u8; KEY_ID_LEN] {
        self.session.key_id
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(..)")
    }
}

/// Seals and opens tokens for one purpose.
pub(crate) struct Sealer {
    key: LessSafeKey,
    /// Says which key sealed a token, so that a second one can be told apart.
    key_id: [u8; KEY_ID_LEN],
}

struct KeyIdLen;

impl hkdf::KeyType for KeyIdLen {
    fn len(&self) -> usize {
        KEY_ID_LEN
    }
}

impl Sealer {
    fn derive(root: &hkdf::Prk, info: &[&[u8]]) -> Result<Self, CryptoError> {
        let key: UnboundKey = root.expand(info, &AES_256_GCM)?.into();
        let mut id_info = info.to_vec();
        id_info.push(b"\0key id");
        let mut key_id = [0; KEY_ID_LEN];
        root.expand(&id_info, KeyIdLen)?.fill(&mut key_id)?;
        Ok(Self {
            key: LessSafeKey::new(key),
            key_id,
        })
    }

    fn header(&self) -> [u8; HEADER_LEN] {
        let [a, b, c, d] = self.key_id;
        [VERSION, a, b, c, d]
    }

    /// How long the token for so many bytes is.
    pub(crate) fn token_len(plaintext_len: usize) -> usize {
        (OVERHEAD + plaintext_len).saturating_mul(4).div_ceil(3)
    }

    pub(crate) fn seal(
        &self,
        plaintext: &[u8],
        randomness: Randomness,
    ) -> Result<String, CryptoError> {
        let header = self.header();
        let nonce: [u8; NONCE_LEN] = randomness.bytes()?;
        let mut token = Vec::with_capacity(OVERHEAD + plaintext.len());
        token.extend_from_slice(&header);
        token.extend_from_slice(&nonce);
        token.extend_from_slice(plaintext);
        let (_, message) = token.split_at_mut(HEADER_LEN + NONCE_LEN);
        let tag = self.key.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header),
            message,
        )?;
        token.extend_from_slice(tag.as_ref());
        Ok(URL_SAFE_NO_PAD.encode(token))
    }

    /// The bytes that were sealed, or nothing if this is not, to the last bit, a token that
    /// this key sealed. Only one spelling of a token is accepted: base64 with padding or
    /// with stray bits at its end is refused.
    pub(crate) fn open(&self, token: &[u8]) -> Option<Plaintext> {
        let mut bytes = Plaintext::from_elem(0, decoded_len_estimate(token.len()));
        let len = URL_SAFE_NO_PAD.decode_slice(token, &mut bytes).ok()?;
        bytes.truncate(len);
        let (header, rest) = bytes.split_at_mut_checked(HEADER_LEN)?;
        if *header != self.header() {
            return None;
        }
        let (nonce, message) = rest.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let aad = Aad::from(self.header());
        let plaintext_len = self.key.open_in_place(nonce, aad, message).ok()?.len();
        bytes.drain(..HEADER_LEN + NONCE_LEN);
        bytes.truncate(plaintext_len);
        Some(bytes)
    }
}

/// Where nonces and identifiers come from: the operating system, or nowhere in a test.
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

/// No random bytes were to be had, or a message was beyond what AES-GCM can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CryptoError;

impl From<ring::error::Unspecified> for CryptoError {
    fn from(_: ring::error::Unspecified) -> Self {
        Self
    }
}

// The overhead above is spelled out for one algorithm.
const _: () = assert!(TAG_LEN == aead::MAX_TAG_LEN);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring_of(application: &str) -> KeyRing {
        let secret = SecretKey::new("6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61").unwrap();
        KeyRing::derive(&secret, application, ["s", "r"]).unwrap()
    }

    fn seal(sealer: &Sealer, plaintext: &[u8]) -> String {
        sealer.seal(plaintext, Randomness::SYSTEM).unwrap()
    }

    #[test]
    fn k4_a_token_of_one_purpose_or_application_is_refused_as_another() {
        let (shop, admin) = (ring_of("shop"), ring_of("admin"));
        let token = seal(&shop.session, b"user 1");
        assert!(shop.session.open(token.as_bytes()).is_some());
        assert!(shop.remember.open(token.as_bytes()).is_none());
        assert!(admin.session.open(token.as_bytes()).is_none());
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
                assert!(keys.session.open(&respelled).is_none());
            }
            for suffix in ["=", "==", " ", "\""] {
                let respelled = format!("{token}{suffix}");
                assert!(keys.session.open(respelled.as_bytes()).is_none());
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
            let opened = keys.session.open(token.as_bytes());
            prop_assert_eq!(opened.map(Plaintext::into_vec), Some(plaintext));
        }

        #[test]
        fn k1_no_flipped_bit_and_no_cut_is_accepted(
            plaintext in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let keys = ring_of("");
            let token = seal(&keys.session, &plaintext).into_bytes();
            for at in 0..token.len() {
                prop_assert!(keys.session.open(&token[..at]).is_none());
                prop_assert!(keys.session.open(&token[at + 1..]).is_none());
                for bit in 0..8 {
                    let mut flipped = token.clone();
                    flipped[at] ^= 1 << bit;
                    prop_assert!(keys.session.open(&flipped).is_none());
                }
            }
        }

        #[test]
        fn d1_no_bytes_make_it_panic(token in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(ring_of("").session.open(&token).is_none());
        }
    }
}
