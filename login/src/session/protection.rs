//! Session protection: whether a session comes from the client that logged in.
//!
//! Pure: an address and a user agent come in as values.

use ring::digest::{SHA256, digest};

/// A hash of the client's address and user agent.
pub(crate) type Identifier = [u8; 16];

/// What to do with a session that comes from another client than the one that logged in
/// (Flask-Login's `session_protection`).
///
/// A client is its address and its user agent. The address is that of the connection;
/// `X-Forwarded-For` is not believed, anybody can write it. Behind a proxy that hides the
/// clients' addresses only the user agent is left to tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionProtection {
    /// Nothing.
    None,
    /// The login is not fresh any more. The default: addresses of mobile clients change.
    #[default]
    Basic,
    /// The login ends, everywhere its cookie was copied to, and the remember cookie that
    /// came with it is removed.
    Strong,
}

/// Names a client.
pub(crate) fn identifier(address: Option<&str>, user_agent: Option<&[u8]>) -> Identifier {
    let mut client = Vec::with_capacity(128);
    client.extend_from_slice(address.unwrap_or_default().as_bytes());
    client.push(b'|');
    client.extend_from_slice(user_agent.unwrap_or_default());
    let hash = digest(&SHA256, &client);
    let mut identifier = Identifier::default();
    for (to, from) in identifier.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    identifier
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_and_user_agent_both_count_and_a_missing_one_equals_an_empty_one() {
        let here = identifier(Some("127.0.0.1"), Some(b"agent"));
        assert_eq!(here, identifier(Some("127.0.0.1"), Some(b"agent")));
        assert_ne!(here, identifier(Some("127.0.0.2"), Some(b"agent")));
        assert_ne!(here, identifier(Some("127.0.0.1"), Some(b"other")));
        assert_eq!(identifier(None, None), identifier(Some(""), Some(b"")));
    }
}
