//! How far the move has come, from the environment.

use std::{env, error::Error};

use login::{FlaskCompat, FlaskSecret};

/// What of Flask's still counts: `FLASK=coexist` (the default), `FLASK=upgrade`, `FLASK=off`.
pub(crate) fn flask() -> Result<Option<FlaskCompat>, Box<dyn Error>> {
    let phase = env::var("FLASK").unwrap_or_else(|_| "coexist".to_owned());
    let coexist = match phase.as_str() {
        "coexist" => true,
        "upgrade" => false,
        "off" => return Ok(None),
        other => return Err(format!("FLASK=`{other}`: coexist, upgrade or off").into()),
    };
    let secret = match env::var_os("FLASK_SECRET_KEY") {
        Some(_) => FlaskSecret::from_env("FLASK_SECRET_KEY")?,
        None => FlaskSecret::from("flask-demo-secret-change-this"),
    };
    let fallbacks = env::var("FLASK_SECRET_KEY_FALLBACKS").unwrap_or_default();
    let fallbacks = fallbacks.split_whitespace();
    let day = env::var("FLASK_UNTIL").unwrap_or_else(|_| "2030-01-01".to_owned());
    let flask = FlaskCompat::until(day, secret).fallbacks(fallbacks);
    Ok(Some(flask.coexist(coexist)))
}
