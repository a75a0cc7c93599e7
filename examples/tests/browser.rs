//! A person with a real browser walks through the quickstart.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout
)]

mod support;

use std::{env, fs, process::Command};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::support::{Running, is_installed};

/// A page of the quickstart, in the browser.
struct Person {
    browser: Client,
    address: String,
    screenshots: Option<String>,
}

impl Person {
    async fn opens(&self, path: &str) {
        let url = format!("{}{path}", self.address);
        self.browser.goto(&url).await.unwrap();
    }

    async fn types(&self, field: &str, text: &str) {
        let selector = format!("input[name={field}]");
        let field = self.browser.find(Locator::Css(&selector)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    async fn clicks(&self, selector: &str) {
        let element = self.browser.find(Locator::Css(selector)).await.unwrap();
        element.click().await.unwrap();
    }

    async fn sees(&self, text: &str) {
        let with_text = format!("//body[contains(., '{text}')]");
        let seen = self.browser.wait().for_element(Locator::XPath(&with_text));
        assert!(seen.await.is_ok(), "no {text:?} in {:?}", self.page().await);
    }

    async fn sees_nothing_of(&self, text: &str) {
        let page = self.page().await;
        assert!(!page.contains(text), "{text:?} in {page:?}");
    }

    async fn page(&self) -> String {
        let body = self.browser.find(Locator::Css("body")).await.unwrap();
        body.text().await.unwrap()
    }

    async fn is_at(&self, path: &str) {
        let url = format!("{}{path}", self.address).parse().unwrap();
        let arrived = self.browser.wait().for_url(&url).await;
        assert!(
            arrived.is_ok(),
            "not at {url}: {}",
            self.browser.current_url().await.unwrap()
        );
    }

    /// For the eye of whoever runs the test.
    async fn keeps_a_picture(&self, name: &str) {
        if let Some(folder) = &self.screenshots {
            let picture = self.browser.screenshot().await.unwrap();
            fs::write(format!("{folder}/{name}.png"), picture).unwrap();
        }
    }
}

#[actix_web::test]
async fn a_person_logs_in_is_remembered_is_guarded_and_logs_out() {
    if !is_installed("chromium") || !is_installed("chromedriver") {
        return;
    }
    let (_server, address) = Running::quickstart();
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
    let person = Person {
        browser: browser.clone(),
        address,
        screenshots: env::var("LOGIN_TEST_SCREENSHOTS").ok(),
    };
    walk_through(&person).await;
    browser.close().await.unwrap();
}

async fn walk_through(person: &Person) {
    person.opens("/").await;
    person.sees("Hello stranger").await;
    person.keeps_a_picture("1-home").await;

    person.opens("/protected").await;
    person.sees("Unauthorized").await;
    person.sees_nothing_of("foo@bar.tld").await;
    person.keeps_a_picture("2-unauthorized").await;

    // A wrong password.
    person.clicks("main a").await;
    person.is_at("/login").await;
    person.types("email", "foo@bar.tld").await;
    person.types("password", "wrong").await;
    person.clicks("button").await;
    person.sees("Bad login").await;
    person.keeps_a_picture("3-bad-login").await;

    // The right one, to be remembered.
    person.types("email", "foo@bar.tld").await;
    person.types("password", "secret").await;
    person.clicks("input[name=remember]").await;
    person.clicks("button").await;
    person.is_at("/protected").await;
    person.sees("Logged in as: foo@bar.tld").await;
    person.keeps_a_picture("4-protected").await;
    person.opens("/fresh").await;
    person.sees("Logged in afresh as: foo@bar.tld").await;

    // Close the browser: the session cookie has no date and goes with it.
    let cookies = person.browser.get_all_cookies().await.unwrap();
    let session = cookies
        .iter()
        .find(|cookie| cookie.name() == "session")
        .unwrap();
    assert!(session.expires().is_none_or(|expires| expires.is_session()));
    assert_eq!(session.http_only(), Some(true));
    person.browser.delete_cookie("session").await.unwrap();

    // Come back: known, but not fresh.
    person.opens("/protected").await;
    person.sees("Logged in as: foo@bar.tld").await;
    person.opens("/fresh").await;
    person.is_at("/reauthenticate?next=%2Ffresh").await;
    person.sees("Please type your password again").await;
    person.keeps_a_picture("5-reauthenticate").await;
    person.types("password", "wrong").await;
    person.clicks("main button").await;
    person.sees("Bad password").await;
    person.types("password", "secret").await;
    person.clicks("main button").await;
    person.is_at("/fresh").await;
    person.sees("Logged in afresh as: foo@bar.tld").await;

    // Log out; the back button brings nothing back.
    person.clicks("main button").await;
    person.is_at("/logout").await;
    person.sees("Logged out").await;
    person.keeps_a_picture("6-logged-out").await;
    person.browser.back().await.unwrap();
    person.is_at("/fresh").await;
    person.sees_nothing_of("foo@bar.tld").await;
    person.keeps_a_picture("7-back").await;
    person.opens("/protected").await;
    person.sees("Unauthorized").await;
    let cookies = person.browser.get_all_cookies().await.unwrap();
    assert!(cookies.is_empty(), "{cookies:?}");
}
