//! The trait that the use cases see.

use std::future::Future;
use std::pin::Pin;

use crate::error::KeyStoreError;
use crate::secret::{SecretName, StoredSecret};

/// What a key store answers, some time: the system may ask the person first.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, KeyStoreError>> + Send + 'a>>;

/// A place outside of the vault for a few small secrets.
///
/// No implementation blocks the calling task. An answer that never came leaves the store either as
/// before or changed as asked, nothing between.
pub trait KeyStore: Send + Sync {
    /// Reads a secret.
    ///
    /// # Errors
    /// [`KeyStoreError::NotFound`] if, and only if, the store was read and has none of this name.
    fn get<'a>(&'a self, name: &'a SecretName) -> Answer<'a, StoredSecret>;

    /// Writes a secret over whatever had this name.
    fn put<'a>(&'a self, name: &'a SecretName, value: &'a StoredSecret) -> Answer<'a, ()>;

    /// Removes a secret. One that is not there is removed already.
    fn delete<'a>(&'a self, name: &'a SecretName) -> Answer<'a, ()>;
}
