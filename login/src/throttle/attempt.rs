//! An attempt to log in, reduced to what the limits need.

use std::net::IpAddr;

use ring::digest::{Context, SHA256};

use crate::{encoding::beginning, session::network};

/// A hash, so that visitors control neither its length nor its content.
pub(crate) type Subject = [u8; 16];

/// One attempt to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    pub(crate) account: Subject,
    /// `None` for a connection without an address.
    pub(crate) address: Option<Subject>,
    /// The account combined with the network that the attempt comes from.
    pub(crate) account_there: Option<Subject>,
}

/// What was charged for an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charge {
    pub(crate) attempt: Attempt,
    /// Whether the account is known in that network and has a separate limit there.
    pub(crate) is_known_there: bool,
}

impl Attempt {
    pub(crate) fn new(account: &str, address: Option<IpAddr>) -> Self {
        // Most applications look accounts up this way. A separate limit for each spelling would be
        // no limit.
        let account = account.trim().to_lowercase();
        let octets = |address: IpAddr| match address {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        };
        Self {
            account: subject("account", &[account.as_bytes()]),
            address: address.map(|address| {
                let whole = match address {
                    IpAddr::V4(_) => address,
                    // One customer has at least a /64.
                    IpAddr::V6(_) => network(address),
                };
                subject("address", &[&octets(whole)])
            }),
            account_there: address.map(|address| {
                let network = octets(network(address));
                subject("account there", &[&network, account.as_bytes()])
            }),
        }
    }
}

impl Charge {
    /// Returns the key under which the account's limit counts the attempt.
    pub(crate) fn account(&self) -> Subject {
        let there = self.attempt.account_there.filter(|_| self.is_known_there);
        there.unwrap_or(self.attempt.account)
    }
}

fn subject(kind: &str, parts: &[&[u8]]) -> Subject {
    let mut context = Context::new(&SHA256);
    context.update(kind.as_bytes());
    for part in parts {
        context.update(&[0]);
        context.update(&part.len().to_be_bytes());
        context.update(part);
    }
    beginning(context.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(account: &str, address: &str) -> Attempt {
        Attempt::new(account, address.parse().ok())
    }

    #[test]
    fn u2_spaces_and_upper_case_make_no_other_account() {
        let one = attempt("ada@example.com", "");
        assert_eq!(attempt(" Ada@Example.COM\t", ""), one);
        assert_ne!(attempt("ada@example.org", ""), one);
        assert_eq!(one.address, None);
    }

    #[test]
    fn u2_of_ipv6_64_bits_are_one_address_and_of_ipv4_all() {
        for (one, other, same) in [
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("2001:db8::1", "2001:db8::2", true),
            ("2001:db8::1", "2001:db8:0:1::1", false),
        ] {
            let (one, other) = (attempt("a", one), attempt("a", other));
            assert_eq!(one.address == other.address, same);
        }
    }

    #[test]
    fn u2_an_account_is_known_in_a_network() {
        let here = attempt("a", "192.0.2.1").account_there;
        assert_eq!(attempt("a", "192.0.2.200").account_there, here);
        assert_ne!(attempt("a", "192.0.3.1").account_there, here);
        assert_ne!(attempt("b", "192.0.2.1").account_there, here);
    }
}
