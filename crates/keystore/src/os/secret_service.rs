//! What `keyring` does not ask the Secret Service: is it there, and is it open?
//!
//! A locked store may show no items at all, which `keyring` reports as "no entry".

use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error};

use crate::error::KeyStoreError;

/// What the service shows when nothing was found in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// All that could hold the secret was open from the start: it is not there.
    Open,
    /// The person has just opened the default collection: look again.
    JustOpened,
}

/// Whether a Secret Service answers on the session bus.
pub(super) fn ensure_service() -> Result<(), KeyStoreError> {
    connect().map(drop)
}

/// Makes sure that there is a default collection to write into, and that it is open. The system may
/// ask the person for a new or for the old passphrase.
pub(super) fn ensure_collection() -> Result<(), KeyStoreError> {
    let service = connect()?;
    match service.get_default_collection() {
        Ok(collection) => {
            if collection.is_locked().map_err(translate)? {
                collection.unlock().map_err(translate)?;
            }
            collection.ensure_unlocked().map_err(translate)
        }
        Err(Error::NoResult) => {
            service.create_collection("Default keyring", "default").map(drop).map_err(translate)
        }
        Err(error) => Err(translate(error)),
    }
}

/// Why nothing was found: because there is nothing, or because nothing could be seen.
pub(super) fn look_again() -> Result<Sight, KeyStoreError> {
    let service = connect()?;
    match service.get_default_collection() {
        Ok(collection) => {
            if !collection.is_locked().map_err(translate)? {
                return Ok(Sight::Open);
            }
            collection.unlock().map_err(translate)?;
            collection.ensure_unlocked().map_err(translate)?;
            Ok(Sight::JustOpened)
        }
        // Without a default collection the secret may be in any, so all must be open to say no.
        Err(Error::NoResult) => {
            let collections = service.get_all_collections().map_err(translate)?;
            if collections.is_empty() {
                return Err(KeyStoreError::NoStore("the Secret Service has no collection".into()));
            }
            for collection in collections {
                collection.ensure_unlocked().map_err(translate)?;
            }
            Ok(Sight::Open)
        }
        Err(error) => Err(translate(error)),
    }
}

fn connect() -> Result<SecretService<'static>, KeyStoreError> {
    // Only states are asked on this connection; secrets go by `keyring`, encrypted.
    SecretService::connect(EncryptionType::Plain).map_err(|error| KeyStoreError::NoStore(error.into()))
}

fn translate(error: Error) -> KeyStoreError {
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected | Error::NoResult => {
            KeyStoreError::Locked(error.into())
        }
        Error::Unavailable => KeyStoreError::NoStore(error.into()),
        other => KeyStoreError::Other(other.into()),
    }
}
