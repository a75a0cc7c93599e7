//! Tests with cookies that the real Flask wrote at the time 1,700,000,000, and with forgeries.

use proptest::prelude::*;

use super::*;
use crate::flask::remember_cookie::{self, cookie_key, remember_key};

const SECRET: &str = "dev-secret-key-0123456789abcdef";
const NOW: Timestamp = Timestamp(1_700_000_000);

/// Written when a remembered login was restored; not compressed.
const RESTORED: &str =
    "eyJfZnJlc2giOmZhbHNlLCJfdXNlcl9pZCI6IjQyIn0.ZVPxAA.IkLknMu1mayGV6qkuML1ugMJfbo";
/// Written at a login; compressed.
const LOGGED_IN: &str = ".eJwlzjkOwjAQAMC_uKZwvJedz6A9BW1CKsTfQWJeMO92ryPPR9tfx5W3dn9G29sk83ByV-0JA6skvbJbIfMKhmWb9aKiDjCSiWT6VgidkQMrxkKxwDDhECBTLamuqJm6TVIIS5JgG5uv7pOjloCbEndcs_0i15nHf4Ojfb6K8jD3.ZVPxAA.WqQAMl4Le8LE9F4F692ychIaWQc";
const REMEMBER: &str = "42|274d9b92b136398f9deaa6d59d85760e49a188ee0490e123e7d23b698a54fc72183e3b1753273950d080ab6a599bd37206c6ccb740fc241b8c5d58c4c4364451";
/// Signed with the bytes 0 to 31, with a value of every kind that Flask tags.
const TAGGED: &str = ".eJx1T8lKxEAQ_ZVQ5yC9byDoyZPiYW4qoZcqHMgkkkXEIf9uT3L2Ug_eUq_qCh1NOH9CWKYVW-jOBQI4nXLJOucYGUqhiCxmQpZIGeOLkT7xxEiTZlIKNFpblzkpyYwyRVERXtlUVEnWFCt1ipEssagiYuROR1kSaltMEjx7lp0p5K3MKWrDlHdQD1lnnI5rfsf3lTFMD_gTL1893uXxUh0JwhWaOuHx1d3D1kLZmVvkVH9puGpexu9GMCEbIQKXQbDm6fl0sw4QhrXvWxgHPFLnHZaug6C36pjrmr3X167lECG8QYSWf1R93ak6gQuptLHuP4Rt-wO1pmKz.ZVPxAA.L_RnYBPmT4VrMLlkCD2Z-iFmn_w";
const TAGGED_REMEMBER: &str = r#""zo\303\253@example.com|0c538d9c1e5d4b3e79db7cc52f1edaf6a552db3ea4c772ccea556e59c309d33fc49807238152bb3435672af8d6ce7f5add42c71a14e9a3ede04f8825a44d61a8""#;

fn key() -> hmac::Key {
    session_key(SECRET.as_bytes())
}

fn bytes() -> Vec<u8> {
    (0..32).collect()
}

fn open(cookie: &str) -> Option<FlaskSession> {
    FlaskSession::open(cookie.as_bytes(), &[key()])
}

/// Returns a cookie with a valid signature for any payload and timestamp.
fn signed(payload: &str, timestamp: &str) -> String {
    let signed = format!("{payload}.{timestamp}");
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key(), signed.as_bytes()));
    format!("{signed}.{signature}")
}

#[test]
fn sessions_that_flask_wrote_are_read() {
    for cookie in [RESTORED, LOGGED_IN] {
        let session = open(cookie).unwrap();
        assert_eq!(session.values.user_id().unwrap(), "42");
        assert_eq!(session.issued, NOW);
    }
    let session = FlaskSession::open(TAGGED.as_bytes(), &[session_key(&bytes())]).unwrap();
    assert_eq!(session.values.user_id().unwrap(), "zoë@example.com");
    assert_eq!(session.values.plain("s").unwrap(), "é");
    for tagged in ["b", "d", "one", "t", "u"] {
        assert_eq!(session.values.plain(tagged), None);
    }
}

#[test]
fn remember_cookies_that_flask_login_wrote_are_read() {
    let key = remember_key(&cookie_key(SECRET).unwrap());
    let read = |cookie: &str, key: &hmac::Key| {
        let text = crate::flask::octets::unquote(cookie.as_bytes())?;
        remember_cookie::open(&text, std::slice::from_ref(key)).map(str::to_owned)
    };
    assert_eq!(read(REMEMBER, &key).as_deref(), Some("42"));
    let tagged_key = remember_key(&bytes());
    let user_id = read(TAGGED_REMEMBER, &tagged_key);
    assert_eq!(user_id.as_deref(), Some("zoë@example.com"));
    let written = remember_cookie::seal("zoë@example.com", &tagged_key);
    assert_eq!(crate::flask::octets::quote(&written), TAGGED_REMEMBER);
    assert_eq!(remember_cookie::seal("42", &key), REMEMBER);

    let (payload, digits) = REMEMBER.split_once('|').unwrap();
    let upper = format!("{payload}|{}", digits.to_uppercase());
    assert_eq!(read(&upper, &key), None, "K7");
    assert_eq!(read(REMEMBER, &tagged_key), None);
}

#[test]
fn sessions_are_written_as_flask_writes_them() {
    let values = SessionValues::default().with_login("42");
    assert_eq!(seal(&values, &key(), NOW), RESTORED);
    // The compressor differs from Flask's, so the text differs too. The values are the same.
    let long = open(LOGGED_IN).unwrap().values;
    let written = seal(&long, &key(), NOW);
    assert!(written.starts_with('.'));
    assert_eq!(open(&written).unwrap().values.to_json(), long.to_json());
}

#[test]
fn a_session_counts_from_when_it_was_written_until_it_is_too_old() {
    let session = open(LOGGED_IN).unwrap();
    let month = Duration::from_secs(31 * 24 * 60 * 60);
    for (now, is_current) in [
        (1_699_999_999, false),
        (1_700_000_000, true),
        (1_702_678_400, true),
        (1_702_678_401, false),
    ] {
        assert_eq!(
            session.is_current(month, Timestamp(now)),
            is_current,
            "{now}"
        );
    }
}

#[test]
fn k7_other_spellings_of_a_session_are_refused() {
    let head = LOGGED_IN.strip_suffix('c').unwrap();
    for last in ["d", "e", "f", "c=", "c ", ""] {
        assert!(open(&format!("{head}{last}")).is_none(), "{last}");
    }
    assert!(open(&format!("\"{LOGGED_IN}\"")).is_none());
    // Signed but not canonical: stray bits, padding, the other alphabet.
    for payload in ["e31", "e30=", "e30\n", ".e30", "", "eyJhIjoi+/8ifQ"] {
        assert!(open(&signed(payload, "ZVPxAA")).is_none(), "{payload}");
    }
    assert!(open(&signed("e30", "ZVPxAA")).is_some());
}

#[test]
fn k3_one_of_several_keys_is_enough_and_a_removed_one_is_not() {
    let (old, new) = (key(), session_key(b"another"));
    let both = [new.clone(), old];
    assert!(FlaskSession::open(RESTORED.as_bytes(), &both).is_some());
    assert!(FlaskSession::open(RESTORED.as_bytes(), &[new]).is_none());
    assert!(FlaskSession::open(RESTORED.as_bytes(), &[]).is_none());
}

#[test]
fn k4_what_the_same_secret_signed_for_another_purpose_is_refused() {
    // itsdangerous with another salt than Flask's, or none.
    let (signed, _) = split_at_last_dot(RESTORED.as_bytes()).unwrap();
    for salt in ["itsdangerous", "cookie", "", "cookie-sessionsigner"] {
        let root = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET.as_bytes());
        let derived = hmac::sign(&root, salt.as_bytes());
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, derived.as_ref());
        let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed));
        let cookie = format!("{}.{signature}", str::from_utf8(signed).unwrap());
        assert!(open(&cookie).is_none(), "{salt}");
    }
    // A remember cookie is not a session.
    assert!(open(REMEMBER).is_none());
}

#[test]
fn d4_a_signed_bomb_is_refused_within_bounded_memory() {
    let bomb = compress_to_vec_zlib(&vec![b' '; 10_000_000], 9);
    assert!(bomb.len() < 20_000);
    assert!(inflate(&bomb, LONGEST_JSON).is_err());
    // As a whole cookie, the bomb exceeds the length limit. One that fits decompresses to too much.
    let cookie = |length: usize| {
        let mut json = vec![b' '; length];
        json.extend_from_slice(b"{}");
        let packed = URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&json, 9));
        signed(&format!(".{packed}"), "ZVPxAA")
    };
    assert!(cookie(10_000_000).len() > LONGEST_COOKIE);
    assert!(open(&cookie(10_000_000)).is_none());
    let fits = cookie(2_000_000);
    assert!(fits.len() < LONGEST_COOKIE);
    assert!(open(&fits).is_none());
    assert!(open(&cookie(LONGEST_JSON - 2)).is_some());
    assert!(open(&cookie(LONGEST_JSON - 1)).is_none());
}

#[test]
fn signed_nonsense_is_refused() {
    for json in ["", "[]", "42", "{\"a\":}", "\"x\"", "{}{}", "\u{0}"] {
        let payload = URL_SAFE_NO_PAD.encode(json);
        assert!(open(&signed(&payload, "ZVPxAA")).is_none(), "{json}");
    }
    // A timestamp of nine bytes, and text that is not base64.
    for timestamp in ["AQIDBAUGBwgJ", "ZVPxA", "?"] {
        assert!(open(&signed("e30", timestamp)).is_none(), "{timestamp}");
    }
    let nested = format!("{{\"a\":{}{}}}", "[".repeat(9_000), "]".repeat(9_000));
    let packed = URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(nested.as_bytes(), 9));
    let deep = open(&signed(&format!(".{packed}"), "ZVPxAA"));
    assert!(deep.is_none_or(|session| session.values.plain("a").is_none()));
}

proptest! {
    #[test]
    fn k1_no_flipped_bit_and_no_cut_of_a_session_is_accepted(user_id in "\\PC{0,40}") {
        let cookie = seal(&SessionValues::default().with_login(&user_id), &key(), NOW);
        let cookie = cookie.into_bytes();
        let open = |bytes: &[u8]| FlaskSession::open(bytes, &[key()]);
        prop_assert_eq!(open(&cookie).unwrap().values.user_id(), Some(user_id));
        for at in 0..cookie.len() {
            prop_assert!(open(&cookie[..at]).is_none());
            prop_assert!(open(&cookie[at + 1..]).is_none());
            let mut flipped = cookie.clone();
            flipped[at] ^= 1 << (at % 8);
            prop_assert!(open(&flipped).is_none());
        }
    }

    #[test]
    fn k1_no_flipped_bit_and_no_cut_of_a_remember_cookie_is_accepted(user_id in "\\PC{0,40}") {
        let key = [remember_key(SECRET.as_bytes())];
        let cookie = remember_cookie::seal(&user_id, &key[0]);
        prop_assert_eq!(remember_cookie::open(&cookie, &key), Some(user_id.as_str()));
        for at in 0..cookie.len() {
            let cut = [cookie.get(..at), cookie.get(at + 1..)];
            for cut in cut.into_iter().flatten() {
                prop_assert_eq!(remember_cookie::open(cut, &key), None);
            }
            let mut flipped = cookie.clone().into_bytes();
            flipped[at] ^= 1 << (at % 7);
            if let Ok(flipped) = String::from_utf8(flipped) {
                prop_assert_eq!(remember_cookie::open(&flipped, &key), None);
            }
        }
    }

    #[test]
    fn d1_no_bytes_make_it_panic(
        cookie in prop::collection::vec(any::<u8>(), 0..200),
        text in "[A-Za-z0-9_.|=-]{0,200}",
        payload in "\\.?[A-Za-z0-9_-]{0,80}",
        timestamp in "[A-Za-z0-9_-]{0,14}",
    ) {
        prop_assert!(FlaskSession::open(&cookie, &[key()]).is_none());
        prop_assert!(open(&text).is_none());
        // Also with a valid signature.
        open(&signed(&payload, &timestamp));
    }
}
