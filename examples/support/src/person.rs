//! A person who uses a real browser.

use std::{env, process::Command};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::{Running, is_installed};

fn can_walk() -> bool {
    is_installed("chromium") && is_installed("chromedriver")
}

/// A person in front of a browser that shows an example.
#[derive(Debug)]
pub struct Person {
    /// For actions that have no method below.
    pub browser: Client,
    address: String,
    pub(crate) screenshots: Option<String>,
}

impl Person {
    /// Starts an example, runs `walk` in a browser, and closes it again. If no browser is installed,
    /// prints that instead.
    pub async fn walks(example: &mut Command, walk: impl AsyncFnOnce(&Self)) {
        if can_walk() {
            let (_server, address) = Running::example(example);
            Self::visits(address, walk).await;
        }
    }

    /// Does the same with an example that is already running.
    pub async fn visits(address: String, walk: impl AsyncFnOnce(&Self)) {
        if !can_walk() {
            return;
        }
        let mut driver = Command::new("chromedriver");
        let driver = Running::start(driver.arg("--port=0"), "started successfully on port");
        let port: u16 = {
            let words = driver.said.trim_end_matches('.').rsplit(' ');
            words.map(str::parse).next().unwrap().unwrap()
        };
        let options = json!({
            "goog:chromeOptions": { "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--window-size=390,844",
            ] },
        });
        let serde_json::Value::Object(options) = options else {
            unreachable!("it is an object");
        };
        let browser = ClientBuilder::new(HttpConnector::new())
            .capabilities(options)
            .connect(&format!("http://localhost:{port}"))
            .await
            .unwrap();
        let person = Self {
            browser: browser.clone(),
            address,
            screenshots: env::var("LOGIN_TEST_SCREENSHOTS").ok(),
        };
        walk(&person).await;
        browser.close().await.unwrap();
    }

    /// Opens a page of the example.
    pub async fn opens(&self, path: &str) {
        let url = format!("{}{path}", self.address);
        self.browser.goto(&url).await.unwrap();
    }

    /// Fills in a field.
    pub async fn types(&self, field: &str, text: &str) {
        let selector = format!("input[name={field}]");
        let field = self.browser.find(Locator::Css(&selector)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks the first element that matches a selector.
    pub async fn clicks(&self, selector: &str) {
        let element = self.browser.find(Locator::Css(selector)).await.unwrap();
        element.click().await.unwrap();
    }

    /// Waits until a text is on the page.
    pub async fn sees(&self, text: &str) {
        let with_text = format!("//body[contains(., '{text}')]");
        // Waiting may fail if the page is just being replaced.
        for _ in 0..3 {
            let seen = self.browser.wait().for_element(Locator::XPath(&with_text));
            if seen.await.is_ok() {
                return;
            }
        }
        panic!("no {text:?} in {:?}", self.page().await);
    }

    /// Checks that a text is not on the page.
    pub async fn sees_nothing_of(&self, text: &str) {
        let page = self.page().await;
        assert!(!page.contains(text), "{text:?} in {page:?}");
    }

    /// Waits until a text is no longer on the page.
    pub async fn sees_no_more(&self, text: &str) {
        let without = format!("//body[not(contains(., '{text}'))]");
        let gone = self.browser.wait().for_element(Locator::XPath(&without));
        assert!(gone.await.is_ok(), "{text:?} in {:?}", self.page().await);
    }

    async fn page(&self) -> String {
        let body = self.browser.find(Locator::Css("body")).await.unwrap();
        body.text().await.unwrap()
    }

    /// Waits until the browser is at this path.
    pub async fn is_at(&self, path: &str) {
        let url = format!("{}{path}", self.address).parse().unwrap();
        let arrived = self.browser.wait().for_url(&url).await;
        assert!(
            arrived.is_ok(),
            "not at {url}: {}",
            self.browser.current_url().await.unwrap()
        );
    }
}
