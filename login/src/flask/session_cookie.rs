//! Flask's signed session cookie (itsdangerous): `payload.timestamp.signature`, each in base64url.
//! The payload is JSON, with a `.` before it if it is compressed.
//!
//! Nothing is decompressed before the signature is verified, and only up to a limit after that.
//! Each cookie has a single accepted spelling.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::{
    deflate::compress_to_vec_zlib, inflate::decompress_to_vec_zlib_with_limit as inflate,
};
use ring::hmac;

use super::session_values::SessionValues;
use crate::clock::Timestamp;

/// The longest cookie that browsers keep.
const LONGEST_COOKIE: usize = 4096;

/// The limit for a decompressed session: many times what fits into a cookie uncompressed.
const LONGEST_JSON: usize = 64 * 1024;

/// A session whose signature is valid.
#[derive(Clone, Debug)]
pub(crate) struct FlaskSession {
    pub(crate) values: SessionValues,
    /// When Flask last wrote it.
    pub(crate) issued: Timestamp,
    /// Identifies the cookie. It is of no use without the other parts.
    pub(crate) signature: [u8; 20],
}

/// Derives the key with which Flask signs sessions.
pub(super) fn session_key(secret: &[u8]) -> hmac::Key {
    let secret = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let derived = hmac::sign(&secret, b"cookie-session");
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, derived.as_ref())
}

impl FlaskSession {
    /// Reads a cookie that was signed with one of the keys.
    pub(super) fn open(cookie: &[u8], keys: &[hmac::Key]) -> Option<Self> {
        if cookie.len() > LONGEST_COOKIE {
            return None;
        }
        let (signed, signature) = split_at_last_dot(cookie)?;
        let signature: [u8; 20] = decode(signature)?.try_into().ok()?;
        let is_signed = |key: &hmac::Key| hmac::verify(key, signed, &signature).is_ok();
        if !keys.iter().any(is_signed) {
            return None;
        }
        let (payload, issued) = split_at_last_dot(signed)?;
        let json = match payload.strip_prefix(b".") {
            Some(compressed) => inflate(&decode(compressed)?, LONGEST_JSON).ok()?,
            None => decode(payload)?,
        };
        Some(Self {
            values: SessionValues::parse(&json)?,
            issued: timestamp(issued)?,
            signature,
        })
    }

    /// Returns whether Flask would accept the time of the session: not older than `longest`, and
    /// not in the future.
    pub(super) fn is_current(&self, longest: Duration, now: Timestamp) -> bool {
        self.issued <= now && now.since(self.issued) <= longest
    }
}

/// Writes a session as Flask does.
pub(super) fn seal(values: &SessionValues, key: &hmac::Key, now: Timestamp) -> String {
    let json = values.to_json();
    let compressed = compress_to_vec_zlib(&json, 6);
    let mut cookie = if compressed.len() + 1 < json.len() {
        format!(".{}", URL_SAFE_NO_PAD.encode(compressed))
    } else {
        URL_SAFE_NO_PAD.encode(json)
    };
    let now = now.0.to_be_bytes();
    let zeros = now.iter().take_while(|byte| **byte == 0).count();
    cookie.push('.');
    URL_SAFE_NO_PAD.encode_string(now.get(zeros..).unwrap_or_default(), &mut cookie);
    let signature = hmac::sign(key, cookie.as_bytes());
    cookie.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut cookie);
    cookie
}

fn split_at_last_dot(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = bytes.rsplitn(2, |byte| *byte == b'.');
    let after = parts.next()?;
    Some((parts.next()?, after))
}

/// Decodes base64 in its single accepted spelling: without padding and without stray bits at the
/// end.
fn decode(base64: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(base64).ok()
}

fn timestamp(base64: &[u8]) -> Option<Timestamp> {
    let bytes = decode(base64)?;
    let mut seconds = [0; 8];
    let unused = seconds.len().checked_sub(bytes.len())?;
    seconds.get_mut(unused..)?.copy_from_slice(&bytes);
    Some(Timestamp(u64::from_be_bytes(seconds)))
}

#[cfg(test)]
mod tests;
