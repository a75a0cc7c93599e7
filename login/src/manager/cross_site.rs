//! Builder methods for what pages of other sites may send.

use actix_web::dev::ResourceDef;

use super::LoginManagerBuilder;

impl LoginManagerBuilder {
    /// Allows the pages of one more origin, such as `https://accounts.example.com`, to send what
    /// the application's own pages may send. None by default; may be called several times.
    ///
    /// Requests that may change something (any method but GET, HEAD and OPTIONS) are answered with
    /// 403 `cross_site_request` if a browser indicates that a page of another site, or of another
    /// host of the same site, has sent them: by `Sec-Fetch-Site`, or, if that header is missing, by
    /// an `Origin` that differs from `Host`. This includes logging in and out, with or without
    /// cookies, and needs no token in forms (OWASP's "Fetch Metadata" defence, ASVS 3.5.1; the rule
    /// is that of Go's `CrossOriginProtection`). Programs other than browsers send neither header
    /// and are not affected.
    ///
    /// The origin is compared as a whole: scheme, host and port, without a path. `null` cannot be
    /// trusted. This method is needed for a front end on a host of its own. It is also needed
    /// behind a proxy that changes `Host`, for requests without `Sec-Fetch-Site`: over plain http,
    /// or from old browsers. A page of a trusted origin can act here as any user who visits it.
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

    /// Exempts one path from that check, so that pages of all sites may send requests to it. The
    /// path is given in actix-web's syntax for routes, such as `/webhooks/{name}`. Use it for
    /// handlers that verify a signature of their own. None by default; logs a warning.
    ///
    /// A handler at this path must not rely on cookies: any page can send it anything in the name
    /// of its visitor. The path is matched as those of routes are, relative to where the manager is
    /// wrapped.
    ///
    /// # Panics
    ///
    /// Panics if the pattern is malformed, as a route does.
    pub fn allow_cross_site(mut self, pattern: &str) -> Self {
        tracing::warn!(
            pattern,
            "requests from pages of other sites are accepted at this path"
        );
        self.cross_site.open.push(ResourceDef::new(pattern));
        self
    }
}
