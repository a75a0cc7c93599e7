//! Flask-Login's functions that stand on their own: its signed remember cookie, and the
//! identifier of its session protection.
//!
//! Nothing else here uses them; they are for programs that share cookies with a Flask
//! application. A cookie signed this way carries no time: it is good until the key changes.

use ring::{
    digest::{SHA512, digest},
    hmac,
};

/// Signs a payload as Flask-Login's `encode_cookie` does: `payload|HMAC-SHA512 in hex`.
///
/// # Security
///
/// The payload can be read by anybody and the result never expires. The key is Flask's
/// `SECRET_KEY`, as [`cookie_key`] makes bytes of it.
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
    format!("{payload}|{}", hex(signature(payload, key).as_ref()))
}

/// The payload of a cookie that [`encode_cookie`], or Flask-Login, signed with this key;
/// `None` for any other text. The signature is compared in constant time.
#[must_use]
pub fn decode_cookie<'a>(cookie: &'a str, key: &[u8]) -> Option<&'a str> {
    let (payload, digits) = cookie.rsplit_once('|')?;
    let signature = unhex(digits)?;
    let key = hmac::Key::new(hmac::HMAC_SHA512, key);
    hmac::verify(&key, payload.as_bytes(), &signature).ok()?;
    Some(payload)
}

/// The bytes that Flask-Login makes of a `SECRET_KEY` that is text: Latin-1; `None` if it
/// has a character beyond that, where Flask-Login fails.
#[must_use]
pub fn cookie_key(secret_key: &str) -> Option<Vec<u8>> {
    secret_key
        .chars()
        .map(|character| u8::try_from(u32::from(character)).ok())
        .collect()
}

/// The identifier of Flask-Login's session protection: SHA-512 of `address|user agent` in
/// hex. An unknown address reads `None`; a missing agent equals an empty one.
#[must_use]
pub fn session_identifier(address: Option<&str>, user_agent: Option<&str>) -> String {
    let (address, agent) = (address.unwrap_or("None"), user_agent.unwrap_or_default());
    hex(digest(&SHA512, format!("{address}|{agent}").as_bytes()).as_ref())
}

fn signature(payload: &str, key: &[u8]) -> hmac::Tag {
    let key = hmac::Key::new(hmac::HMAC_SHA512, key);
    hmac::sign(&key, payload.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Lower case only: every signature has one spelling.
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
