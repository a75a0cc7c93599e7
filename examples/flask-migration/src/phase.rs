//! The phase of the migration, which the environment determines.

use std::{env, error::Error};

use login::{FlaskCompat, FlaskSecret};

/// Returns which of Flask's cookies still count: `FLASK=coexist` (the default), `FLASK=upgrade`, `FLASK=off`.
pub(crate) fn flask() -> Result<Option<FlaskCompat>, Box<dyn Error>> {
    let phase = env::var("FLASK").unwrap_or_else(|_| "coexist".to_owned());
    let coexist = match phase.as_str() {
        "coexist" => true,
        "upgrade" => false,
        "off" => return Ok(None),
        other => return Err(format!("FLASK=`{other}`: coexist, upgrade or off").into()),
    };
    // There is no sample secret as a default: whoever knows the secret can log in as any user.
    let secret = FlaskSecret::from_env("FLASK_SECRET_KEY")?;
    let fallbacks = env::var("FLASK_SECRET_KEY_FALLBACKS").unwrap_or_default();
    // Separated by spaces, because a secret of Flask's may contain a comma.
    let fallbacks = fallbacks.split_whitespace();
    let day = env::var("FLASK_UNTIL").map_err(|_| "FLASK_UNTIL: the day on which Flask's end")?;
    let flask = FlaskCompat::until(day, secret).fallbacks(fallbacks);
    Ok(Some(flask.coexist(coexist)))
}
