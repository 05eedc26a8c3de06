//! A pairing with a server, inside a record.

use countersign_protocol::{AccountId as ServerAccountId, DeviceId, KeptKeys, Origin};
use serde::{Deserialize, Serialize};

use super::{SecretText, Unintelligible};
use crate::account::{Doubt, Pairing, PairingState, Witness};
use crate::secret::SecretBytes;

#[derive(Serialize, Deserialize)]
pub(super) struct PairingContent {
    origin: Origin,
    device: DeviceId,
    account: ServerAccountId,
    state: StateContent,
    kept_keys: KeptKeys,
    manage_path: String,
    secure_path: String,
    uv_key: SecretText,
    pop_key: Option<SecretText>,
    offline_key: Option<SecretText>,
    #[serde(default)]
    witness: Option<Witness>,
    #[serde(default)]
    doubt: Option<Doubt>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StateContent {
    Unconfirmed,
    Active,
    DeviceUnknown,
    ServerChanged,
}

impl PairingContent {
    pub(super) fn write(pairing: &Pairing) -> Self {
        let optional = |key: &Option<SecretBytes>| key.as_ref().map(|key| SecretText::write(key.reveal()));
        Self {
            origin: pairing.origin.clone(),
            device: pairing.device.clone(),
            account: pairing.account.clone(),
            state: match pairing.state {
                PairingState::Unconfirmed => StateContent::Unconfirmed,
                PairingState::Active => StateContent::Active,
                PairingState::DeviceUnknown => StateContent::DeviceUnknown,
                PairingState::ServerChanged => StateContent::ServerChanged,
            },
            kept_keys: pairing.kept_keys.clone(),
            manage_path: pairing.manage_path.clone(),
            secure_path: pairing.secure_path.clone(),
            uv_key: SecretText::write(pairing.uv_key.reveal()),
            pop_key: optional(&pairing.pop_key),
            offline_key: optional(&pairing.offline_key),
            witness: pairing.witness,
            doubt: pairing.doubt,
        }
    }

    pub(super) fn read(self) -> Result<Pairing, Unintelligible> {
        let secret = |text: SecretText| text.read().map(SecretBytes::new);
        Ok(Pairing {
            origin: self.origin,
            device: self.device,
            account: self.account,
            state: match self.state {
                StateContent::Unconfirmed => PairingState::Unconfirmed,
                StateContent::Active => PairingState::Active,
                StateContent::DeviceUnknown => PairingState::DeviceUnknown,
                StateContent::ServerChanged => PairingState::ServerChanged,
            },
            kept_keys: self.kept_keys,
            manage_path: self.manage_path,
            secure_path: self.secure_path,
            uv_key: secret(self.uv_key)?,
            pop_key: self.pop_key.map(secret).transpose()?,
            offline_key: self.offline_key.map(secret).transpose()?,
            witness: self.witness,
            doubt: self.doubt,
        })
    }
}
