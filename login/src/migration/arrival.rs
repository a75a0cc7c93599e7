//! What Flask's cookies in a request say.

use actix_web::http::header::HeaderMap;
use ring::digest::{Context, SHA256};

use crate::{
    clock::Timestamp,
    encoding::beginning,
    flask::{FlaskCookie, FlaskSession, FlaskSettings},
    request::{Received, receive},
    session::{CredentialRef, Id, Identifier},
};

/// Flask's cookies of one request, those that are authentic and current.
pub(crate) struct Arrival {
    session: Received<FlaskSession>,
    remember: Received<String>,
    /// Whether anything authentic came as either cookie, be it that it differs.
    pub(crate) came: [bool; 2],
    /// What ends the sessions, those of which none counts because they differ as well.
    pub(crate) sessions: Vec<(CredentialRef, Option<String>)>,
}

/// A login that Flask's cookies vouch for.
pub(crate) struct Claim {
    pub(crate) user_id: String,
    pub(crate) cookie: FlaskCookie,
    /// What ended it, if it has ended.
    pub(crate) reference: CredentialRef,
    /// The session that it goes on as, the same for requests side by side.
    pub(crate) session: Id,
    /// The remember credential, if a remember cookie vouches as well.
    pub(crate) credential: Option<Id>,
    /// It was to outlive the browser.
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

    /// The session, if there is exactly one.
    pub(crate) fn session(&self) -> Option<&FlaskSession> {
        match &self.session {
            Received::One(session) => Some(session),
            _ => None,
        }
    }

    /// Whose remember cookie came, if it is exactly one's.
    pub(crate) fn remember(&self) -> Option<&str> {
        match &self.remember {
            Received::One(user_id) => Some(user_id),
            _ => None,
        }
    }

    /// Whom Flask takes the visitor for: the session's user, else the remember cookie's.
    pub(crate) fn user_id(&self) -> Option<String> {
        let of_session = self.session().and_then(|session| session.values.user_id());
        of_session.or_else(|| self.remember().map(str::to_owned))
    }

    /// The login that can be taken over.
    ///
    /// Sessions tell one browser from another and carry a time. Remember cookies of a user are all
    /// the same, so what a login with one alone goes on as is told apart by client and minute:
    /// requests side by side lead to one session, two devices to two.
    pub(crate) fn claim(&self, client: Identifier, now: Timestamp) -> Option<Claim> {
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
                // One name for both, so that the end of one ends the other.
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

/// Names a session cookie of Flask's, to end it.
fn session_reference(session: &FlaskSession) -> CredentialRef {
    CredentialRef {
        id: name(&[b"flask session\0", &session.signature]),
        issued: session.issued,
    }
}

/// Names all remember cookies of a user, which are one and the same text.
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
