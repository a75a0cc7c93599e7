//! The application's secret, and the refusal of those that are none.

use std::{env, error::Error, ffi::OsStr, fmt};

use ring::rand::{SecureRandom, SystemRandom};

/// The shortest secret that is accepted: as many bits as the keys derived from it have.
const SHORTEST: usize = 32;

/// Text that stands in samples and tutorials, and nearly never in a random key.
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
/// Whoever knows it can log in as anybody, so keep it out of the source code: read it from
/// the environment with [`from_env`](Self::from_env). Make one with
///
/// ```sh
/// openssl rand -hex 32
/// ```
///
/// A new secret ends every session and every remember-me cookie, unless the one before is
/// among the [`secret_key_fallbacks`](crate::LoginManagerBuilder::secret_key_fallbacks). The secret itself encrypts
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
    /// Takes the bytes of `secret` as they are, the line break at the end of a file included: take that
    /// away, or the same secret from an environment variable is another.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError`] for fewer than 32 bytes (ASVS 11.2.3 asks for 128 bits; text has
    /// fewer bits than it has bytes), and for a secret that was plainly not made at random:
    /// a sequence, few different bytes, words of a sample.
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

    /// Takes the text in the environment variable `name`.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::Missing`] if there is no such variable; else [`SecretKeyError::Variable`], which
    /// says what is wrong: [`SecretKeyError::Spaces`] if there are spaces or line breaks around its
    /// text, or what [`new`](Self::new) refuses.
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

    /// Takes the secrets in the environment variable `name`, with a comma between two and no
    /// spaces: for [`secret_key_fallbacks`](crate::LoginManagerBuilder::secret_key_fallbacks).
    /// An empty list if there is no such variable, or it is empty. A secret that has a comma itself must
    /// come through [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::Listed`] says which of them is none, and why.
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

    /// Read from the same variable by another program, or as one of a list, it must be the same
    /// secret.
    fn of_text(text: &[u8]) -> Result<Self, SecretKeyError> {
        if text == text.trim_ascii() {
            Self::new(text)
        } else {
            Err(SecretKeyError::Spaces)
        }
    }

    /// Makes a secret that lives as long as this process.
    ///
    /// For demonstrations and tests: a restart logs everybody out, and a second process
    /// does not accept what this one issued.
    ///
    /// # Errors
    ///
    /// [`SecretKeyError::NoRandomness`] if the operating system gives no random bytes.
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
        /// Its name.
        variable: String,
    },
    /// Fewer than 32 bytes.
    TooShort {
        /// How many there were.
        bytes: usize,
    },
    /// A sequence, few different bytes, or the words of a sample.
    Guessable,
    /// In an environment variable, with spaces or a line break around it: with them it would be
    /// another secret.
    Spaces,
    /// What an environment variable holds.
    Variable {
        /// Its name.
        variable: String,
        /// What is wrong with it.
        error: Box<SecretKeyError>,
    },
    /// One of a list.
    Listed {
        /// The environment variable.
        variable: String,
        /// Which of the list, from 1 on.
        position: usize,
        /// What is wrong with it.
        error: Box<SecretKeyError>,
    },
    /// The operating system gave no random bytes.
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
                "the secret key has {bytes} bytes and needs at least {SHORTEST}; {MAKE_ONE}"
            ),
            Self::Guessable => write!(
                f,
                "the secret key looks like a sample or a pattern, not like random bytes; {MAKE_ONE}"
            ),
            Self::Spaces => {
                f.write_str("there are spaces or line breaks around the secret key; remove them")
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
            Self::NoRandomness => f.write_str("the operating system gave no random bytes"),
        }
    }
}

/// As `Display`: a `main` that returns the error prints it with `Debug`.
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
            "the environment variable `LOGIN_SECRET`: there are spaces or line breaks around the \
             secret key; remove them"
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
                "secret 2 of the environment variable `OLD`: there are spaces or line breaks",
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
