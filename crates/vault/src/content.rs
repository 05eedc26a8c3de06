//! What is inside a sealed record: JSON in versioned shapes.
//!
//! These types exist only between the seal and [`Account`]; their secrets are texts that are wiped.
//! A shape is never changed in a way that old rows do not read: a new one gets the next number.

use std::io::Write;

use countersign_otp::{Algorithm, Digits, Period, Secret, Totp, UnixTime};
use countersign_protocol::{AccountId as ServerAccountId, DeviceId, KeptKeys, Origin};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::account::{Account, OwnNames, Pairing, PairingState};
use crate::id::AccountId;
use crate::secret::SecretBytes;

/// A content that this program cannot make sense of.
#[derive(Debug)]
pub(crate) struct Unintelligible;

/// One record's content. The name of the variant carries the version of its shape.
#[derive(Serialize, Deserialize)]
pub(crate) enum Content {
    #[serde(rename = "account/1")]
    Account(Box<AccountContent>),
    #[serde(rename = "document/1")]
    Document(DocumentContent),
}

impl Content {
    /// The content as JSON, in a buffer that is neither moved nor left behind.
    pub(crate) fn to_json(&self) -> Zeroizing<Vec<u8>> {
        let mut counter = Counter(0);
        serde_json::to_writer(&mut counter, self).expect("a counter takes everything");
        let mut json = Zeroizing::new(Vec::with_capacity(counter.0));
        serde_json::to_writer(&mut *json, self).expect("a vector takes everything");
        json
    }

    pub(crate) fn from_json(json: &[u8]) -> Result<Self, Unintelligible> {
        serde_json::from_slice(json).map_err(|_| Unintelligible)
    }
}

/// Counts bytes, so that the buffer for secrets is made once.
struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Secret bytes in base64url.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct SecretText(Zeroizing<String>);

impl SecretText {
    fn write(bytes: &[u8]) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(BASE64URL_NOPAD.encode_len(bytes.len())));
        BASE64URL_NOPAD.encode_append(bytes, &mut text);
        Self(text)
    }

    fn read(&self) -> Result<Zeroizing<Vec<u8>>, Unintelligible> {
        BASE64URL_NOPAD.decode(self.0.as_bytes()).map(Zeroizing::new).map_err(|_| Unintelligible)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct DocumentContent {
    name: String,
    bytes: SecretText,
}

impl DocumentContent {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.into(), bytes: SecretText::write(bytes) }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn bytes(&self) -> Result<SecretBytes, Unintelligible> {
        self.bytes.read().map(SecretBytes::new)
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AccountContent {
    service: String,
    user: String,
    own_names: Option<(String, String)>,
    position: i64,
    added_at_ms: u64,
    removed_at_ms: Option<u64>,
    codes: Option<CodesContent>,
    pairing: Option<PairingContent>,
    backup_codes: Vec<Zeroizing<String>>,
}

#[derive(Serialize, Deserialize)]
struct CodesContent {
    secret: SecretText,
    algorithm: String,
    digits: u64,
    period: u64,
}

#[derive(Serialize, Deserialize)]
struct PairingContent {
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
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StateContent {
    Unconfirmed,
    Active,
    DeviceUnknown,
    ServerChanged,
}

impl AccountContent {
    pub(crate) fn write(account: &Account) -> Self {
        Self {
            service: account.service.clone(),
            user: account.user.clone(),
            own_names: account.own_names.as_ref().map(|own| (own.service.clone(), own.user.clone())),
            position: account.position,
            added_at_ms: millis(account.added_at),
            removed_at_ms: account.removed_at.map(millis),
            codes: account.codes.as_ref().map(CodesContent::write),
            pairing: account.pairing.as_ref().map(PairingContent::write),
            backup_codes: account.backup_codes.clone(),
        }
    }

    pub(crate) fn read(self, id: AccountId) -> Result<Account, Unintelligible> {
        Ok(Account {
            id,
            position: self.position,
            removed_at: self.removed_at_ms.map(UnixTime::from_millis),
            backup_codes: self.backup_codes,
            added_at: UnixTime::from_millis(self.added_at_ms),
            service: self.service,
            user: self.user,
            own_names: self.own_names.map(|(service, user)| OwnNames { service, user }),
            codes: self.codes.map(CodesContent::read).transpose()?,
            pairing: self.pairing.map(PairingContent::read).transpose()?,
        })
    }
}

impl CodesContent {
    fn write(codes: &Totp) -> Self {
        Self {
            secret: SecretText::write(codes.reveal_secret().reveal_bytes()),
            algorithm: codes.algorithm().name().into(),
            digits: codes.digits().count().into(),
            period: codes.period().seconds(),
        }
    }

    fn read(self) -> Result<Totp, Unintelligible> {
        let secret = Secret::from_bytes(self.secret.read()?).map_err(|_| Unintelligible)?;
        let algorithm = Algorithm::from_name(&self.algorithm).map_err(|_| Unintelligible)?;
        let digits = Digits::new(self.digits).map_err(|_| Unintelligible)?;
        let period = Period::from_seconds(self.period).map_err(|_| Unintelligible)?;
        Ok(Totp::new(secret, algorithm, digits, period))
    }
}

impl PairingContent {
    fn write(pairing: &Pairing) -> Self {
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
        }
    }

    fn read(self) -> Result<Pairing, Unintelligible> {
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
        })
    }
}

fn millis(time: UnixTime) -> u64 {
    u64::try_from(time.duration().as_millis()).unwrap_or(u64::MAX)
}
