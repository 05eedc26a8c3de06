//! Desktops, by `keyring`.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use crate::error::KeyStoreError;

#[cfg(all(unix, not(target_os = "macos")))]
use super::secret_service::{Sight, ensure_collection, ensure_service, look_again};

pub(super) fn read(service: &str, name: &str) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
    seen(|| entry(service, name)?.get_secret().map(Zeroizing::new).map_err(translate))
}

pub(super) fn write(service: &str, name: &str, value: &[u8]) -> Result<(), KeyStoreError> {
    let entry = entry(service, name)?;
    ensure_collection()?;
    entry.set_secret(value).map_err(translate)
}

pub(super) fn delete(service: &str, name: &str) -> Result<(), KeyStoreError> {
    seen(|| entry(service, name)?.delete_credential().map_err(translate))
}

/// Believes in "not found" only where everything could be seen.
fn seen<T>(act: impl Fn() -> Result<T, KeyStoreError>) -> Result<T, KeyStoreError> {
    match act() {
        Err(KeyStoreError::NotFound) => match look_again()? {
            Sight::Open => Err(KeyStoreError::NotFound),
            Sight::JustOpened => act(),
        },
        other => other,
    }
}

/// `keyring` remembers for the whole process that it found no store, so it is asked only once the
/// store answers. That way a key store that starts later is found.
fn entry(service: &str, name: &str) -> Result<Entry, KeyStoreError> {
    ensure_service()?;
    match Entry::store_status() {
        Ok(()) => Entry::new(service, name).map_err(translate),
        Err(error) => Err(KeyStoreError::NoStore(error.to_string().into())),
    }
}

/// Some of the causes hold what was read, so only those that cannot are kept.
fn translate(error: Error) -> KeyStoreError {
    match error {
        Error::NoEntry => KeyStoreError::NotFound,
        Error::NoDefaultStore => KeyStoreError::NoStore("there is no default store".into()),
        Error::NoStorageAccess(cause) => KeyStoreError::Locked(cause),
        Error::PlatformFailure(cause) => KeyStoreError::Other(cause),
        Error::Ambiguous(_) => KeyStoreError::Other("there is more than one such secret".into()),
        Error::TooLong(..) => KeyStoreError::Other("the store takes no secret of this length".into()),
        _ => KeyStoreError::Other("the store holds something else under this name".into()),
    }
}

/// The stores of macOS and Windows say by themselves what is the case.
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod outspoken {
    use crate::error::KeyStoreError;

    pub(super) enum Sight {
        Open,
        #[expect(dead_code, reason = "only a Secret Service is opened in passing")]
        JustOpened,
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape of the Secret Service's twin")]
    pub(super) fn ensure_service() -> Result<(), KeyStoreError> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape of the Secret Service's twin")]
    pub(super) fn ensure_collection() -> Result<(), KeyStoreError> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the shape of the Secret Service's twin")]
    pub(super) fn look_again() -> Result<Sight, KeyStoreError> {
        Ok(Sight::Open)
    }
}
#[cfg(not(all(unix, not(target_os = "macos"))))]
use outspoken::{Sight, ensure_collection, ensure_service, look_again};
