//! Where the vault is, and which entries of the system's key store belong to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_keystore::{Answer, KeyStore, KeyStoreError, OsKeyStore, SecretName, StoredSecret};

use crate::exit::Exit;
use crate::failure::{Failure, Outcome};

/// The vault's file in its folder.
const VAULT: &str = "vault.db";

/// Whether this is a development build.
pub(crate) const DEVELOPMENT: bool = cfg!(feature = "development");

/// The app's identifier, which names its folder.
const IDENTIFIER: &str =
    if DEVELOPMENT { "org.countersign.development" } else { "org.countersign.authenticator" };

/// The app's entries in the key store.
const SERVICE: &str = if DEVELOPMENT { "countersign-development" } else { "countersign" };

/// A vault's place.
pub(crate) struct Place {
    vault: PathBuf,
    is_the_apps: bool,
}

impl Place {
    /// The place that the person named, or the app's own. A folder stands for the vault in it.
    pub(crate) fn find(named: Option<&Path>) -> Outcome<Self> {
        let apps = apps_vault();
        let vault = match (named, &apps) {
            (Some(named), _) if named.is_dir() => named.join(VAULT),
            (Some(named), _) => named.to_owned(),
            (None, Some(apps)) => apps.clone(),
            (None, None) => {
                let sentence = "This system names no folder for data. Say where the vault is: --vault PATH.";
                return Err(Failure::new(Exit::NotFound, "no_folder", sentence));
            }
        };
        let is_the_apps = apps.is_some_and(|apps| is_same(&apps, &vault));
        Ok(Self { vault, is_the_apps })
    }

    /// The vault's file.
    pub(crate) fn vault(&self) -> &Path {
        &self.vault
    }

    /// Whether there is a file already.
    pub(crate) fn exists(&self) -> bool {
        self.vault.exists()
    }

    /// The key store as this vault sees it.
    pub(crate) fn key_store(&self) -> Arc<dyn KeyStore> {
        let apps = OsKeyStore::new(SERVICE);
        if self.is_the_apps {
            return Arc::new(apps);
        }
        let own = OsKeyStore::new(format!("{SERVICE}: {}", self.vault.display()));
        if self.exists() { Arc::new(OwnThenTheApps { own, apps }) } else { Arc::new(own) }
    }
}

/// The vault of the app on this device.
fn apps_vault() -> Option<PathBuf> {
    let moved = std::env::var_os("COUNTERSIGN_DATA_DIR").filter(|folder| DEVELOPMENT && !folder.is_empty());
    let folder = moved.map(PathBuf::from).or_else(|| Some(dirs::data_local_dir()?.join(IDENTIFIER)))?;
    Some(folder.join(VAULT))
}

/// Whether both paths lead to one file, also before there is one.
fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.canonicalize().unwrap_or(path)
    };
    whole(one) == whole(other)
}

/// A vault at a place of its own has entries of its own. One that was copied from the app's folder still opens with
/// the app's, which are read and never written here.
struct OwnThenTheApps {
    own: OsKeyStore,
    apps: OsKeyStore,
}

impl KeyStore for OwnThenTheApps {
    fn get<'a>(&'a self, name: &'a SecretName) -> Answer<'a, StoredSecret> {
        Box::pin(async move {
            match self.own.get(name).await {
                Err(KeyStoreError::NotFound) => self.apps.get(name).await,
                answer => answer,
            }
        })
    }

    fn put<'a>(&'a self, name: &'a SecretName, value: &'a StoredSecret) -> Answer<'a, ()> {
        self.own.put(name, value)
    }

    fn delete<'a>(&'a self, name: &'a SecretName) -> Answer<'a, ()> {
        self.own.delete(name)
    }
}

/// For a vault that shall be opened by a passphrase only.
pub(crate) struct NoKeyStore;

impl NoKeyStore {
    fn refuse<T>() -> Result<T, KeyStoreError> {
        Err(KeyStoreError::NoStore("a passphrase was chosen instead".into()))
    }
}

impl KeyStore for NoKeyStore {
    fn get<'a>(&'a self, _name: &'a SecretName) -> Answer<'a, StoredSecret> {
        Box::pin(async { Self::refuse() })
    }

    fn put<'a>(&'a self, _name: &'a SecretName, _value: &'a StoredSecret) -> Answer<'a, ()> {
        Box::pin(async { Self::refuse() })
    }

    fn delete<'a>(&'a self, _name: &'a SecretName) -> Answer<'a, ()> {
        Box::pin(async { Self::refuse() })
    }
}

#[cfg(test)]
mod tests {
    use super::{DEVELOPMENT, IDENTIFIER};

    #[test]
    fn the_folder_is_the_apps() {
        let configuration = if DEVELOPMENT {
            include_str!("../../../tauri.development.conf.json")
        } else {
            include_str!("../../../tauri.conf.json")
        };
        let configuration: serde_json::Value = serde_json::from_str(configuration).unwrap();
        assert_eq!(configuration["identifier"], IDENTIFIER);
    }
}
