//! Section 3: the users, and the pages that change them.

use std::collections::BTreeMap;

use actix_web::web::{self, Data, Query};
use login::UserMixin;
use serde::Deserialize;

use crate::{reply::page, state::State};

#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    active: bool,
    pub(crate) password: Option<&'static str>,
    generation: u32,
    alternative_id: bool,
}

/// Implemented by hand, for an id that changes independently of the user's own: Flask-Login's
/// "alternative token".
impl UserMixin for User {
    type Id = String;

    fn get_id(&self) -> String {
        if self.alternative_id {
            format!("alt-{}-{}", self.id, self.generation)
        } else {
            self.id.clone()
        }
    }

    fn is_active(&self) -> bool {
        self.active
    }
}

pub(crate) struct Table {
    users: BTreeMap<String, User>,
    alternative_ids: bool,
}

impl Table {
    pub(crate) fn new(alternative_ids: bool) -> Self {
        let users = [
            ("1", "Notch", true, None),
            ("2", "Steve", true, None),
            ("3", "Creeper", false, None),
            ("佐藤", "Müller", true, None),
            ("leafstorm", "leafstorm", true, Some("secret")),
        ];
        let users = users.map(|(id, name, active, password)| User {
            id: id.to_owned(),
            name,
            active,
            password,
            generation: 0,
            alternative_id: alternative_ids,
        });
        Self {
            users: users
                .into_iter()
                .map(|user| (user.id.clone(), user))
                .collect(),
            alternative_ids,
        }
    }

    /// Finds a user by the id in the table.
    pub(crate) fn get(&self, id: &str) -> Option<User> {
        self.users.get(id).cloned()
    }

    /// Finds a user by the id that the library knows.
    pub(crate) fn load(&self, id: &str) -> Option<User> {
        if !self.alternative_ids {
            return self.get(id);
        }
        self.users
            .values()
            .find(|user| user.get_id() == id)
            .cloned()
    }
}

#[derive(Deserialize)]
struct Which {
    user_id: String,
    active: Option<u8>,
}

pub(crate) fn pages(app: &mut web::ServiceConfig) {
    app.route("/", page().to(async || "index"))
        .route("/static/hello.txt", page().to(async || "static file"))
        .route("/reset", page().to(reset))
        .route("/set-active", page().to(set_active))
        .route("/remove-user", page().to(remove_user))
        .route("/rotate-token", page().to(rotate_token));
}

async fn reset(state: Data<State>) -> &'static str {
    let mut users = state.users();
    *users = Table::new(users.alternative_ids);
    state.events().clear();
    "ok"
}

async fn set_active(state: Data<State>, which: Query<Which>) -> &'static str {
    if let Some(user) = state.users().users.get_mut(&which.user_id) {
        user.active = which.active == Some(1);
    }
    "ok"
}

async fn remove_user(state: Data<State>, which: Query<Which>) -> &'static str {
    state.users().users.remove(&which.user_id);
    "ok"
}

async fn rotate_token(state: Data<State>, which: Query<Which>) -> &'static str {
    if let Some(user) = state.users().users.get_mut(&which.user_id) {
        user.generation += 1;
    }
    "ok"
}
