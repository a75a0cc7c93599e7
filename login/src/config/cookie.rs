//! Names and attributes of cookies.

use memchr::memmem::Finder;

use crate::error::BuildError;

/// Which cross-site requests carry a cookie (RFC 6265bis 5.6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// No cross-site request carries the cookie, not even one that follows a link. Visitors who
    /// arrive from another site appear logged out.
    Strict,
    /// Links, typed addresses and forms that use GET carry the cookie; forms that use POST, and
    /// fetches, of other sites do not.
    Lax,
    /// All cross-site requests carry the cookie. Requires `Secure`. The attribute then does not
    /// protect against requests forged by other sites, so that the application needs another
    /// protection; the manager has one, see
    /// [`trusted_origin`](crate::LoginManagerBuilder::trusted_origin).
    None,
}

/// Name and attributes of the session cookie or of the remember cookie.
///
/// The defaults are the strictest with which a login works: `Secure`, `HttpOnly`, `SameSite=Lax`,
/// `Path=/`, no `Domain`, and a name with the `__Host-` prefix, which makes the browser enforce
/// most of these (ASVS 3.3.1 to 3.3.4). Contradictory settings are refused by
/// [`build`](crate::LoginManagerBuilder::build).
///
/// # Examples
///
/// One login for `example.com` and all its subdomains. `__Host-` forbids `Domain`, so the default
/// names become `__Secure-session` and `__Secure-remember_token`:
///
/// ```
/// use login::{CookieConfig, LoginManager, SecretKey};
/// # use login::UserMixin;
/// # #[derive(Clone, UserMixin)] struct User { id: i64 }
/// # async fn find(id: i64) -> Option<User> { None }
///
/// let manager = LoginManager::builder(SecretKey::generate()?)
///     .user_loader(find)
///     .session_cookie(CookieConfig::new().domain("example.com"))
///     .remember_cookie(CookieConfig::new().domain("example.com"))
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to the builder of the manager"]
pub struct CookieConfig {
    name: Option<String>,
    domain: Option<String>,
    path: String,
    secure: Option<bool>,
    http_only: bool,
    same_site: Option<SameSite>,
}

impl CookieConfig {
    /// Returns the default settings.
    pub fn new() -> Self {
        Self {
            name: None,
            domain: None,
            path: "/".to_owned(),
            secure: None,
            http_only: true,
            same_site: Some(SameSite::Lax),
        }
    }

    /// Sets the name; by default `session` or `remember_token`, with the strongest prefix that the
    /// other settings allow (`__Host-`, `__Secure-`, none).
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sends the cookie to this domain and all its subdomains; by default only to the host that set
    /// it. Every subdomain can then read and replace the cookie.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// Sends the cookie only below this path; `/` by default. This is no protection, because pages
    /// of one host can access each other whatever their paths.
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Sets whether the cookie is sent over https only; `true` by default. `false` is refused
    /// unless [`allow_insecure_http`](crate::LoginManagerBuilder::allow_insecure_http) was called,
    /// with which it becomes the default.
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = Some(secure);
        self
    }

    /// Sets whether scripts are denied access to the cookie; `true` by default. With `false`, one
    /// injected script is enough to steal the login.
    pub fn http_only(mut self, http_only: bool) -> Self {
        self.http_only = http_only;
        self
    }

    /// Sets which cross-site requests carry the cookie; [`SameSite::Lax`] by default: links do,
    /// forms that use POST and fetches do not. `None` omits the attribute and leaves the decision to
    /// the browser.
    pub fn same_site(mut self, same_site: impl Into<Option<SameSite>>) -> Self {
        self.same_site = same_site.into();
        self
    }

    /// Sets the name, unless there is one.
    #[cfg(feature = "flask-compat")]
    pub(crate) fn or_named(mut self, name: &str) -> Self {
        self.name.get_or_insert_with(|| name.to_owned());
        self
    }

    /// Validates the settings and determines the name.
    pub(crate) fn resolve(
        self,
        plain_name: &'static str,
        allow_insecure: bool,
    ) -> Result<CookieSpec, BuildError> {
        let secure = self.secure.unwrap_or(!allow_insecure);
        let name = self.name.unwrap_or_else(|| {
            let prefix = match (secure, &self.domain, self.path.as_str()) {
                (true, None, "/") => "__Host-",
                (true, _, _) => "__Secure-",
                (false, _, _) => "",
            };
            format!("{prefix}{plain_name}")
        });
        let spec = CookieSpec {
            beginning: Finder::new(&format!("{name}=")).into_owned(),
            name,
            domain: self.domain,
            path: self.path,
            secure,
            http_only: self.http_only,
            same_site: self.same_site,
        };
        spec.check(allow_insecure)?;
        Ok(spec)
    }
}

impl Default for CookieConfig {
    fn default() -> Self {
        Self::new()
    }
}

/// The final name and attributes of a cookie.
#[derive(Clone, Debug)]
pub(crate) struct CookieSpec {
    pub(crate) name: String,
    /// Searches a header for `name=`.
    pub(crate) beginning: Finder<'static>,
    pub(crate) domain: Option<String>,
    pub(crate) path: String,
    pub(crate) secure: bool,
    pub(crate) http_only: bool,
    pub(crate) same_site: Option<SameSite>,
}

impl CookieSpec {
    /// Name and value together are limited to 4096 bytes (RFC 6265bis 5.6). Browsers silently drop
    /// longer cookies.
    pub(crate) fn room_for_value(&self) -> usize {
        4096_usize.saturating_sub(self.name.len())
    }

    fn check(&self, allow_insecure: bool) -> Result<(), BuildError> {
        let cookie = || self.name.clone();
        if self.name.is_empty() || !self.name.bytes().all(is_token_byte) {
            return Err(BuildError::CookieName { cookie: cookie() });
        }
        if !self.path.starts_with('/') || !self.path.bytes().all(is_attribute_byte) {
            return Err(BuildError::CookiePath {
                cookie: cookie(),
                path: self.path.clone(),
            });
        }
        if let Some(domain) = &self.domain
            && (domain.is_empty() || !domain.bytes().all(is_domain_byte))
        {
            return Err(BuildError::CookieDomain {
                cookie: cookie(),
                domain: domain.clone(),
            });
        }
        if !self.secure && !allow_insecure {
            return Err(BuildError::InsecureCookie { cookie: cookie() });
        }
        if self.same_site == Some(SameSite::None) && !self.secure {
            return Err(BuildError::SameSiteNone { cookie: cookie() });
        }
        self.check_prefix()
    }

    fn check_prefix(&self) -> Result<(), BuildError> {
        // Browsers match the prefixes case-insensitively (RFC 6265bis 5.4).
        let name = self.name.to_ascii_lowercase();
        let on_host = self.domain.is_none() && self.path == "/";
        let broken = [
            (
                "__Host-",
                self.secure && on_host,
                "`Secure`, `Path=/` and no `Domain`",
            ),
            ("__Host-Http-", self.http_only, "`HttpOnly`"),
            (
                "__Http-",
                self.secure && self.http_only,
                "`Secure` and `HttpOnly`",
            ),
            ("__Secure-", self.secure, "`Secure`"),
        ]
        .into_iter()
        .find(|(prefix, kept, _)| name.starts_with(&prefix.to_ascii_lowercase()) && !kept);
        match broken {
            Some((prefix, _, needs)) => Err(BuildError::CookiePrefix {
                cookie: self.name.clone(),
                prefix,
                needs,
            }),
            None => Ok(()),
        }
    }
}

/// A character of a token (RFC 9110 5.6.2).
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_attribute_byte(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e) && byte != b';'
}

fn is_domain_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(config: CookieConfig) -> Result<CookieSpec, BuildError> {
        config.resolve("session", false)
    }

    #[test]
    fn c2_the_default_name_has_the_strongest_prefix_that_fits() {
        let name = |config: CookieConfig| resolve(config).unwrap().name;
        assert_eq!(name(CookieConfig::new()), "__Host-session");
        assert_eq!(
            name(CookieConfig::new().domain("example.com")),
            "__Secure-session"
        );
        assert_eq!(name(CookieConfig::new().path("/app")), "__Secure-session");
        let insecure = CookieConfig::new().resolve("session", true).unwrap();
        assert_eq!(insecure.name, "session");
    }

    #[test]
    fn c2_a_prefix_in_any_case_is_refused_where_it_would_be_broken() {
        for name in ["__Host-a", "__host-a", "__HOST-a", "__hOsT-a"] {
            let config = || CookieConfig::new().name(name);
            assert!(resolve(config()).is_ok());
            for contradiction in [config().domain("example.com"), config().path("/app")] {
                assert!(matches!(
                    resolve(contradiction),
                    Err(BuildError::CookiePrefix {
                        prefix: "__Host-",
                        ..
                    })
                ));
            }
            assert!(matches!(
                config().resolve("session", true),
                Err(BuildError::CookiePrefix {
                    prefix: "__Host-",
                    ..
                })
            ));
        }
        let insecure = CookieConfig::new()
            .name("__secure-a")
            .resolve("session", true);
        assert!(matches!(insecure, Err(BuildError::CookiePrefix { .. })));
    }

    #[test]
    fn c3_http_prefixes_need_http_only() {
        for name in ["__Host-Http-a", "__http-a"] {
            let config = || CookieConfig::new().name(name);
            assert!(resolve(config()).is_ok());
            assert!(matches!(
                resolve(config().http_only(false)),
                Err(BuildError::CookiePrefix { .. })
            ));
        }
    }

    #[test]
    fn c4_same_site_none_needs_secure() {
        let config = || CookieConfig::new().name("a").same_site(SameSite::None);
        assert!(resolve(config()).is_ok());
        assert!(matches!(
            config().secure(false).resolve("session", true),
            Err(BuildError::SameSiteNone { .. })
        ));
    }

    #[test]
    fn c1_insecure_cookies_need_the_loud_switch() {
        assert!(matches!(
            resolve(CookieConfig::new().name("a").secure(false)),
            Err(BuildError::InsecureCookie { .. })
        ));
    }

    #[test]
    fn names_paths_and_domains_that_would_break_the_header_are_refused() {
        for name in ["", "a b", "a=b", "a;b", "ä", "a\n"] {
            let result = resolve(CookieConfig::new().name(name));
            assert!(
                matches!(result, Err(BuildError::CookieName { .. })),
                "{name:?}"
            );
        }
        for path in ["", "app", "/a;b", "/a\r\nSet-Cookie: x=1", "/ä"] {
            let result = resolve(CookieConfig::new().path(path));
            assert!(
                matches!(result, Err(BuildError::CookiePath { .. })),
                "{path:?}"
            );
        }
        for domain in ["", "example.com;x", "example.com\n", "https://example.com"] {
            let result = resolve(CookieConfig::new().domain(domain));
            assert!(
                matches!(result, Err(BuildError::CookieDomain { .. })),
                "{domain:?}"
            );
        }
    }
}
