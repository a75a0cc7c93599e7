//! Which connections are trusted to name the client of a request.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::error::BuildError;

/// The networks of the application's own proxies; empty by default.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Parses networks like `10.0.0.0/8` and single addresses.
    pub(crate) fn parse(networks: &[String]) -> Result<Self, BuildError> {
        let networks = networks.iter().map(|network| {
            let parsed = match network.parse::<IpAddr>() {
                Ok(address) => Some(IpNet::from(address)),
                Err(_) => network.parse().ok(),
            };
            // Bits after the prefix are a typing mistake, in the address or in the prefix length.
            let parsed = parsed.filter(|parsed: &IpNet| parsed.addr() == parsed.network());
            match parsed {
                Some(parsed) if parsed.prefix_len() > 0 => Ok(canonical(parsed)),
                _ => Err(BuildError::TrustedProxy {
                    network: network.clone(),
                }),
            }
        });
        networks.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Converts an IPv4-mapped IPv6 network to IPv4, the form in which addresses are compared.
fn canonical(network: IpNet) -> IpNet {
    let IpNet::V6(inside) = network else {
        return network;
    };
    let prefix = inside.prefix_len().checked_sub(96);
    let mapped = inside.addr().to_ipv4_mapped();
    match (mapped, prefix) {
        (Some(address), Some(prefix)) => IpNet::new(IpAddr::V4(address), prefix).unwrap_or(network),
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusts(network: &str, address: &str) -> bool {
        let proxies = TrustedProxies::parse(&[network.to_owned()]).unwrap();
        proxies.contain(address.parse().unwrap())
    }

    #[test]
    fn u2_a_network_is_trusted_to_its_last_address() {
        assert!(trusts("10.0.0.0/8", "10.255.255.255"));
        assert!(!trusts("10.0.0.0/8", "11.0.0.0"));
        assert!(trusts("127.0.0.1", "127.0.0.1"));
        assert!(!trusts("127.0.0.1", "127.0.0.2"));
        assert!(trusts("fd00::/8", "fdff::1"));
        assert!(!trusts("::1", "::2"));
        assert!(trusts("::ffff:10.0.0.0/104", "10.1.2.3"));
    }

    #[test]
    fn u2_what_is_no_network_or_everybody_is_refused() {
        for network in [
            "",
            "proxy.example",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "fd00::1/8",
            "10.0.0.0 ",
            "10.0.0.0-10.0.0.9",
            "0.0.0.0/0",
            "::/0",
        ] {
            let error = TrustedProxies::parse(&[network.to_owned()]).unwrap_err();
            assert!(error.to_string().contains("trusted_proxies"), "{network}");
        }
    }
}
