//! Passwords, hashed with Argon2id: each hash takes 19 MiB and some 20 ms of a core.

use actix_web::web;
use argon2::{
    Argon2,
    password_hash::{Error, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

/// How many passwords are hashed at once. It limits the use of memory and cores.
const AT_ONCE: usize = 4;

pub(crate) struct Passwords {
    /// The hash of a password that nobody has.
    nobodys: String,
    turns: Semaphore,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, Error> {
        Ok(Self {
            nobodys: hash("whatever it is, it opens nothing")?,
            turns: Semaphore::new(AT_ONCE),
        })
    }

    /// Returns whether a password matches the hash. If there is no hash, because the account does not
    /// exist, the check takes just as long.
    pub(crate) async fn verify(&self, hash: Option<String>, password: String) -> bool {
        let Ok(_turn) = self.turns.acquire().await else {
            return false;
        };
        let is_there = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.clone());
        // Not on the threads that handle requests.
        let matches = web::block(move || matches(&hash, &password)).await;
        matches.unwrap_or(false) && is_there
    }
}

pub(crate) fn hash(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

fn matches(hash: &str, password: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        let argon2 = Argon2::default();
        argon2.verify_password(password.as_bytes(), &hash).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn the_password_that_is_hashed_for_nobody_opens_nothing() {
        let passwords = Passwords::new().unwrap();
        let nobodys = "whatever it is, it opens nothing".to_owned();
        assert!(matches(&passwords.nobodys, &nobodys));
        assert!(!passwords.verify(None, nobodys).await);
        let hash = hash("right").unwrap();
        assert!(
            passwords
                .verify(Some(hash.clone()), "right".to_owned())
                .await
        );
        assert!(!passwords.verify(Some(hash), "wrong".to_owned()).await);
        let unreadable = Some("right".to_owned());
        assert!(!passwords.verify(unreadable, "right".to_owned()).await);
    }
}
