//! Runs the application's loaders and listeners.

use std::{cell::Cell, future::poll_fn, pin::Pin};

use super::LoginContext;
use crate::error::{BoxError, LoginError};

impl LoginContext {
    /// Runs a step of the application's code that must not ask for the user, because it would wait
    /// for itself.
    pub(crate) fn while_busy<R>(&self, step: impl FnOnce() -> R) -> R {
        struct Done<'a>(&'a Cell<bool>);

        impl Drop for Done<'_> {
            fn drop(&mut self) {
                self.0.set(false);
            }
        }

        self.busy.set(true);
        let _done = Done(&self.busy);
        step()
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.busy.get()
    }

    /// Waits for a loader. Meanwhile it is an error to ask for the user: a loader that did would
    /// wait for itself forever.
    pub(crate) async fn loaded<F, T>(&self, mut loading: Pin<&mut F>) -> Result<T, LoginError>
    where
        F: Future<Output = Result<T, BoxError>> + ?Sized,
    {
        let loaded = poll_fn(|cx| self.while_busy(|| loading.as_mut().poll(cx))).await;
        loaded.map_err(|error| {
            tracing::error!(error = %error, "the user could not be loaded");
            LoginError::Loader(error)
        })
    }
}
