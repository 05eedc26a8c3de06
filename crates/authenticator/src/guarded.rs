//! A value behind a lock that cannot be held across an await.

use std::sync::{Mutex, PoisonError};

/// Shared state, reached only inside of a closure.
#[derive(Default)]
pub(crate) struct Guarded<T>(Mutex<T>);

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Reads or changes the value. A panic elsewhere leaves it as it was then, which every use can live with.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut T) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
