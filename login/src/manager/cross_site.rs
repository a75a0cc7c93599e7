//! Settings of what pages of other sites may send.

use actix_web::dev::ResourceDef;

use super::LoginManagerBuilder;

impl LoginManagerBuilder {
    /// Lets the pages of one more origin send what the application's own pages may, such as
    /// `https://accounts.example.com`. None by default; may be called for several.
    ///
    /// Requests that may change something (any method but GET, HEAD and OPTIONS) are answered
    /// with 403 `cross_site_request` if a browser says that a page of another site, or of
    /// another host of the same site, has sent them: by `Sec-Fetch-Site`, or by an `Origin` that
    /// is not the `Host` where there is none. That includes logging in and out, with or without
    /// cookies, and needs no token in forms (OWASP's "Fetch Metadata" defence, ASVS 3.5.1; the
    /// rule is that of Go's `CrossOriginProtection`). Programs that are no browsers send neither
    /// header and are not affected.
    ///
    /// The origin is compared as a whole: scheme, host and port, without a path; `null` cannot
    /// be trusted. Needed for a front end on a host of its own, and behind a proxy that
    /// changes `Host` without https, where old browsers send no `Sec-Fetch-Site`. Whoever
    /// controls a page of that origin can act as any of its visitors here.
    ///
    /// # Examples
    ///
    /// ```
    /// # use login::{LoginManager, SecretKey, UserMixin};
    /// # #[derive(Clone, UserMixin)] struct User { id: i64 }
    /// # async fn user_loader(id: i64) -> Option<User> { None }
    /// # let secret = SecretKey::generate().unwrap();
    /// let manager = LoginManager::builder(secret)
    ///     .user_loader(user_loader)
    ///     .trusted_origin("https://app.example.com")
    ///     .build();
    /// ```
    pub fn trusted_origin(mut self, origin: impl AsRef<str>) -> Self {
        self.cross_site.trusted.add(origin.as_ref());
        self
    }

    /// Leaves one path open to the pages of all sites, in actix-web's syntax for routes, such as
    /// `/webhooks/{name}`: for what checks a signature of its own. None by default; logs
    /// a warning.
    ///
    /// What stands there must not rely on cookies: any page can then send it anything in the
    /// name of its visitor. The path is compared as routes are, from the place where the manager
    /// is wrapped around.
    ///
    /// # Panics
    ///
    /// As a route does, if the pattern is malformed.
    pub fn allow_cross_site(mut self, pattern: &str) -> Self {
        tracing::warn!(
            pattern,
            "requests of other sites' pages are let in at this path"
        );
        self.cross_site.open.push(ResourceDef::new(pattern));
        self
    }
}
