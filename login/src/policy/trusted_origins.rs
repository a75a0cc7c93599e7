//! Origins whose pages may send the same requests as the application's own pages.

use crate::error::BuildError;

/// Origins as browsers write them: `https://accounts.example.com`, with a port only if it is not
/// the default one.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustedOrigins(Vec<String>);

impl TrustedOrigins {
    pub(crate) fn add(&mut self, origin: &str) {
        self.0.push(origin.to_ascii_lowercase());
    }

    pub(crate) fn contain(&self, origin: &[u8]) -> bool {
        self.0.iter().any(|trusted| trusted.as_bytes() == origin)
    }

    /// Returns an error for an origin that no browser would ever send. It would have no effect,
    /// contrary to what its author believes.
    pub(crate) fn check(&self) -> Result<(), BuildError> {
        match self.0.iter().find(|origin| !is_origin(origin)) {
            Some(origin) => Err(BuildError::Origin {
                origin: origin.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn is_origin(origin: &str) -> bool {
    let (host, usual_port) = if let Some(host) = origin.strip_prefix("https://") {
        (host, ":443")
    } else if let Some(host) = origin.strip_prefix("http://") {
        (host, ":80")
    } else {
        return false;
    };
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    !host.is_empty()
        && host.bytes().all(known)
        && !host.starts_with(':')
        && !host.ends_with([':', '.'])
        && !host.ends_with(usual_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_browser_sends_is_refused() {
        let check = |origin: &str| {
            let mut origins = TrustedOrigins::default();
            origins.add(origin);
            origins.check()
        };
        for origin in [
            "https://example.com",
            "https://EXAMPLE.com:8443",
            "http://localhost:8080",
            "http://[::1]:8080",
        ] {
            assert_eq!(check(origin), Ok(()), "{origin}");
        }
        for origin in [
            "",
            "null",
            "*",
            "example.com",
            "https://",
            "https://example.com/",
            "https://example.com/path",
            "https://example.com:443",
            "http://example.com:80",
            "https://*.example.com",
            "https://user@example.com",
            "https://example.com.",
            "https://example.com:",
            "https://ex ample.com",
            "ftp://example.com",
        ] {
            assert!(check(origin).is_err(), "{origin}");
        }
    }
}
