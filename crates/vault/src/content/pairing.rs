//! A pairing with a server, inside a record.

use countersign_otp::UnixTime;
use countersign_protocol::{AccountId as ServerAccountId, DeviceId, KeptKeys, Origin};
use serde::{Deserialize, Serialize};

use super::{SecretText, Unintelligible, millis};
use crate::account::{Doubt, Pairing, PairingState, Renewal, Told, Witness};
use crate::secret::SecretBytes;
use crate::steps::Steps;

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
    kept_at_ms: Option<u64>,
    #[serde(default)]
    keys_made_at_ms: Option<u64>,
    #[serde(default)]
    renewal: Option<RenewalContent>,
    #[serde(default)]
    told: Option<Told>,
    #[serde(default)]
    witness: Option<Witness>,
    #[serde(default)]
    doubt: Option<Doubt>,
    #[serde(default)]
    steps: Steps,
    #[serde(default)]
    moved_to: Option<Origin>,
}

#[derive(Serialize, Deserialize)]
struct RenewalContent {
    pop_key: SecretText,
    uv_key: SecretText,
    message: String,
    made_at_ms: u64,
}

impl RenewalContent {
    fn write(renewal: &Renewal) -> Self {
        Self {
            pop_key: SecretText::write(renewal.pop_key.reveal()),
            uv_key: SecretText::write(renewal.uv_key.reveal()),
            message: renewal.message.clone(),
            made_at_ms: millis(renewal.made_at),
        }
    }

    fn read(self) -> Result<Renewal, Unintelligible> {
        Ok(Renewal {
            pop_key: self.pop_key.read().map(SecretBytes::new)?,
            uv_key: self.uv_key.read().map(SecretBytes::new)?,
            message: self.message,
            made_at: UnixTime::from_millis(self.made_at_ms),
        })
    }
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
            kept_at_ms: pairing.kept_at.map(millis),
            keys_made_at_ms: pairing.keys_made_at.map(millis),
            renewal: pairing.renewal.as_ref().map(RenewalContent::write),
            told: pairing.told.clone(),
            witness: pairing.witness,
            doubt: pairing.doubt,
            steps: pairing.steps,
            moved_to: pairing.moved_to.clone(),
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
            kept_at: self.kept_at_ms.map(UnixTime::from_millis),
            keys_made_at: self.keys_made_at_ms.map(UnixTime::from_millis),
            renewal: self.renewal.map(RenewalContent::read).transpose()?,
            told: self.told,
            witness: self.witness,
            doubt: self.doubt,
            steps: self.steps,
            moved_to: self.moved_to,
        })
    }
}
