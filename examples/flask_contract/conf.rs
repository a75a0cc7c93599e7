//! Section 2: the configuration, a JSON object in the environment.

use std::{collections::BTreeMap, env, error::Error};

use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // Flask-Login's switches.
pub(crate) struct Conf {
    #[serde(rename = "SECRET_KEY")]
    pub(crate) secret_key: Option<String>,
    #[serde(rename = "SESSION_PROTECTION", deserialize_with = "null_is_a_value")]
    pub(crate) session_protection: Option<String>,
    pub(crate) login_view: Option<String>,
    pub(crate) refresh_view: Option<String>,
    #[serde(deserialize_with = "null_is_a_value")]
    pub(crate) login_message: Option<String>,
    pub(crate) login_message_category: String,
    #[serde(deserialize_with = "null_is_a_value")]
    pub(crate) needs_refresh_message: Option<String>,
    pub(crate) needs_refresh_message_category: String,
    pub(crate) localize: bool,
    #[serde(rename = "USE_SESSION_FOR_NEXT")]
    pub(crate) use_session_for_next: bool,
    #[serde(rename = "FORCE_HOST_FOR_REDIRECTS")]
    pub(crate) force_host_for_redirects: Option<String>,
    #[serde(rename = "REMEMBER_COOKIE_NAME")]
    pub(crate) remember_cookie_name: String,
    #[serde(rename = "REMEMBER_COOKIE_DURATION")]
    pub(crate) remember_cookie_duration: Value,
    #[serde(rename = "REMEMBER_COOKIE_DOMAIN")]
    pub(crate) remember_cookie_domain: Option<String>,
    #[serde(rename = "REMEMBER_COOKIE_PATH")]
    pub(crate) remember_cookie_path: String,
    #[serde(rename = "REMEMBER_COOKIE_SECURE")]
    pub(crate) remember_cookie_secure: bool,
    #[serde(rename = "REMEMBER_COOKIE_HTTPONLY")]
    pub(crate) remember_cookie_httponly: bool,
    #[serde(rename = "REMEMBER_COOKIE_SAMESITE")]
    pub(crate) remember_cookie_samesite: Option<SameSite>,
    #[serde(rename = "REMEMBER_COOKIE_REFRESH_EACH_REQUEST")]
    pub(crate) remember_cookie_refresh_each_request: bool,
    pub(crate) unauthorized_handler: bool,
    pub(crate) needs_refresh_handler: bool,
    pub(crate) user_loader: UserLoader,
    pub(crate) request_loader: RequestLoader,
    pub(crate) blueprint_login_views: BTreeMap<String, Option<String>>,
    pub(crate) set_login_view: Vec<(String, Option<String>)>,
    pub(crate) alternative_ids: bool,
    pub(crate) anonymous_name: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) enum SameSite {
    Lax,
    Strict,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum UserLoader {
    Table,
    Nobody,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RequestLoader {
    Off,
    Query,
    QueryOrSession,
    Form,
    Header,
}

impl Default for Conf {
    fn default() -> Self {
        Self {
            secret_key: None,
            session_protection: Some("basic".to_owned()),
            login_view: None,
            refresh_view: None,
            login_message: Some(login::LOGIN_MESSAGE.to_owned()),
            login_message_category: "message".to_owned(),
            needs_refresh_message: Some(login::REFRESH_MESSAGE.to_owned()),
            needs_refresh_message_category: "message".to_owned(),
            localize: false,
            use_session_for_next: false,
            force_host_for_redirects: None,
            remember_cookie_name: "remember_token".to_owned(),
            remember_cookie_duration: Value::from(365 * 24 * 60 * 60),
            remember_cookie_domain: None,
            remember_cookie_path: "/".to_owned(),
            remember_cookie_secure: false,
            remember_cookie_httponly: true,
            remember_cookie_samesite: None,
            remember_cookie_refresh_each_request: false,
            unauthorized_handler: false,
            needs_refresh_handler: false,
            user_loader: UserLoader::Table,
            request_loader: RequestLoader::Off,
            blueprint_login_views: BTreeMap::new(),
            set_login_view: Vec::new(),
            alternative_ids: false,
            anonymous_name: None,
        }
    }
}

impl Conf {
    /// Reads the configuration from the variable, or returns the defaults if it is not set.
    pub(crate) fn from_env(variable: &str) -> Result<Self, Box<dyn Error>> {
        match env::var(variable) {
            Ok(json) => Ok(serde_json::from_str(&json)?),
            Err(env::VarError::NotPresent) => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }
}

/// `null` means "none", while a missing key keeps the default.
fn null_is_a_value<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(value)
}
