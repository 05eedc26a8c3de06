//! What a server tells a device about its account (`cs-account+jwt`).

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::digest::Thumbprint;
use crate::encoding::{NotBase64Url, decode_array, encode};
use crate::id::{AccountId, DeviceId};
use crate::journal::JournalHead;
use crate::jws::Message;
use crate::optional::present;
use crate::origin::Origin;
use crate::setup_code::SetupCode;
use crate::text::PersonText;

/// The state of a device and its account. Secrets come only after activation, for ten minutes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// The server.
    pub iss: Origin,
    /// The device.
    pub aud: DeviceId,
    /// When it was signed.
    pub iat: u64,
    /// The account.
    pub acct: AccountId,
    /// What people call the service.
    pub name: PersonText,
    /// What the person is called there.
    pub user: PersonText,
    /// Whether the device counts already.
    pub state: AccountState,
    /// Whether linking it switched two-step verification on.
    pub first_factor: bool,
    /// The `pop` key that the server knows for this device (RFC 7800).
    pub cnf: Confirmation,
    /// The rules in force.
    pub policy: Policy,
    /// Six digits for the person to type on the page; only while unconfirmed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Confirm>,
    /// How many backup codes are left.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub backup_codes_left: Option<u32>,
    /// How often the server was restored from a backup, in a number that only grows.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// The latest entry of the account's journal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub journal_head: Option<JournalHead>,
    /// When two copies of this device were noticed last, or one that stood where it had stood before.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub copied_at: Option<u64>,
    /// The device's own code secret.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub otp: Option<Otp>,
    /// The device's key for answers without network.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub offline_key: Option<OfflineKey>,
    /// The ten backup codes, when this was the first method.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub backup_codes: Option<Vec<SetupCode>>,
}

/// Whether a device counts already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    /// The six digits have not been typed on the page.
    Unconfirmed,
    /// It counts.
    Active,
}

/// Names the key that a device is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The thumbprint of its `pop` key.
    pub jkt: Thumbprint,
}

/// The rules in force for the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How sign-ins are approved.
    pub approval: Approval,
}

/// How sign-ins are approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// YES or NO even where the browser is not trusted.
    Tap,
    /// The number where the browser is not trusted or something is unusual.
    Adaptive,
    /// Never by YES alone.
    Strict,
    /// Something newer than this software.
    #[serde(untagged)]
    Other(String),
}

/// Six digits that the phone shows and the person types on the page.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Confirm(String);

impl Confirm {
    /// Takes exactly six digits.
    pub fn parse(text: &str) -> Option<Self> {
        let six = text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        six.then(|| Self(text.to_owned()))
    }

    /// The digits, for the one screen that shows them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Confirm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Confirm(…)")
    }
}

impl TryFrom<String> for Confirm {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not six digits")
    }
}

impl From<Confirm> for String {
    fn from(digits: Confirm) -> Self {
        digits.0.clone()
    }
}

/// A code secret as it travels to its device.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
pub struct Otp {
    /// Base32 without padding (RFC 4648 §6).
    pub secret: String,
    /// `SHA1`.
    pub algorithm: String,
    /// 6.
    pub digits: u32,
    /// In seconds.
    pub period: u32,
}

impl fmt::Debug for Otp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Otp(…)")
    }
}

/// The key under which a device answers without network.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfflineKey([u8; 32]);

impl OfflineKey {
    /// Takes 32 random bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for sealing and for computing answers.
    pub const fn expose_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for OfflineKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OfflineKey(…)")
    }
}

impl TryFrom<String> for OfflineKey {
    type Error = NotBase64Url;

    fn try_from(mut text: String) -> Result<Self, NotBase64Url> {
        let key = decode_array(&text).map(Self);
        text.zeroize();
        key
    }
}

impl From<OfflineKey> for String {
    fn from(key: OfflineKey) -> Self {
        encode(&key.0)
    }
}

impl Message for Account {
    const TYP: &'static str = "cs-account+jwt";

    fn check(&self) -> Result<(), &'static str> {
        let secrets = self.otp.is_some() || self.offline_key.is_some() || self.backup_codes.is_some();
        match self.state {
            AccountState::Unconfirmed if secrets => Err("otp"),
            AccountState::Active if self.confirm.is_some() => Err("confirm"),
            AccountState::Unconfirmed | AccountState::Active => Ok(()),
        }
    }
}
