//! Passwords, hashed with Argon2id on threads that handle no requests.

use actix_web::{Error, error::ErrorInternalServerError, web};
use argon2::{
    Argon2,
    password_hash::{Error as HashError, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use tokio::sync::Semaphore;

use crate::users::User;

/// Limits concurrent hashing: each hash takes 19 MiB and a core, and anybody may request one.
static TURNS: Semaphore = Semaphore::const_new(4);

pub(crate) struct Passwords {
    /// The hash of a password that nobody has.
    nobodys: String,
}

impl Passwords {
    pub(crate) fn new() -> Result<Self, HashError> {
        let nobodys = hash("whatever it is, it opens nothing")?;
        Ok(Self { nobodys })
    }

    /// Returns the user if the password is right. If there is no such account, the check takes just as
    /// long.
    pub(crate) async fn check(&self, user: Option<User>, password: String) -> Option<User> {
        let _turn = TURNS.acquire().await.ok()?;
        let hash = user.as_ref().map(|user| user.password_hash.clone());
        let hash = hash.unwrap_or_else(|| self.nobodys.clone());
        let matches = web::block(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| {
                let argon2 = Argon2::default();
                argon2.verify_password(password.as_bytes(), &hash).is_ok()
            })
        });
        let is_right = matches.await.unwrap_or(false);
        user.filter(|_| is_right)
    }
}

/// Hashes a new password.
pub(crate) async fn hashed(password: String) -> Result<String, Error> {
    let _turn = TURNS.acquire().await.map_err(ErrorInternalServerError)?;
    let hash = web::block(move || hash(&password)).await?;
    hash.map_err(ErrorInternalServerError)
}

fn hash(password: &str) -> Result<String, HashError> {
    let hash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}
