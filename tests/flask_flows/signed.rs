//! Flask's cookies, made here.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use login::{cookie_key, encode_cookie};
use ring::hmac;
use serde_json::{Value, json};

/// No secret that this crate would take for itself.
pub(crate) const SECRET: &str = "dev";

/// When the clock of a test begins.
pub(crate) const START: u64 = 1_700_000_000;

fn sign(key: &[u8], text: &[u8]) -> hmac::Tag {
    hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key),
        text,
    )
}

/// A session of Flask's with these values, written then.
pub(crate) fn session_of(secret: &str, values: &Value, at: u64) -> String {
    let key = sign(secret.as_bytes(), b"cookie-session");
    let payload = URL_SAFE_NO_PAD.encode(values.to_string());
    let at = URL_SAFE_NO_PAD.encode(&at.to_be_bytes()[4..]);
    let signed = format!("{payload}.{at}");
    let signature = URL_SAFE_NO_PAD.encode(sign(key.as_ref(), signed.as_bytes()));
    format!("{signed}.{signature}")
}

/// A session of this user's, as after a login; of a moment and a browser of its own.
pub(crate) fn session(user_id: &str, at: u64) -> String {
    let values = json!({"_fresh": true, "_id": "c0ffee", "_user_id": user_id});
    session_of(SECRET, &values, at)
}

/// The remember cookie of this user.
pub(crate) fn remember(user_id: &str) -> String {
    encode_cookie(user_id, &cookie_key(SECRET).unwrap())
}

/// What a session of Flask's holds.
pub(crate) fn values(cookie: &str) -> Value {
    let payload = cookie.split('.').next().unwrap();
    let json = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let values: Value = serde_json::from_slice(&json).unwrap();
    let key = sign(SECRET.as_bytes(), b"cookie-session");
    let (signed, signature) = cookie.rsplit_once('.').unwrap();
    let expected = URL_SAFE_NO_PAD.encode(sign(key.as_ref(), signed.as_bytes()));
    assert_eq!(signature, expected);
    values
}
