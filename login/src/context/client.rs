//! Which client a request came from, according to the proxies that the application trusts.

use std::net::IpAddr;

use actix_web::HttpRequest;
use smol_str::ToSmolStr;

use super::LoginContext;
use crate::{
    request::{Client, address},
    session::{ClientHash, ClientInfo},
    settings::Settings,
};

/// Returns the identifier of the client that sent a request, for session protection.
pub(crate) fn client_hash(request: &HttpRequest, settings: &Settings) -> ClientHash {
    let client = Client::of(request, &settings.proxies);
    settings
        .identifier
        .identify(client.address, client.user_agent)
}

/// Returns the client that sent a request, to be shown to its user.
pub(crate) fn client_info(request: &HttpRequest, settings: &Settings) -> ClientInfo {
    let client = Client::of(request, &settings.proxies);
    let user_agent = client.user_agent.map(String::from_utf8_lossy);
    ClientInfo {
        address: client.address.map(|address| address.to_smolstr()),
        user_agent: user_agent.map(|text| beginning(&text).into()),
    }
}

/// Returns at most the first 256 characters of `text`.
fn beginning(text: &str) -> &str {
    const MOST: usize = 256;
    if text.len() <= MOST {
        return text;
    }
    let end = text.char_indices().nth(MOST);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Returns the address of the client that sent a request.
///
/// This is the address of the connection, or the one that a
/// [trusted proxy](crate::LoginManagerBuilder::trusted_proxies) names. Session protection,
/// throttling and the list of devices use the same address. Event listeners can call this function
/// to record it too.
///
/// Returns `None` for a connection without an address (a Unix socket), and for a request that did
/// not pass a [`LoginManager`](crate::LoginManager), which alone knows the trusted proxies.
///
/// # Examples
///
/// ```
/// use login::{Event, LoginManager, SecretKey, UserMixin, client_address};
///
/// # #[derive(Clone, UserMixin)] struct User { id: i64 }
/// let manager = LoginManager::builder(SecretKey::generate()?)
///     .user_loader(async |id| Some(User { id }))
///     .on_event(|event, request| {
///         if let Event::UserLoggedIn(user) = event {
///             println!("{} from {:?}", user.get_id(), client_address(request));
///         }
///     })
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let context = LoginContext::peek(request)?;
    address(request, &context.settings().proxies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_first_256_characters_are_kept() {
        for (letter, count, kept) in [
            ("a", 256, 256),
            ("a", 257, 256),
            ("ü", 200, 200),
            ("ü", 300, 256),
        ] {
            let text = letter.repeat(count);
            assert_eq!(beginning(&text), letter.repeat(kept), "{count} of {letter}");
        }
    }
}
