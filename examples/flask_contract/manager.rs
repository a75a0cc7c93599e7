//! Passes the configuration to the library. Flask-Login's defaults are laxer
//! than ours; each line that relaxes a safe default names that default.

use std::{error::Error, io, time::Duration};

use actix_web::{HttpResponse, http::Method, web::Data};
use login::{
    CookieConfig, LoginManager, LoginManagerBuilder, LoginRequest, SecretKey, SessionProtection,
    testing::weak_secret,
};
use serde::Deserialize;

use crate::{
    conf::{Conf, RequestLoader, SameSite, UserLoader},
    events,
    state::State,
    storage,
    users::User,
};

pub(crate) async fn build(state: &Data<State>) -> Result<LoginManager, Box<dyn Error>> {
    let conf = &state.conf;
    let secret = match &conf.secret_key {
        // Safe default: keys that are short or look like samples are refused.
        Some(secret) => weak_secret(secret),
        None => SecretKey::generate()?,
    };
    let for_events = state.clone();
    let mut manager = LoginManager::builder(secret)
        // Safe default: cookies travel over https only.
        .allow_insecure_http()
        .session_cookie(CookieConfig::new().name("session"))
        .remember_cookie(remember_cookie(conf))
        .remember_cookie_duration(Duration::from_secs(
            conf.remember_cookie_duration.as_u64().unwrap_or(1),
        ))
        .remember_cookie_refresh_each_request(conf.remember_cookie_refresh_each_request)
        .session_protection(session_protection(conf)?)
        // Safe default: OPTIONS is guarded like any other method.
        .exempt_methods([Method::OPTIONS])
        // Safe default: logging out and another user's login drop the application's values.
        .keep_session_data(true)
        // Safe default: an account that becomes inactive ends its logins.
        .keep_inactive_logins(true)
        // Safe default: users return only to pages that can be opened again.
        .next_after_any_method(true)
        .use_session_for_next(conf.use_session_for_next)
        .on_event(move |event, _| events::log(&for_events, event));
    manager = views(manager, conf);
    manager = messages(manager, conf);
    manager = loaders(manager, state);
    if conf.unauthorized_handler {
        manager =
            manager.unauthorized_handler(|_| HttpResponse::Forbidden().body("custom unauthorized"));
    }
    if conf.needs_refresh_handler {
        manager = manager.needs_refresh_handler(|_| "custom refresh");
    }
    Ok(storage::chosen(manager).await?.build()?)
}

fn remember_cookie(conf: &Conf) -> CookieConfig {
    let mut cookie = CookieConfig::new()
        .name(&conf.remember_cookie_name)
        .path(&conf.remember_cookie_path)
        .secure(conf.remember_cookie_secure)
        .http_only(conf.remember_cookie_httponly)
        .same_site(
            conf.remember_cookie_samesite
                .map(|same_site| match same_site {
                    SameSite::Lax => login::SameSite::Lax,
                    SameSite::Strict => login::SameSite::Strict,
                    SameSite::None => login::SameSite::None,
                }),
        );
    if let Some(domain) = &conf.remember_cookie_domain {
        cookie = cookie.domain(domain);
    }
    cookie
}

fn session_protection(conf: &Conf) -> Result<SessionProtection, io::Error> {
    match conf.session_protection.as_deref() {
        None => Ok(SessionProtection::None),
        Some("basic") => Ok(SessionProtection::Basic),
        Some("strong") => Ok(SessionProtection::Strong),
        Some(other) => Err(io::Error::other(format!("SESSION_PROTECTION: {other:?}"))),
    }
}

fn views(mut manager: LoginManagerBuilder, conf: &Conf) -> LoginManagerBuilder {
    if let Some(view) = &conf.login_view {
        manager = manager.login_view(view);
    }
    if let Some(view) = &conf.refresh_view {
        manager = manager.refresh_view(view);
    }
    for (scope, view) in &conf.blueprint_login_views {
        manager = match view {
            Some(view) => manager.set_login_view(view, Some(scope)),
            None => manager.no_login_view(scope),
        };
    }
    for (view, scope) in &conf.set_login_view {
        manager = manager.set_login_view(view, scope.as_deref());
    }
    if let Some(host) = &conf.force_host_for_redirects
        && !host.is_empty()
    {
        manager = manager.force_host_for_redirects(host);
    }
    manager
}

fn messages(mut manager: LoginManagerBuilder, conf: &Conf) -> LoginManagerBuilder {
    if let Some(message) = &conf.login_message {
        manager = manager.login_message(message);
    }
    if let Some(message) = &conf.needs_refresh_message {
        manager = manager.needs_refresh_message(message);
    }
    if conf.localize {
        manager = manager.localize_callback(|message| {
            match message {
                "Log in!" => "Einloggen",
                "Refresh" => "Aktualisieren",
                other => other,
            }
            .to_owned()
        });
    }
    manager
        .login_message_category(&conf.login_message_category)
        .needs_refresh_message_category(&conf.needs_refresh_message_category)
}

fn loaders(mut manager: LoginManagerBuilder, state: &Data<State>) -> LoginManagerBuilder {
    let conf = &state.conf;
    let table = state.clone();
    manager = match conf.user_loader {
        UserLoader::Table => manager.user_loader(async move |id: String| table.users().load(&id)),
        UserLoader::Nobody => manager.user_loader(async |_: String| None::<User>),
        UserLoader::None => manager,
    };
    let how = conf.request_loader;
    let table = state.clone();
    if how == RequestLoader::Off {
        // Without any loader, Flask-Login fails at the first request, but this library when it is
        // built. With a loader that fails, the application at least starts.
        let is_missing = conf.user_loader == UserLoader::None;
        return if is_missing {
            manager.request_loader(async |_| {
                let missing = io::Error::other("missing user_loader or request_loader");
                Err::<Option<User>, _>(missing)
            })
        } else {
            manager
        };
    }
    manager.request_loader(async move |request: LoginRequest| {
        from_request(how, &table, &request).await
    })
}

#[derive(Deserialize)]
struct ByQuery {
    user_id: String,
}

#[derive(Deserialize)]
struct ByForm {
    email: String,
    password: String,
}

async fn from_request(how: RequestLoader, state: &State, request: &LoginRequest) -> Option<User> {
    let id = match how {
        RequestLoader::Off => return None,
        RequestLoader::Query => request.query::<ByQuery>()?.user_id,
        RequestLoader::QueryOrSession => {
            let by_query = request.query::<ByQuery>().map(|query| query.user_id);
            let by_query = by_query.filter(|id| !id.is_empty());
            by_query.or_else(|| request.session_user_id().map(str::to_owned))?
        }
        RequestLoader::Header => {
            let id = request.headers().get("x-user-id")?;
            String::from_utf8(id.as_bytes().to_vec()).ok()?
        }
        RequestLoader::Form => {
            let form: ByForm = request.form().await?;
            let user = state.users().get(&form.email)?;
            return (user.password == Some(form.password.as_str())).then_some(user);
        }
    };
    state.users().get(&id)
}
