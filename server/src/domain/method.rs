//! Second steps as pages and the device API show them.

use countersign_protocol::message::{AccountState, Reason};
use countersign_protocol::{AccountId, DeviceId, Digest, PublicJwk};
use zeroize::Zeroizing;

use super::{Joined, MethodKind, SuspendedMethod, lifetimes};

/// All second steps of an account.
#[derive(Debug, Clone, Default)]
pub struct Methods {
    /// Devices with the app, active ones only.
    pub devices: Vec<DeviceView>,
    /// Those that are suspended, and count for nothing.
    pub suspended: Vec<SuspendedMethod>,
    /// Other authenticator apps.
    pub authenticators: Vec<AuthenticatorView>,
    /// Passkeys and security keys.
    pub passkeys: Vec<PasskeyView>,
    /// Backup codes, if there are any.
    pub backup_codes: Option<BackupCodesView>,
}

impl Methods {
    /// The most methods with codes that one account has.
    pub const WITH_CODES: usize = 5;
    /// The most passkeys and security keys.
    pub const PASSKEYS: usize = 10;

    /// How many methods with codes there are.
    pub fn with_codes(&self) -> usize {
        let suspended = self.suspended.iter().filter(|method| method.kind != MethodKind::Passkey);
        self.devices.len() + suspended.count() + self.authenticators.len()
    }

    /// How many passkeys there are, with those that are suspended.
    pub fn passkeys_in_all(&self) -> usize {
        let suspended = self.suspended.iter().filter(|method| method.kind == MethodKind::Passkey);
        self.passkeys.len() + suspended.count()
    }

    /// The suspended method of this kind with this id.
    pub fn suspended(&self, kind: MethodKind, id: &str) -> Option<&SuspendedMethod> {
        self.suspended.iter().find(|method| method.kind == kind && method.id == id)
    }

    /// How many methods count; the last one is not removed but switched off.
    pub fn count(&self) -> usize {
        self.devices.len() + self.authenticators.len() + self.passkeys.len()
    }

    /// The device that one of this name on this platform may replace: the same phone, linked again.
    pub fn alike(&self, name: &str, platform: &str) -> Option<&DeviceView> {
        let name = name.to_lowercase();
        let alike = |each: &&DeviceView| each.platform == platform && each.name.to_lowercase() == name;
        self.devices.iter().filter(alike).min_by_key(|each| each.last_seen_at)
    }

    /// Whether one of the passkeys may prove this change.
    pub fn passkey_may_prove(&self, reason: &Reason, now: u64) -> bool {
        self.passkeys.iter().any(|passkey| passkey.may_prove(reason, now))
    }

    /// Whether a device can be asked about this change.
    pub fn device_may_prove(&self, reason: &Reason, now: u64) -> bool {
        self.devices.iter().any(|device| device.joined.may_prove(reason, now))
    }

    /// Whether a code of another authenticator app may prove this change, where nothing else can.
    pub fn code_may_prove(&self, reason: &Reason, now: u64) -> bool {
        !self.device_may_prove(reason, now)
            && !self.passkey_may_prove(reason, now)
            && self.authenticators.iter().any(|app| app.joined.may_prove(reason, now))
    }

    /// What may not prove this change yet, and when the first of it may.
    pub fn too_new_for(&self, reason: &Reason, now: u64) -> Option<(Vec<String>, u64)> {
        let devices = self.devices.iter().map(|device| (&device.name, device.joined));
        let apps = self.authenticators.iter().map(|app| (&app.name, app.joined));
        let passkeys = self.passkeys.iter().map(|passkey| (&passkey.name, passkey.joined()));
        let new = devices.chain(apps).chain(passkeys).filter(|(_, joined)| !joined.may_prove(reason, now));
        let new: Vec<_> =
            new.filter_map(|(name, joined)| Some((name.clone(), joined.new_until(now)?))).collect();
        let first = new.iter().map(|(_, until)| *until).min()?;
        Some((new.into_iter().map(|(name, _)| name).collect(), first))
    }
}

/// A device with the app.
#[derive(Debug, Clone)]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// What its person calls it.
    pub name: String,
    /// `android`, `ios`, `linux`, `macos`, `windows`.
    pub platform: String,
    /// Where its keys lie, as it says itself.
    pub key_protection: String,
    /// Whether it counts.
    pub state: AccountState,
    /// When it was linked.
    pub linked_at: u64,
    /// How it came to the account.
    pub joined: Joined,
    /// When it last asked for something.
    pub last_seen_at: Option<u64>,
    /// When it last answered.
    pub last_answer_at: Option<u64>,
    /// When a copy of it was noticed.
    pub copied_at: Option<u64>,
}

impl DeviceView {
    /// When a copy of it was noticed, if that is not long ago.
    pub fn copied_lately(&self, now: u64) -> Option<u64> {
        self.copied_at.filter(|at| at + lifetimes::COPY_SHOWN > now)
    }
}

/// A device as the device API has to know it.
#[derive(Debug, Clone)]
pub struct DeviceRecord {
    /// Its id.
    pub id: DeviceId,
    /// Whose.
    pub account: AccountId,
    /// What its person calls it.
    pub name: String,
    /// Its background key.
    pub pop: PublicJwk,
    /// Its guarded key.
    pub uv: PublicJwk,
    /// The message that brought this pair of keys, if it is not the first one.
    pub keys_message: Option<Digest>,
    /// Whether it counts; `None` once it was removed.
    pub state: Option<AccountState>,
    /// Whether it is suspended, and counts for nothing meanwhile.
    pub is_suspended: bool,
    /// Why it was removed.
    pub revocation: Option<String>,
    /// When it was removed.
    pub revoked_at: Option<u64>,
    /// When it was claimed.
    pub linked_at: u64,
    /// How it came to the account.
    pub joined: Joined,
    /// When a copy of it was noticed.
    pub copied_at: Option<u64>,
}

/// Another authenticator app.
#[derive(Debug, Clone)]
pub struct AuthenticatorView {
    /// Its id.
    pub id: String,
    /// What its person calls it.
    pub name: String,
    /// When it was added.
    pub created_at: u64,
    /// How it came to the account.
    pub joined: Joined,
}

/// A passkey or security key.
#[derive(Debug, Clone)]
pub struct PasskeyView {
    /// Its id.
    pub id: String,
    /// What its person calls it.
    pub name: String,
    /// Whether adding it switched two-step verification on.
    pub first_factor: bool,
    /// When it was added.
    pub created_at: u64,
    /// When it last answered.
    pub last_used_at: Option<u64>,
}

impl PasskeyView {
    /// How it came to the account.
    pub fn joined(&self) -> Joined {
        Joined { is_first: self.first_factor, at: self.created_at }
    }

    /// Whether it may prove this change.
    pub fn may_prove(&self, reason: &Reason, now: u64) -> bool {
        self.joined().may_prove(reason, now)
    }
}

/// Backup codes as the page shows them.
#[derive(Debug, Clone)]
pub struct BackupCodesView {
    /// When they were made.
    pub made_at: u64,
    /// How many are left.
    pub left: usize,
    /// When the used ones were used.
    pub used_at: Vec<u64>,
}

/// Where an enrollment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnrollmentState {
    /// Nobody has scanned yet.
    Open,
    /// A device has claimed it and shows six digits.
    Claimed,
    /// The device counts.
    Done,
    /// It is over: its time, three wrong tries, or the person stopped it.
    Ended,
}

/// An enrollment as its page shows it.
#[derive(Debug, Clone)]
pub struct EnrollmentView {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub state: EnrollmentState,
    /// The code for the QR code and the setup code; `None` once they are of no use.
    pub shown: Option<(Zeroizing<String>, Zeroizing<String>)>,
    /// The device that claimed it.
    pub device: Option<DeviceView>,
    /// How often the six digits may still be typed.
    pub tries_left: u32,
    /// When it ends.
    pub expires_at: u64,
}
