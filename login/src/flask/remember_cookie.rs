//! Flask-Login's signed remember cookie. It contains no time: it is valid until the key changes,
//! and the same for all browsers of a user.

use ring::hmac;

/// Signs a payload as Flask-Login's `encode_cookie` does: `payload|HMAC-SHA512 in hex`.
///
/// # Security
///
/// Anyone can read the payload, and the result never expires. The key is Flask's `SECRET_KEY`,
/// converted to bytes by [`cookie_key`].
///
/// # Examples
///
/// ```
/// let key = login::cookie_key("deterministic").unwrap();
/// let cookie = login::encode_cookie("1", &key);
/// assert!(cookie.starts_with("1|0e9e6e9855fb"));
/// assert_eq!(login::decode_cookie(&cookie, &key), Some("1"));
/// ```
#[must_use]
pub fn encode_cookie(payload: &str, key: &[u8]) -> String {
    seal(payload, &remember_key(key))
}

/// Returns the payload of a cookie that [`encode_cookie`] or Flask-Login has signed with this key,
/// and `None` for any other text. The signature is compared in constant time.
#[must_use]
pub fn decode_cookie<'a>(cookie: &'a str, key: &[u8]) -> Option<&'a str> {
    open(cookie, &[remember_key(key)])
}

/// Prepares a key once for use with many cookies.
pub(super) fn remember_key(key: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA512, key)
}

/// Returns the payload of a cookie that was signed with one of these keys.
pub(super) fn open<'a>(cookie: &'a str, keys: &[hmac::Key]) -> Option<&'a str> {
    let (payload, digits) = cookie.rsplit_once('|')?;
    let signature = unhex(digits)?;
    let is_signed = |key: &hmac::Key| hmac::verify(key, payload.as_bytes(), &signature).is_ok();
    keys.iter().any(is_signed).then_some(payload)
}

/// Signs a payload.
pub(super) fn seal(payload: &str, key: &hmac::Key) -> String {
    let signature = hmac::sign(key, payload.as_bytes());
    format!("{payload}|{}", hex(signature.as_ref()))
}

/// Returns the bytes to which Flask-Login converts a `SECRET_KEY` that is text: Latin-1. Returns
/// `None` if a character is outside of Latin-1; Flask-Login fails then.
#[must_use]
pub fn cookie_key(secret_key: &str) -> Option<Vec<u8>> {
    secret_key
        .chars()
        .map(|character| u8::try_from(u32::from(character)).ok())
        .collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Decodes lower case only, so that every signature has a single spelling.
fn unhex(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs
        .iter()
        .map(|[high, low]| Some(value(*high)? << 4 | value(*low)?))
        .collect()
}
