//! What an account in the vault is.

use countersign_otp::{Generator, UnixTime};
use countersign_protocol::message::Capability;
use countersign_protocol::{AccountId as ServerAccountId, DeviceId, JournalHead, KeptKeys, Origin};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Damage;
use crate::id::{AccountId, ImportId};
use crate::secret::SecretBytes;
use crate::steps::Steps;

/// One enrolled login as people see it: codes, or a pairing with a server, or both.
#[derive(Debug)]
pub struct Account {
    pub(crate) id: AccountId,
    pub(crate) position: i64,
    pub(crate) removed_at: Option<UnixTime>,
    pub(crate) import: Option<ImportId>,
    pub(crate) backup_codes: Vec<Zeroizing<String>>,
    /// When it was added.
    pub added_at: UnixTime,
    /// The service's name as the service gave it.
    pub service: String,
    /// The user's name as the service gave it.
    pub user: String,
    /// The names that the person chose instead.
    pub own_names: Option<OwnNames>,
    /// How to make its codes. A linked account has none before activation.
    pub codes: Option<Generator>,
    /// What the person arranged around it.
    pub extras: Extras,
    /// The device's side of a link to a server.
    pub pairing: Option<Pairing>,
}

impl Account {
    /// The account's id in this vault.
    pub fn id(&self) -> AccountId {
        self.id
    }

    /// The service's name to show.
    pub fn shown_service(&self) -> &str {
        self.own_names.as_ref().map_or(&self.service, |own| &own.service)
    }

    /// The user's name to show.
    pub fn shown_user(&self) -> &str {
        self.own_names.as_ref().map_or(&self.user, |own| &own.user)
    }

    /// Whether backup codes wait until the person says that they are kept.
    pub fn has_backup_codes(&self) -> bool {
        !self.backup_codes.is_empty()
    }

    /// When the person removed it; then it lies in the trash.
    pub fn removed_at(&self) -> Option<UnixTime> {
        self.removed_at
    }
}

/// Names that the person chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNames {
    /// Instead of the service's name.
    pub service: String,
    /// Instead of the user's name.
    pub user: String,
}

/// An account to be added.
#[derive(Debug)]
pub struct NewAccount {
    /// The service's name.
    pub service: String,
    /// The user's name.
    pub user: String,
    /// The names that the person has chosen instead, elsewhere.
    pub own_names: Option<OwnNames>,
    /// How to make its codes.
    pub codes: Option<Generator>,
    /// What the person arranged around it.
    pub extras: Extras,
    /// The link to a server.
    pub pairing: Option<Pairing>,
    /// Backup codes to show until the person says that they are kept.
    pub backup_codes: Vec<Zeroizing<String>>,
}

/// What the person arranged around an account: it changes nothing about its codes.
#[derive(Debug, Default)]
pub struct Extras {
    /// The groups that it is in, by their names.
    pub groups: Vec<String>,
    /// The person's note, which may well hold secrets.
    pub note: Note,
    /// Whether it stands on top of the list.
    pub is_pinned: bool,
    /// Its icon, if it has one of its own.
    pub icon: Option<Icon>,
    /// The server that it was linked with on the device it came from: its codes work here, and it is to be
    /// linked again to approve.
    pub former_link: Option<FormerLink>,
}

/// A link that stayed on another device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerLink {
    /// The server's origin.
    pub origin: Origin,
    /// The user's name there.
    pub user: String,
}

/// A person's note on an account; empty if there is none. Wiped on drop, with nothing in `Debug`.
#[derive(Default)]
pub struct Note(Zeroizing<String>);

impl Note {
    /// Takes the text over.
    pub fn new(text: impl Into<Zeroizing<String>>) -> Self {
        Self(text.into())
    }

    /// The text. Warning: only for the account's own screen, or to go into a backup.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is no note.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Note(…)")
    }
}

/// An icon that an account has instead of the one by its service's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Icon {
    /// A name that the app, or the app it came from, understands.
    Name(String),
    /// A small picture.
    Picture {
        /// Its media type, such as `image/png`.
        media_type: String,
        /// Its bytes, not decoded.
        bytes: Vec<u8>,
    },
}

/// What a server hands over when a device has become active.
#[derive(Debug)]
pub struct Activation {
    /// How to make codes; `None` where the server no longer gives them ("link again for codes").
    pub codes: Option<Generator>,
    /// The key for answers without network.
    pub offline_key: Option<SecretBytes>,
    /// Backup codes, if this was the first method.
    pub backup_codes: Vec<Zeroizing<String>>,
}

/// This device bound to a server, as far as it lies in the vault.
#[derive(Debug)]
pub struct Pairing {
    /// The server's origin, such as `https://auth.example`.
    pub origin: Origin,
    /// The device's id at that server.
    pub device: DeviceId,
    /// The account's id at that server.
    pub account: ServerAccountId,
    /// How far the link has come, or what is wrong with it.
    pub state: PairingState,
    /// The instance keys that this device believes.
    pub kept_keys: KeptKeys,
    /// When they were read from the server last; unknown for links older than this member.
    pub kept_at: Option<UnixTime>,
    /// The server's page to manage methods, a path on its origin.
    pub manage_path: String,
    /// The server's page for *It wasn't me*, a path on its origin.
    pub secure_path: String,
    /// The private key that signs what needs the person.
    pub uv_key: SecretBytes,
    /// The private key that signs requests; here only where there is no key store to hold it.
    pub pop_key: Option<SecretBytes>,
    /// The key for answers without network.
    pub offline_key: Option<SecretBytes>,
    /// When the device's keys were made; unknown for links older than this member.
    pub keys_made_at: Option<UnixTime>,
    /// A new pair of keys on its way to the server; the present one counts until the server has named the new one.
    pub renewal: Option<Renewal>,
    /// What the server was told last about this device; unknown for links older than this member.
    pub told: Option<Told>,
    /// What the server has signed about its own past, as far as this device has seen.
    pub witness: Option<Witness>,
    /// What it signed later and does not go on from there; until the person decides.
    pub doubt: Option<Doubt>,
    /// Where this copy of the device stands.
    pub steps: Steps,
    /// Where the server has moved to, as it says under its own keys.
    pub moved_to: Option<Origin>,
}

/// A new pair of keys of a device, until its server has named it.
#[derive(Debug)]
pub struct Renewal {
    /// The new private key that signs requests.
    pub pop_key: SecretBytes,
    /// The new private key that signs what needs the person.
    pub uv_key: SecretBytes,
    /// The signed exchange (`cs-keys+jwt`); a retry sends these very bytes.
    pub message: String,
    /// When the pair was made.
    pub made_at: UnixTime,
}

/// What a device says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The app and its version.
    pub app: String,
    /// The versions of the protocol that it speaks.
    pub versions: Vec<u32>,
    /// What it can answer.
    pub capabilities: Vec<Capability>,
}

/// What a server has signed about its own past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Which life of its database it is, in a number that only grows.
    pub epoch: u64,
    /// The latest entry of the account's journal.
    pub head: Option<JournalHead>,
    /// When it was signed, by the server's clock.
    pub said_at: u64,
}

/// Why a server's past is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoubtKind {
    /// It is an older state of its database.
    WentBack,
    /// Entries of the journal were changed.
    Edited,
    /// It says itself that it was restored from a backup.
    Restored,
}

/// A past that is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Why.
    pub kind: DoubtKind,
    /// What the server signed.
    pub said: Witness,
}

/// The state of a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairingState {
    /// The server waits for the six digits on its page.
    Unconfirmed,
    /// In use.
    Active,
    /// The server does not know the device: account and codes stay, link again to approve.
    DeviceUnknown,
    /// The server has another key than the pinned one: nothing it says is believed.
    ServerChanged,
}

/// All accounts that could be read, in the person's order, and what could not.
#[derive(Debug, Default)]
pub struct Listing {
    /// The accounts, in the person's order, without those in the trash.
    pub accounts: Vec<Account>,
    /// The accounts in the trash, last removed first.
    pub trash: Vec<Account>,
    /// Rows that could not be read. They stay in the file as they are.
    pub unreadable: Vec<Unreadable>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The row.
    pub id: AccountId,
    /// Why.
    pub damage: Damage,
}
