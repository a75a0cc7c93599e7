//! A client that sends one kind of request repeatedly.

use std::future::Future;

use crate::{
    Result,
    scenario::Scenario,
    site::{Answer, Ask, Site},
};

/// Cookies of analytics and shops, at their usual lengths.
const FOREIGN: &str = "_ga=GA1.1.1283910477.1764128833; _gid=GA1.1.905133716.1764128833; \
    _fbp=fb.1.1764128833412.739120885; theme=dark; lang=en-GB; consent=a1b2c3d4-e5f6-7890; \
    cart=3f9a0c7d5e2b; _hjSessionUser_31415=eyJpZCI6IjQxMjM0IiwiY3JlYXRlZCI6MTc2NH0=; ";

/// Measures requests.
pub trait Gauge {
    /// Measures what `request` does until it completes.
    fn around<F: Future>(&mut self, request: F) -> impl Future<Output = F::Output>;
}

/// Measures nothing.
struct Unmeasured;

impl Gauge for Unmeasured {
    async fn around<F: Future>(&mut self, request: F) -> F::Output {
        request.await
    }
}

/// A client that sends one kind of request repeatedly.
pub struct Journey<S> {
    site: S,
    scenario: Scenario,
    cookies: Vec<(String, String)>,
}

impl<S: Site> Journey<S> {
    /// Obtains the cookies that the first request needs.
    ///
    /// # Errors
    ///
    /// Returns an error if the response of the server is not the expected one.
    pub async fn new(site: S, scenario: Scenario) -> Result<Self> {
        let mut journey = Self {
            site,
            scenario,
            cookies: Vec::new(),
        };
        match scenario {
            Scenario::Public
            | Scenario::Denied
            | Scenario::Redirected
            | Scenario::Login
            | Scenario::Logout => {}
            Scenario::Typed => journey.visit("/login/data").await?,
            Scenario::Restored => journey.come_back_later().await?,
            _ => journey.visit("/login").await?,
        }
        Ok(journey)
    }

    /// Sends the request `times` times.
    ///
    /// # Errors
    ///
    /// Returns an error if the response of the server is not the expected one.
    pub async fn ask(&mut self, times: u32, gauge: &mut impl Gauge) -> Result<()> {
        for _ in 0..times {
            if self.scenario == Scenario::Logout {
                self.visit("/login").await?;
            }
            let ask = Ask {
                is_post: self.scenario.is_post(),
                path: self.scenario.path(),
                cookie: self.cookie_header(),
            };
            let answer = self.send(&ask, gauge).await?;
            if answer.status != self.scenario.status() {
                let what = self.scenario.name();
                return Err(format!("{what}: answered {}", answer.status).into());
            }
            match self.scenario {
                // No client has more than one session at a time.
                Scenario::Login => {
                    self.keep(&answer);
                    self.leave().await?;
                }
                Scenario::Restored => {
                    self.keep(&answer);
                    self.leave().await?;
                    self.come_back_later().await?;
                }
                Scenario::Logout => self.cookies.clear(),
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends requests without measuring them, to fill pools and caches.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`ask`](Self::ask).
    pub async fn warm_up(&mut self, times: u32) -> Result<()> {
        self.ask(times, &mut Unmeasured).await
    }

    /// Returns the `Cookie` header of the next request.
    #[must_use]
    pub fn cookie_header(&self) -> Option<String> {
        if self.cookies.is_empty() {
            return None;
        }
        let cookies = self.cookies.iter();
        let own: Vec<String> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let foreign = match self.scenario {
            Scenario::GuardedForeign => FOREIGN,
            _ => "",
        };
        Some(format!("{foreign}{}", own.join("; ")))
    }

    /// Logs in with a remember cookie, and then discards the other cookies, as if the browser was closed.
    async fn come_back_later(&mut self) -> Result<()> {
        self.visit("/login/remember").await?;
        self.cookies.retain(|(name, _)| is_remember_cookie(name));
        Ok(())
    }

    /// Logs out.
    async fn leave(&mut self) -> Result<()> {
        let cookie = self.cookie_header();
        self.cookies.clear();
        self.post("/logout", cookie).await?;
        Ok(())
    }

    async fn visit(&mut self, path: &'static str) -> Result<()> {
        let answer = self.post(path, None).await?;
        self.cookies.clear();
        self.keep(&answer);
        Ok(())
    }

    async fn post(&mut self, path: &'static str, cookie: Option<String>) -> Result<Answer> {
        let ask = Ask {
            is_post: true,
            path,
            cookie,
        };
        let answer = self.send(&ask, &mut Unmeasured).await?;
        if answer.status != 200 {
            return Err(format!("{path}: answered {}", answer.status).into());
        }
        Ok(answer)
    }

    async fn send(&mut self, ask: &Ask, gauge: &mut impl Gauge) -> Result<Answer> {
        let request = self.site.request(ask);
        let response = gauge.around(self.site.call(request)).await?;
        Ok(S::answer(&response))
    }

    fn keep(&mut self, answer: &Answer) {
        for line in &answer.set_cookies {
            let pair = line.split(';').next().and_then(|pair| pair.split_once('='));
            let Some((name, value)) = pair else { continue };
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn is_remember_cookie(name: &str) -> bool {
    name.contains("remember")
}
