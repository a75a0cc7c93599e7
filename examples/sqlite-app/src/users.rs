//! The accounts.

use login::UserMixin;
use sqlx::{Error, sqlite::SqlitePool};

#[derive(Clone, UserMixin)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) name: String,
    /// A new password ends every login that was made with the old one.
    #[user(session_hash)]
    pub(crate) password_hash: String,
}

/// A user's row, in the order of the columns.
type Row = (i64, String, String, String);

impl User {
    fn of_row((id, email, name, password_hash): Row) -> Self {
        Self {
            id,
            email,
            name,
            password_hash,
        }
    }
}

#[derive(Clone)]
pub(crate) struct Users(SqlitePool);

impl Users {
    pub(crate) async fn new(pool: SqlitePool) -> Result<Self, Error> {
        let table = "CREATE TABLE IF NOT EXISTS users (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            email TEXT NOT NULL UNIQUE COLLATE NOCASE,
            name TEXT NOT NULL,
            password_hash TEXT NOT NULL
        ) STRICT";
        sqlx::query(table).execute(&pool).await?;
        Ok(Self(pool))
    }

    pub(crate) async fn by_id(&self, id: i64) -> Result<Option<User>, Error> {
        let row = sqlx::query_as("SELECT id, email, name, password_hash FROM users WHERE id = ?");
        let row = row.bind(id).fetch_optional(&self.0).await?;
        Ok(row.map(User::of_row))
    }

    pub(crate) async fn by_email(&self, email: &str) -> Result<Option<User>, Error> {
        let row =
            sqlx::query_as("SELECT id, email, name, password_hash FROM users WHERE email = ?");
        let row = row.bind(email.trim()).fetch_optional(&self.0).await?;
        Ok(row.map(User::of_row))
    }

    /// Adds a user. Returns `None` if the address already has an account.
    pub(crate) async fn add(
        &self,
        email: &str,
        name: &str,
        password_hash: String,
    ) -> Result<Option<User>, Error> {
        let row = sqlx::query_as(
            "INSERT INTO users (email, name, password_hash) VALUES (?, ?, ?)
             ON CONFLICT DO NOTHING RETURNING id, email, name, password_hash",
        );
        let row = row.bind(email.trim()).bind(name.trim()).bind(password_hash);
        Ok(row.fetch_optional(&self.0).await?.map(User::of_row))
    }

    pub(crate) async fn set_password(&self, id: i64, password_hash: &str) -> Result<(), Error> {
        let update = sqlx::query("UPDATE users SET password_hash = ? WHERE id = ?");
        update.bind(password_hash).bind(id).execute(&self.0).await?;
        Ok(())
    }
}
