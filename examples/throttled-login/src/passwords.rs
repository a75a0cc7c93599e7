//! Passwords, hashed with Argon2id: 19 MiB and some 20 ms of a core for each.

use actix_web::web;
use argon2::{
    Argon2,
    password_hash::{Error, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

/// How many are hashed at a time: what they may take of memory, and of cores.
const AT_ONCE: usize = 4;

pub(crate) struct Passwords {
    /// Of a password that nobody has.
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

    /// Whether a password is the one of the hash. Where there is no hash, because there is no
    /// such account, it takes as long to say no.
    pub(crate) async fn verify(&self, hash: Option<String>, password: String) -> bool {
        let Ok(_turn) = self.turns.acquire().await else {
            return false;
        };
        let is_there = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.clone());
        // Not on the threads that answer requests.
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
