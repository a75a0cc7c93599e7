//! The application's secret, and the checks that refuse weak ones.

use std::{env, error::Error, ffi::OsStr, fmt};

use ring::rand::{SecureRandom, SystemRandom};

/// The length of the shortest accepted secret, in bytes: the length of the keys derived from it.
const SHORTEST: usize = 32;

/// Text that appears in samples and tutorials, and almost never in a random key.
const SAMPLES: [&str; 15] = [
    "secret",
    "changeme",
    "change-me",
    "change_me",
    "change this",
    "password",
    "example",
    "insecure",
    "placeholder",
    "default",
    "0123456789",
    "1234567890",
    "abcdefghij",
    "qwertyuiop",
    "dev-key",
];

/// The secret from which the keys for cookies are derived (Flask's `SECRET_KEY`).
///
/// Anyone who knows it can log in as any user. Keep it out of the source code and read it from the
/// environment with [`from_env`](Self::from_env). Generate one with
///
/// ```sh
/// openssl rand -hex 32
/// ```
///
/// A new secret ends every session and every remember-me cookie, unless the previous one is among the
/// [`secret_key_fallbacks`](crate::LoginManagerBuilder::secret_key_fallbacks). The secret itself encrypts
/// nothing: each purpose gets a key of its own (HKDF, RFC 5869). `Debug` prints no part of it.
///
/// # Examples
///
/// ```
/// use login::SecretKey;
///
/// assert!(SecretKey::new("super secret string").is_err());
/// assert!(SecretKey::new("6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61c4a95d3e").is_ok());
/// ```
pub struct SecretKey(Box<[u8]>);

impl SecretKey {
    /// Creates a secret key from the bytes of `secret` as they are.
    ///
    /// A line break at the end of a file is part of the secret. Remove it, since the text without it is
    /// a different secret.
    ///
    /// # Errors
    ///
    /// Returns a [`SecretKeyError`] if there are fewer than 32 bytes (ASVS 11.2.3 asks for 128 bits,
    /// and a byte of text has fewer than 8), or if the secret is clearly not random: a sequence, few
    /// different bytes, or words of a sample.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Self, SecretKeyError> {
        let secret = secret.as_ref();
        if secret.len() < SHORTEST {
            return Err(SecretKeyError::TooShort {
                bytes: secret.len(),
            });
        }
        if is_guessable(secret) {
            return Err(SecretKeyError::Guessable);
        }
        Ok(Self(secret.into()))
    }

    /// Reads the secret from the environment variable `name`.
    ///
    /// # Errors
    ///
    /// Returns [`SecretKeyError::Missing`] if the variable is not set. Otherwise returns
    /// [`SecretKeyError::Variable`] with the cause: [`SecretKeyError::Spaces`] if there are spaces or
    /// line breaks around the text, or an error of [`new`](Self::new).
    pub fn from_env(name: &str) -> Result<Self, SecretKeyError> {
        match env::var_os(name) {
            Some(secret) => Self::of_variable(name, &secret),
            None => Err(SecretKeyError::Missing {
                variable: name.to_owned(),
            }),
        }
    }

    fn of_variable(variable: &str, text: &OsStr) -> Result<Self, SecretKeyError> {
        Self::of_text(text.as_encoded_bytes()).map_err(|error| SecretKeyError::Variable {
            variable: variable.to_owned(),
            error: Box::new(error),
        })
    }

    /// Reads a list of secrets from the environment variable `name`, for
    /// [`secret_key_fallbacks`](crate::LoginManagerBuilder::secret_key_fallbacks).
    ///
    /// The secrets are separated by commas, without spaces. Returns an empty list if the variable is
    /// not set or empty. A secret that contains a comma must be passed to [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// Returns [`SecretKeyError::Listed`] with the position of the first secret that is refused, and
    /// the cause.
    pub fn list_from_env(name: &str) -> Result<Vec<Self>, SecretKeyError> {
        Self::list(name, &env::var_os(name).unwrap_or_default())
    }

    fn list(variable: &str, text: &OsStr) -> Result<Vec<Self>, SecretKeyError> {
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let parts = text.as_encoded_bytes().split(|byte| *byte == b',');
        let secrets = parts.enumerate().map(|(index, part)| {
            Self::of_text(part).map_err(|error| SecretKeyError::Listed {
                variable: variable.to_owned(),
                position: index + 1,
                error: Box::new(error),
            })
        });
        secrets.collect()
    }

    /// Refuses spaces around the secret. Another program that reads the same variable may strip
    /// them, and would then have a different secret.
    fn of_text(text: &[u8]) -> Result<Self, SecretKeyError> {
        if text == text.trim_ascii() {
            Self::new(text)
        } else {
            Err(SecretKeyError::Spaces)
        }
    }

    /// Generates a secret that lives as long as this process.
    ///
    /// It is for demonstrations and tests: a restart logs all users out, and a second process does
    /// not accept what this one issued.
    ///
    /// # Errors
    ///
    /// Returns [`SecretKeyError::NoRandomness`] if the operating system provides no random bytes.
    pub fn generate() -> Result<Self, SecretKeyError> {
        let mut secret = [0; SHORTEST];
        SystemRandom::new()
            .fill(&mut secret)
            .map_err(|_| SecretKeyError::NoRandomness)?;
        Ok(Self(secret.into()))
    }

    #[cfg(feature = "testing")]
    pub(crate) fn unchecked(secret: &[u8]) -> Self {
        Self(secret.into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

fn is_guessable(secret: &[u8]) -> bool {
    let mut seen = [false; 256];
    for &byte in secret {
        if let Some(seen) = seen.get_mut(usize::from(byte)) {
            *seen = true;
        }
    }
    let different = seen.iter().filter(|&&seen| seen).count();

    let mut steps = secret
        .iter()
        .zip(secret.iter().skip(1))
        .map(|(a, b)| b.wrapping_sub(*a));
    let first_step = steps.next();
    let is_sequence = steps.all(|step| Some(step) == first_step);

    let names_itself = str::from_utf8(secret).is_ok_and(|text| {
        let text = text.to_ascii_lowercase();
        SAMPLES.iter().any(|sample| text.contains(sample))
    });
    different < 8 || is_sequence || names_itself
}

/// Why a secret was refused.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretKeyError {
    /// The environment variable is not set.
    Missing {
        /// The name of the variable.
        variable: String,
    },
    /// The secret has fewer than 32 bytes.
    TooShort {
        /// The number of bytes.
        bytes: usize,
    },
    /// The secret is a sequence, has few different bytes, or contains words of a sample.
    Guessable,
    /// The secret is from an environment variable and has spaces or line breaks around it, which
    /// would make it a different secret.
    Spaces,
    /// The secret in an environment variable was refused.
    Variable {
        /// The name of the variable.
        variable: String,
        /// The cause.
        error: Box<SecretKeyError>,
    },
    /// A secret in a list was refused.
    Listed {
        /// The name of the environment variable.
        variable: String,
        /// The position in the list, counted from 1.
        position: usize,
        /// The cause.
        error: Box<SecretKeyError>,
    },
    /// The operating system provided no random bytes.
    NoRandomness,
}

impl fmt::Display for SecretKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAKE_ONE: &str = "make one with `openssl rand -hex 32`";
        match self {
            Self::Missing { variable } => write!(
                f,
                "the environment variable `{variable}` is not set; {MAKE_ONE}"
            ),
            Self::TooShort { bytes } => write!(
                f,
                "the secret key has {bytes} bytes, but at least {SHORTEST} are needed; {MAKE_ONE}"
            ),
            Self::Guessable => write!(
                f,
                "the secret key looks like a sample or a pattern, not like random bytes; {MAKE_ONE}"
            ),
            Self::Spaces => {
                f.write_str("the secret key begins or ends with spaces or line breaks; remove them")
            }
            Self::Variable { variable, error } => {
                write!(f, "the environment variable `{variable}`: {error}")
            }
            Self::Listed {
                variable,
                position,
                error,
            } => write!(
                f,
                "secret {position} of the environment variable `{variable}`: {error}"
            ),
            Self::NoRandomness => f.write_str("the operating system provided no random bytes"),
        }
    }
}

/// Prints the same as `Display`, because a `main` that returns the error prints it with `Debug`.
impl fmt::Debug for SecretKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for SecretKeyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k5_secrets_that_are_short_or_plainly_not_random_are_refused() {
        for short in ["", "x", "super secret string", &"k7".repeat(15)] {
            assert_eq!(
                SecretKey::new(short).unwrap_err(),
                SecretKeyError::TooShort { bytes: short.len() }
            );
        }
        let ascending: Vec<u8> = (0..32).collect();
        let guessable: [&[u8]; 6] = [
            &[0; 64],
            &ascending,
            b"abababababababababababababababababab",
            b"this-is-a-very-long-Secret-Key-for-my-app",
            b"please CHANGE-ME before you deploy this",
            b"0123456789abcdef0123456789abcdef",
        ];
        for secret in guessable {
            assert_eq!(
                SecretKey::new(secret).unwrap_err(),
                SecretKeyError::Guessable,
                "{secret:?}"
            );
        }
    }

    #[test]
    fn k5_random_secrets_are_accepted_as_bytes_and_as_text() {
        for _ in 0..1000 {
            let key = SecretKey::generate().unwrap();
            assert!(SecretKey::new(key.bytes()).is_ok());
            let hex = format!(
                "{:032x}",
                u128::from_le_bytes(*key.bytes().first_chunk().unwrap())
            );
            assert!(SecretKey::new(&hex).is_ok(), "{hex}");
        }
    }

    #[test]
    fn k5_what_is_wrong_with_a_secret_is_said_of_its_variable() {
        let error = |text: &str| {
            let secret = SecretKey::of_variable("LOGIN_SECRET", OsStr::new(text));
            secret.unwrap_err().to_string()
        };
        let beginning = "the environment variable `LOGIN_SECRET`: the secret key has 0 bytes";
        assert!(error("").starts_with(beginning));
        let broken = format!("{}\n", "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61");
        assert_eq!(
            error(&broken),
            "the environment variable `LOGIN_SECRET`: the secret key begins or ends with spaces or \
             line breaks; remove them"
        );
    }

    #[test]
    fn k3_a_list_of_secrets_is_read_and_none_of_it_passed_over() {
        let list = |text: &str| SecretKey::list("OLD", OsStr::new(text));
        assert!(list("").unwrap().is_empty());
        let a = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
        let b = "c7d2911f0a5e4b83966d20e8f4b71a35d80e6c92";
        let two = list(&format!("{a},{b}")).unwrap();
        let bytes: Vec<_> = two.iter().map(SecretKey::bytes).collect();
        assert_eq!(bytes, [a.as_bytes(), b.as_bytes()]);
        for (text, message) in [
            (
                format!("{a}, {b}"),
                "secret 2 of the environment variable `OLD`: the secret key begins or ends with",
            ),
            (
                format!("{a},"),
                "secret 2 of the environment variable `OLD`: the secret key has 0",
            ),
            (
                "short".to_owned(),
                "secret 1 of the environment variable `OLD`: the secret key has 5",
            ),
        ] {
            let error = list(&text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn k5_a_line_break_is_no_part_of_a_secret() {
        let secret = "6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61";
        assert!(SecretKey::of_text(secret.as_bytes()).is_ok());
        for text in [format!("{secret}\n"), format!(" {secret}")] {
            let error = SecretKey::of_text(text.as_bytes()).unwrap_err();
            assert_eq!(error, SecretKeyError::Spaces);
        }
    }

    #[test]
    fn k5_debug_prints_nothing_of_the_secret() {
        let key = SecretKey::new("6e1a4b0f7c93d25886e0f1b7a9c4d35e72f08b61").unwrap();
        assert_eq!(format!("{key:?}"), "SecretKey(..)");
    }
}
