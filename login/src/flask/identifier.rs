//! The identifier that Flask-Login's session protection uses.

use ring::digest::{SHA512, digest};

use super::remember_cookie::hex;

/// Returns the identifier of Flask-Login's session protection: SHA-512 of `address|user agent` in
/// hex. An unknown address is written as `None`. A missing agent is the same as an empty one.
#[must_use]
pub fn session_identifier(address: Option<&str>, user_agent: Option<&str>) -> String {
    let (address, agent) = (address.unwrap_or("None"), user_agent.unwrap_or_default());
    hex(digest(&SHA512, format!("{address}|{agent}").as_bytes()).as_ref())
}
