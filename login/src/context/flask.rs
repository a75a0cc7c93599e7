//! Flask's cookies in the context of a request (feature `flask-compat`).

use std::rc::Rc;

use actix_web::HttpRequest;

use super::{LoginContext, RememberChange, State};
use crate::{clock::Timestamp, flask::FlaskSettings, migration::Arrival};

/// The state of Flask's cookies in one request.
#[derive(Clone, Default)]
pub(crate) struct FlaskState {
    /// What the cookies hold. `None` until it is first asked for.
    pub(crate) arrival: Option<Rc<Arrival>>,
    /// The cookies have been used, or name a login that has ended. They are removed from the
    /// browser, and this request takes no login from them.
    pub(crate) remove: bool,
}

impl LoginContext {
    /// Returns the settings for Flask's cookies, `None` if they are no longer accepted.
    pub(crate) fn flask(&self, now: Timestamp) -> Option<&FlaskSettings> {
        let flask = self.settings.flask.as_ref()?;
        flask.is_open(now).then_some(flask)
    }

    /// Returns what Flask's cookies hold, `None` if they are no longer accepted.
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

    /// Has Flask's cookies removed if they name a user. Called when a login or credential of ours
    /// did not stand, since Flask's cookies must not restore it.
    pub(crate) fn forget_flask(&self, request: &HttpRequest, state: &mut State) {
        let arrival = self.flask_arrival(request, state, self.settings.now());
        if arrival.is_some_and(|arrival| arrival.user_id().is_some()) {
            state.flask.remove = true;
        }
    }

    /// Lets Flask's cookies decide while the Flask application still runs: a login of ours that
    /// they do not name ends before any other code sees it.
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
        // Read before the session ends, because one of them may end with it.
        let (_, carried) = self.carried_credentials(request, now);
        let Some(session) = &mut state.session else {
            return;
        };
        if let Some(login) = session.login()
            && user_id.as_deref() != Some(&login.user_id)
        {
            tracing::info!("login ended: Flask's cookies no longer name its user");
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
