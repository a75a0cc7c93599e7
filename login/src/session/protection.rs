//! Session protection: whether a session comes from the client that logged in.
//!
//! The module is pure: the address and the user agent are passed in as values.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ring::digest::{SHA256, digest};
use smallvec::SmallVec;

use crate::encoding::beginning;

/// A hash of what distinguishes one client from another.
pub(crate) type ClientHash = [u8; 16];

/// What to do with a session that comes from a client other than the one that logged in
/// (Flask-Login's `session_protection`).
///
/// [`SessionIdentifier`] decides which requests count as the same client. Protection also applies
/// to permanent sessions and to logins that the remember cookie restored. In Flask-Login, strong
/// protection is basic for permanent sessions, and ends restored logins with their second request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionProtection {
    /// Do nothing.
    None,
    /// The login is no longer fresh. This is the default, because the addresses of mobile clients
    /// change.
    #[default]
    Basic,
    /// The login ends for all copies of its cookie. The remember credential that came with it ends
    /// too, and its cookie is removed.
    Strong,
}

/// What distinguishes one client from another, for [`SessionProtection`].
///
/// The address is that of the connection, or the one that a
/// [trusted proxy](crate::LoginManagerBuilder::trusted_proxies) names. The user agent is easy to
/// repeat: an attacker who copied a cookie usually saw the user agent with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionIdentifier {
    /// The whole address and the user agent, as in Flask-Login. This is the default. A phone that
    /// moves from the mobile network into another one counts as another client.
    #[default]
    Address,
    /// The network of the address (/24 for IPv4, /64 for IPv6) and the user agent. Tolerates
    /// addresses that change within one network, but does not detect an attacker in the same one.
    Network,
    /// Only the user agent, for clients that move between networks. Detects only attackers who do
    /// not imitate it, which is easy to do.
    UserAgent,
}

impl SessionIdentifier {
    pub(crate) fn identify(self, address: Option<IpAddr>, user_agent: Option<&[u8]>) -> ClientHash {
        // Hashed in one piece: hashing several pieces costs half as much again.
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

/// Returns the network of an address: /24 for IPv4, and /64 for IPv6, which is what one client is
/// given.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identify(by: SessionIdentifier, address: &str, user_agent: &str) -> ClientHash {
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
