//! Session protection: whether a session comes from the client that logged in.
//!
//! Pure: an address and a user agent come in as values.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ring::digest::{SHA256, digest};
use smallvec::SmallVec;

use crate::encoding::beginning;

/// A hash of what tells a client from another.
pub(crate) type Identifier = [u8; 16];

/// What to do with a session that comes from another client than the one that logged in
/// (Flask-Login's `session_protection`).
///
/// What another client is says [`SessionIdentifier`]. It holds for permanent sessions and for
/// logins that the remember cookie restored as well; in Flask-Login strong protection is basic
/// for the first, and ends the others with their second request.
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

/// What tells one client from another, for [`SessionProtection`].
///
/// The address is that of the connection, or the one that a
/// [trusted proxy](crate::LoginManagerBuilder::trusted_proxies) names. What a client says of
/// itself, anybody can repeat: whoever copied a cookie usually saw the user agent with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionIdentifier {
    /// The whole address and the user agent, as in Flask-Login: the default. A phone that goes
    /// from the mobile network into another is another client.
    #[default]
    Address,
    /// The network that the address is in (/24 of IPv4, /64 of IPv6) and the user agent. Forgives
    /// addresses that change within one network; a thief in the same one is not met.
    Network,
    /// The user agent alone, for clients on the move: only a thief is met who does not imitate
    /// it, which is easy to do.
    UserAgent,
}

impl SessionIdentifier {
    /// Names a client.
    pub(crate) fn identify(self, address: Option<IpAddr>, user_agent: Option<&[u8]>) -> Identifier {
        // One piece: a hash of several costs half as much again.
        let mut client = SmallVec::<[u8; 256]>::new();
        match self.part_of(address) {
            None => client.push(0),
            Some(IpAddr::V4(address)) => {
                client.push(4);
                client.extend_from_slice(&address.octets());
            }
            Some(IpAddr::V6(address)) => {
                client.push(6);
                client.extend_from_slice(&address.octets());
            }
        }
        client.extend_from_slice(user_agent.unwrap_or_default());
        beginning(digest(&SHA256, &client))
    }

    fn part_of(self, address: Option<IpAddr>) -> Option<IpAddr> {
        match self {
            Self::Address => address,
            Self::Network => address.map(network),
            Self::UserAgent => None,
        }
    }
}

/// The network of an address: /24 of IPv4, and /64 of IPv6, which is what one client is given.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identify(by: SessionIdentifier, address: &str, user_agent: &str) -> Identifier {
        let address = (!address.is_empty()).then(|| address.parse().unwrap());
        by.identify(address, Some(user_agent.as_bytes()))
    }

    #[test]
    fn address_and_user_agent_both_count_and_a_missing_one_equals_an_empty_one() {
        let by = SessionIdentifier::Address;
        let here = identify(by, "127.0.0.1", "agent");
        assert_eq!(here, identify(by, "127.0.0.1", "agent"));
        assert_ne!(here, identify(by, "127.0.0.2", "agent"));
        assert_ne!(here, identify(by, "127.0.0.1", "other"));
        assert_ne!(here, identify(by, "", "agent"));
        assert_eq!(by.identify(None, None), identify(by, "", ""));
    }

    #[test]
    fn of_a_network_all_addresses_are_one_client() {
        let by = SessionIdentifier::Network;
        for (one, other, same) in [
            ("192.0.2.1", "192.0.2.255", true),
            ("192.0.2.1", "192.0.3.1", false),
            ("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true),
            ("2001:db8::1", "2001:db8:0:1::1", false),
            ("192.0.2.1", "", false),
        ] {
            let (here, there) = (identify(by, one, "agent"), identify(by, other, "agent"));
            assert_eq!(here == there, same, "{one} {other}");
            assert_ne!(here, identify(by, one, "other"));
        }
    }

    #[test]
    fn by_the_user_agent_alone_addresses_do_not_count() {
        let by = SessionIdentifier::UserAgent;
        let here = identify(by, "192.0.2.1", "agent");
        assert_eq!(here, identify(by, "2001:db8::1", "agent"));
        assert_eq!(here, identify(by, "", "agent"));
        assert_ne!(here, identify(by, "192.0.2.1", "other"));
    }

    #[test]
    fn no_user_agent_makes_one_address_of_another() {
        let by = SessionIdentifier::Address;
        let address = by.identify(Some([1, 2, 3, 4].into()), Some(b"agent"));
        assert_ne!(
            address,
            by.identify(None, Some(b"\x04\x01\x02\x03\x04agent"))
        );
    }
}
