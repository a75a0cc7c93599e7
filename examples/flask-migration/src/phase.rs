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
    // No secret of a sample where none is given: whoever knows it is anybody.
    let secret = FlaskSecret::from_env("FLASK_SECRET_KEY")?;
    let fallbacks = env::var("FLASK_SECRET_KEY_FALLBACKS").unwrap_or_default();
    // With spaces in between: there may be a comma in a secret of Flask's.
    let fallbacks = fallbacks.split_whitespace();
    let day = env::var("FLASK_UNTIL").map_err(|_| "FLASK_UNTIL: the day on which Flask's end")?;
    let flask = FlaskCompat::until(day, secret).fallbacks(fallbacks);
    Ok(Some(flask.coexist(coexist)))
}
