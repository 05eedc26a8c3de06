//! The key that names this server to push services (VAPID, RFC 8292), in a file beside the instance key. It vouches
//! for nothing else; a lost one costs that devices subscribe anew.

use std::path::Path;

use countersign_protocol::encoding::encode;
use countersign_protocol::{Signer, SigningKey};

use crate::keys::{KeysError, PUSH_KEY, load_or_make};

/// The key and its name.
pub struct PushKey {
    key: SigningKey,
    name: String,
}

impl PushKey {
    /// Loads the key from `folder`, or makes it.
    ///
    /// # Errors
    /// [`KeysError`] if the file cannot be used.
    pub fn load(folder: &Path) -> Result<Self, KeysError> {
        let file = folder.join(PUSH_KEY);
        let bytes = load_or_make(&file, false)?;
        // One in 2³² random values is no key.
        let key = SigningKey::from_bytes(&bytes).map_err(|_| KeysError::NotAKey(file))?;
        Ok(Self::new(key))
    }

    /// Takes a key.
    pub fn new(key: SigningKey) -> Self {
        let name = encode(&key.public().sec1());
        Self { key, name }
    }

    /// The public key as push services and the instance document name it: an uncompressed point, 87 characters.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn signer(&self) -> &dyn Signer {
        &self.key
    }
}

impl std::fmt::Debug for PushKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "PushKey({})", self.name)
    }
}
