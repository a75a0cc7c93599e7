//! Decides which of Flask's cookies a response sets and removes.

use actix_web::http::header::HeaderValue;

use super::Arrival;
use crate::{
    clock::Timestamp,
    config::CookieSpec,
    flask::{FlaskSettings, SessionValues},
    response::{Expiry, removal_header, set_cookie_header},
};

/// How a request ended.
pub(crate) struct Ending<'a> {
    /// The user who is logged in by a session that stands.
    pub(crate) user_id: Option<&'a str>,
    /// When the remember cookie expires that the response sets. `None` if it sets none.
    pub(crate) remembered: Option<Timestamp>,
    /// Flask's cookies are no longer needed.
    pub(crate) remove: bool,
}

/// Returns the `Set-Cookie` values of a response for Flask's cookies.
pub(crate) fn flask_cookies(
    flask: &FlaskSettings,
    arrival: &Arrival,
    ending: &Ending<'_>,
    now: Timestamp,
) -> Vec<HeaderValue> {
    match ending.user_id {
        Some(user_id) if flask.coexist => follow(flask, arrival, ending, user_id, now),
        _ if ending.remove => remove(flask, arrival),
        _ => Vec::new(),
    }
}

/// Removes each cookie of which an authentic one came: a value that is not Flask's may belong to
/// another application. A cookie that is limited to a path may be in the browser although this
/// request does not carry it.
fn remove(flask: &FlaskSettings, arrival: &Arrival) -> Vec<HeaderValue> {
    let specs = [&flask.session_cookie, &flask.remember_cookie];
    let removed = specs.into_iter().zip(arrival.came);
    removed
        .filter(|(spec, came)| *came || spec.path != "/")
        .filter_map(|(spec, _)| removal_header(spec))
        .collect()
}

/// Lets Flask know who is logged in.
fn follow(
    flask: &FlaskSettings,
    arrival: &Arrival,
    ending: &Ending<'_>,
    user_id: &str,
    now: Timestamp,
) -> Vec<HeaderValue> {
    let mut lines = Vec::new();
    let known = arrival.user_id();
    if known.as_deref() != Some(user_id) {
        lines.extend(session_of(flask, arrival, user_id, now));
    }
    let spec = &flask.remember_cookie;
    if let Some(at) = ending.remembered
        && let Some(cookie) = flask.seal_remember(user_id)
    {
        lines.extend(fitting(spec, &cookie, Some(Expiry { now, at })));
    } else if arrival.remember().is_some_and(|other| other != user_id) {
        lines.extend(removal_header(spec));
    }
    lines
}

/// Returns Flask's session with this login. It keeps its values unless they belong to another user.
fn session_of(
    flask: &FlaskSettings,
    arrival: &Arrival,
    user_id: &str,
    now: Timestamp,
) -> Option<HeaderValue> {
    let own = arrival.session().filter(|session| {
        let owner = session.values.user_id();
        owner.is_none_or(|owner| owner == user_id)
    });
    let values = own
        .map(|session| session.values.clone())
        .unwrap_or_default();
    let expiry = values.is_permanent().then(|| Expiry {
        now,
        at: now.plus(flask.session_max_age),
    });
    let spec = &flask.session_cookie;
    let full = flask.seal_session(&values.with_login(user_id), now)?;
    fitting(spec, &full, expiry).or_else(|| {
        tracing::warn!("the values do not fit into Flask's session: they are left out");
        let alone = SessionValues::default().with_login(user_id);
        fitting(spec, &flask.seal_session(&alone, now)?, None)
    })
}

/// Returns the `Set-Cookie` value, `None` if the cookie is longer than browsers allow.
fn fitting(spec: &CookieSpec, value: &str, expiry: Option<Expiry>) -> Option<HeaderValue> {
    if value.len() > spec.room_for_value() {
        tracing::warn!(cookie = spec.name, "a cookie for Flask would be too long");
        return None;
    }
    set_cookie_header(spec, value, expiry)
}
