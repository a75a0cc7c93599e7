//! Flask's cookies in a request's context (feature `flask-compat`).

use std::rc::Rc;

use actix_web::HttpRequest;

use super::{LoginContext, RememberChange, State};
use crate::{clock::Timestamp, flask::FlaskSettings, migration::Arrival};

/// What a request has to do with Flask's cookies.
#[derive(Clone, Default)]
pub(crate) struct FlaskState {
    /// What they say, once somebody has asked.
    pub(crate) arrival: Option<Rc<Arrival>>,
    /// They have done their part, or stand for what has ended: the browser is to forget them, and
    /// this request takes no login from them.
    pub(crate) remove: bool,
}

impl LoginContext {
    /// The settings, as long as Flask's cookies count.
    pub(crate) fn flask(&self, now: Timestamp) -> Option<&FlaskSettings> {
        let flask = self.settings.flask.as_ref()?;
        flask.is_open(now).then_some(flask)
    }

    /// What Flask's cookies say, as long as they count.
    pub(crate) fn flask_arrival(
        &self,
        request: &HttpRequest,
        state: &mut State,
        now: Timestamp,
    ) -> Option<Rc<Arrival>> {
        let flask = self.flask(now)?;
        let arrival = state
            .flask
            .arrival
            .get_or_insert_with(|| Rc::new(Arrival::of_request(request.headers(), flask, now)));
        Some(Rc::clone(arrival))
    }

    /// A login or credential of ours did not stand: Flask's cookies for a user are not to bring it
    /// back.
    pub(crate) fn forget_flask(&self, request: &HttpRequest, state: &mut State) {
        let arrival = self.flask_arrival(request, state, self.settings.now());
        if arrival.is_some_and(|arrival| arrival.user_id().is_some()) {
            state.flask.remove = true;
        }
    }

    /// Beside a Flask application that runs, its cookies decide: a login of ours that they do not
    /// name ends before anybody sees it.
    pub(super) fn follow_flask(&self, request: &HttpRequest, state: &mut State) {
        let settings = &self.settings;
        let now = settings.now();
        if self.flask(now).is_none_or(|flask| !flask.coexist) {
            return;
        }
        let Some(arrival) = self.flask_arrival(request, state, now) else {
            return;
        };
        let user_id = arrival.user_id();
        // Before the session ends, and with it perhaps one of them.
        let (_, carried) = self.carried_credentials(request, now);
        let Some(session) = &mut state.session else {
            return;
        };
        if let Some(login) = session.login()
            && user_id.as_deref() != Some(&login.user_id)
        {
            tracing::info!("login ended: Flask's cookies do not name its user any more");
            state.log_out(settings, now);
        }
        for credential in carried {
            if user_id.as_deref() != Some(&credential.user_id) {
                state.end_credential(settings, credential.ended(), now);
                state.remember = RememberChange::Remove;
            }
        }
    }
}
