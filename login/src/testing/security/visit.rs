//! Helpers that the attacks share: logging in, and telling whether a page was refused.

use std::fmt;

use actix_web::test::TestRequest;

use crate::testing::{Answer, Browser, Site, TestClock, site::Ask};

/// An attack was skipped, since the site does not name what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    needs: &'static str,
}

impl Skipped {
    pub(super) fn without(needs: &'static str) -> Self {
        Self { needs }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "needs `Site::{}`", self.needs)
    }
}

fn needed<T>(part: Option<T>, needs: &'static str) -> Result<T, Skipped> {
    part.ok_or(Skipped::without(needs))
}

impl Site {
    pub(super) fn to_log_in(&self) -> Result<&Ask, Skipped> {
        needed(self.log_in.as_ref(), "log_in")
    }

    pub(super) fn to_log_in_remembered(&self) -> Result<&Ask, Skipped> {
        needed(self.log_in_remembered.as_ref(), "log_in_remembered")
    }

    pub(super) fn to_log_out(&self) -> Result<&Ask, Skipped> {
        needed(self.log_out.as_ref(), "log_out")
    }

    pub(super) fn time(&self) -> Result<&TestClock, Skipped> {
        needed(self.clock.as_ref(), "clock")
    }

    pub(super) fn a_guarded_page(&self) -> Result<&str, Skipped> {
        needed(self.guarded.first().map(String::as_str), "guarded")
    }

    pub(super) fn a_fresh_page(&self) -> Result<&str, Skipped> {
        needed(self.fresh.first().map(String::as_str), "fresh")
    }

    pub(super) fn a_public_page(&self) -> Result<&str, Skipped> {
        needed(self.public.first().map(String::as_str), "public")
    }

    /// Returns a browser that is logged in, and the answer to its login.
    pub(super) async fn logged_in(&self) -> Result<(Browser, Answer), Skipped> {
        let request = self.to_log_in()?;
        self.entered(request, "log_in").await
    }

    /// Returns a browser with a remembered login, and the answer to that login.
    pub(super) async fn remembered(&self) -> Result<(Browser, Answer), Skipped> {
        let request = self.to_log_in_remembered()?;
        self.entered(request, "log_in_remembered").await
    }

    async fn entered(&self, request: &Ask, part: &str) -> Result<(Browser, Answer), Skipped> {
        let page = self.a_guarded_page()?;
        let mut browser = self.browser();
        let answer = browser.send(request()).await;
        let inside = browser.get(page).await;
        assert!(
            inside.status.is_success(),
            "after the request of `Site::{part}` (answered with {}), {page} is answered with {}",
            answer.status,
            inside.status,
        );
        Ok((browser, answer))
    }
}

/// Returns whether a guard refused the request, with 401, 403 or a redirect.
pub(super) fn is_refused(answer: &Answer) -> bool {
    matches!(answer.status.as_u16(), 401 | 403) || answer.status.is_redirection()
}

#[track_caller]
pub(super) fn assert_refused(answer: &Answer, page: &str, who: &str) {
    let status = answer.status;
    assert!(
        is_refused(answer),
        "{page} is answered with {status} to {who}"
    );
}

/// Returns the method and address of a request, for messages.
pub(super) fn named(request: &Ask) -> String {
    let request = request().to_request();
    format!("{} {}", request.method(), request.uri())
}

/// Returns the address of a request.
pub(super) fn address(request: &Ask) -> String {
    request().to_request().uri().to_string()
}

/// Adds the headers of a request from a page of another site.
pub(super) fn from_elsewhere(request: TestRequest) -> TestRequest {
    request
        .insert_header(("sec-fetch-site", "cross-site"))
        .insert_header(("origin", "https://attacker.example"))
}
