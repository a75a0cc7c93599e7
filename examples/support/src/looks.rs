//! Checks how a page looks on a narrow screen, in dark mode, and to a screen reader.

use std::fs;

use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::person::Person;

/// The width at which no page may need horizontal scrolling (WCAG 1.4.10).
const NARROW: u32 = 320;
/// The width of a common phone.
const USUAL: u32 = 390;

/// A command of Chromium's own protocol, which is not part of `WebDriver`.
#[derive(Debug)]
struct Devtools(&'static str, Value);

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let Self(command, params) = self;
        let body = json!({ "cmd": command, "params": params });
        (Method::POST, Some(body.to_string()))
    }
}

impl Person {
    /// Checks the page for faults, and panics if it finds one. If `LOGIN_TEST_SCREENSHOTS` is set, saves
    /// screenshots in light and dark mode.
    pub async fn looks_at_it(&self, name: &str) {
        for scheme in ["light", "dark"] {
            self.sees_in(scheme).await;
            for width in [NARROW, USUAL] {
                self.has_a_screen_of(width).await;
                let faults = self.browser.execute(include_str!("faults.js"), Vec::new());
                assert_eq!(
                    faults.await.unwrap(),
                    json!([]),
                    "{name}, {scheme}, {width}"
                );
            }
            if let Some(folder) = &self.screenshots {
                let picture = self.browser.screenshot().await.unwrap();
                fs::write(format!("{folder}/{name}-{scheme}.png"), picture).unwrap();
            }
        }
        self.sees_in("light").await;
    }

    async fn sees_in(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        let command = Devtools("Emulation.setEmulatedMedia", features);
        self.browser.issue_cmd(command).await.unwrap();
    }

    async fn has_a_screen_of(&self, width: u32) {
        let screen =
            json!({ "width": width, "height": 700, "deviceScaleFactor": 1, "mobile": true });
        let command = Devtools("Emulation.setDeviceMetricsOverride", screen);
        self.browser.issue_cmd(command).await.unwrap();
    }
}
