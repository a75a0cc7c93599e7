//! Reads Flask's cookies of a request.

use actix_web::http::header::HeaderMap;
use ring::digest::{Context, SHA256};

use crate::{
    clock::Timestamp,
    encoding::beginning,
    flask::{FlaskCookie, FlaskSession, FlaskSettings},
    request::{Received, receive},
    session::{ClientHash, CredentialRef, Id},
};

/// Flask's cookies of one request, as far as they are authentic and not expired.
pub(crate) struct Arrival {
    session: Received<FlaskSession>,
    remember: Received<String>,
    /// Whether an authentic session cookie and an authentic remember cookie came, even if several
    /// differ and none counts.
    pub(crate) came: [bool; 2],
    /// The names by which the sessions are ended, and their users. Includes sessions that do not
    /// count because they differ.
    pub(crate) sessions: Vec<(CredentialRef, Option<String>)>,
}

/// A login that Flask's cookies vouch for.
pub(crate) struct Claim {
    pub(crate) user_id: String,
    pub(crate) cookie: FlaskCookie,
    /// The name under which the end of this login is recorded.
    pub(crate) reference: CredentialRef,
    /// The id of the session in which the login continues. It is the same for concurrent requests.
    pub(crate) session: Id,
    /// The id of the remember credential, if a remember cookie vouches for the login too.
    pub(crate) credential: Option<Id>,
    /// The session was to outlive the browser.
    pub(crate) permanent: bool,
}

impl Arrival {
    pub(crate) fn of_request(headers: &HeaderMap, flask: &FlaskSettings, now: Timestamp) -> Self {
        let mut sessions = Vec::new();
        let session = receive(headers, &flask.session_cookie, |cookie| {
            let session = flask.open_session(cookie, now)?;
            let reference = session_reference(&session);
            let user_id = session.values.user_id();
            sessions.push((reference, user_id));
            Some(session)
        });
        let mut remember_came = false;
        let remember = receive(headers, &flask.remember_cookie, |cookie| {
            let user_id = flask.open_remember(cookie)?;
            remember_came = true;
            Some(user_id)
        });
        Self {
            session,
            remember,
            came: [!sessions.is_empty(), remember_came],
            sessions,
        }
    }

    /// Returns the session, if there is exactly one.
    pub(crate) fn session(&self) -> Option<&FlaskSession> {
        match &self.session {
            Received::One(session) => Some(session),
            _ => None,
        }
    }

    /// Returns the user whose remember cookie came, if all of them name the same.
    pub(crate) fn remember(&self) -> Option<&str> {
        match &self.remember {
            Received::One(user_id) => Some(user_id),
            _ => None,
        }
    }

    /// Returns the user whom Flask takes the visitor for: that of the session, otherwise that of
    /// the remember cookie.
    pub(crate) fn user_id(&self) -> Option<String> {
        let of_session = self.session().and_then(|session| session.values.user_id());
        of_session.or_else(|| self.remember().map(str::to_owned))
    }

    /// Returns the login that can be imported.
    ///
    /// A session cookie differs from browser to browser and holds a time. The remember cookies of a
    /// user are all the same. The id of the session here is therefore derived from the client and
    /// the minute too: concurrent requests lead to one session, two devices to two.
    pub(crate) fn claim(&self, client: ClientHash, now: Timestamp) -> Option<Claim> {
        let minute = (now.0 / 60).to_be_bytes();
        let named = |label: &[u8], id: &[u8]| name(&[label, id, &client, &minute]);
        let of_session = self
            .session()
            .and_then(|session| Some((session, session.values.user_id()?)));
        if let Some((session, user_id)) = of_session {
            let reference = session_reference(session);
            let is_remembered = self.remember() == Some(&user_id);
            return Some(Claim {
                session: named(b"login at flask session\0", &reference.id),
                // One id for both, so that the end of one ends the other.
                credential: is_remembered.then_some(reference.id),
                cookie: FlaskCookie::Session,
                permanent: session.values.is_permanent(),
                user_id,
                reference,
            });
        }
        let user_id = self.remember()?.to_owned();
        let reference = remember_reference(&user_id);
        Some(Claim {
            session: named(b"login at flask session\0", &reference.id),
            credential: Some(named(b"login at flask remember\0", &reference.id)),
            cookie: FlaskCookie::Remember,
            permanent: false,
            user_id,
            reference,
        })
    }
}

/// Returns the name by which a session cookie of Flask is ended.
fn session_reference(session: &FlaskSession) -> CredentialRef {
    CredentialRef {
        id: name(&[b"flask session\0", &session.signature]),
        issued: session.issued,
    }
}

/// Returns the name by which all remember cookies of a user are ended: they have the same text.
pub(crate) fn remember_reference(user_id: &str) -> CredentialRef {
    CredentialRef {
        id: name(&[b"flask remember\0", user_id.as_bytes()]),
        issued: Timestamp(0),
    }
}

fn name(parts: &[&[u8]]) -> Id {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(part);
    }
    beginning(context.finish())
}
