//! A key store and biometrics in memory, for tests and for end-to-end runs.

mod biometrics;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::error::KeyStoreError;
use crate::secret::{SecretName, StoredSecret};
use crate::store::{Answer, KeyStore};

pub use biometrics::{MemoryBiometrics, Person};

/// How a [`MemoryKeyStore`] shall fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// As if the system had no key store.
    NoStore,
    /// As if the store were locked.
    Locked,
    /// As if the system refused.
    Denied,
    /// As if the store broke.
    Other,
}

/// A key store that lasts as long as the value, and fails on demand.
#[derive(Debug, Default)]
pub struct MemoryKeyStore {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    secrets: BTreeMap<SecretName, StoredSecret>,
    failure: Option<Failure>,
    /// How many calls go well before the failure.
    calls_left: usize,
}

impl MemoryKeyStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every call fails in this way, until `None`. What is kept stays.
    pub fn fail_with(&self, failure: Option<Failure>) {
        self.with(|state| (state.failure, state.calls_left) = (failure, 0));
    }

    /// From now on so many calls go well, and every later one fails in this way.
    pub fn fail_after(&self, calls: usize, failure: Failure) {
        self.with(|state| (state.failure, state.calls_left) = (Some(failure), calls));
    }

    /// The names kept, in order.
    pub fn names(&self) -> Vec<SecretName> {
        self.with(|state| state.secrets.keys().cloned().collect())
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn try_with<T>(
        &self,
        act: impl FnOnce(&mut BTreeMap<SecretName, StoredSecret>) -> Result<T, KeyStoreError>,
    ) -> Result<T, KeyStoreError> {
        self.with(|state| match state.failure.filter(|_| !take_one(&mut state.calls_left)) {
            None => act(&mut state.secrets),
            Some(Failure::NoStore) => Err(KeyStoreError::NoStore("asked to fail".into())),
            Some(Failure::Locked) => Err(KeyStoreError::Locked("asked to fail".into())),
            Some(Failure::Denied) => Err(KeyStoreError::Denied("asked to fail".into())),
            Some(Failure::Other) => Err(KeyStoreError::Other("asked to fail".into())),
        })
    }
}

/// Whether there was one left to take.
fn take_one(calls_left: &mut usize) -> bool {
    let before = *calls_left;
    *calls_left = before.saturating_sub(1);
    before > 0
}

impl KeyStore for MemoryKeyStore {
    fn get<'a>(&'a self, name: &'a SecretName) -> Answer<'a, StoredSecret> {
        Box::pin(async move {
            self.try_with(|secrets| {
                secrets.get(name).map(StoredSecret::duplicate).ok_or(KeyStoreError::NotFound)
            })
        })
    }

    fn put<'a>(&'a self, name: &'a SecretName, value: &'a StoredSecret) -> Answer<'a, ()> {
        Box::pin(async move {
            self.try_with(|secrets| {
                secrets.insert(name.clone(), value.duplicate());
                Ok(())
            })
        })
    }

    fn delete<'a>(&'a self, name: &'a SecretName) -> Answer<'a, ()> {
        Box::pin(async move {
            self.try_with(|secrets| {
                secrets.remove(name);
                Ok(())
            })
        })
    }
}
