//! Accounts, their codes and their devices.

use std::time::Duration;

use countersign_otp::{Kind, UnixTime};
use countersign_protocol::message::AccountState;
use countersign_protocol::{DeviceId, Origin};
use countersign_vault::{AccountId, FormerLink, Icon};
use zeroize::Zeroizing;

use crate::error::Error;

/// What an account can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// Paired with a server: questions and codes.
    Linked,
    /// Codes only.
    CodeOnly,
}

/// Whether questions of an account reach this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approvals {
    /// They do.
    On,
    /// The account has none.
    Off,
    /// The server does not know this device: link again.
    DeviceUnknown,
    /// The server has other keys than the kept ones: nothing it says is believed.
    ServerChanged,
    /// The server is in an older or changed state: it gets no YES until the person has decided.
    WentBack,
    /// The server says that it was restored from a backup: no YES until the person has decided.
    Restored,
    /// The server cannot be reached now.
    Unreachable,
}

/// One account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The account.
    pub id: AccountId,
    /// The service's name.
    pub service: String,
    /// The user's name there.
    pub user: String,
    /// What it can do.
    pub kind: AccountKind,
    /// The server, for linked accounts.
    pub origin: Option<Origin>,
    /// Whether questions reach this device.
    pub approvals: Approvals,
    /// What its codes are like; nothing if none can be made here.
    pub codes: Option<CodesView>,
    /// The server that it was linked with on another device: its codes work, and it is to be linked again.
    pub former_link: Option<FormerLink>,
    /// Where its server has moved to, as it says under its own keys.
    pub moved_to: Option<Origin>,
    /// When its server noticed a copy of this device, by its own clock.
    pub copied_at: Option<UnixTime>,
    /// Whether it stands on top of the list.
    pub is_pinned: bool,
    /// The groups that it is in.
    pub groups: Vec<String>,
    /// Its icon, if it has one of its own.
    pub icon: Option<Icon>,
    /// Whether there is a note.
    pub has_note: bool,
    /// Whether backup codes wait until the person has kept them.
    pub backup_codes_pending: bool,
    /// When it was linked or added.
    pub linked_at: UnixTime,
}

/// What the codes of an account are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodesView {
    /// By what they are made.
    pub kind: Kind,
    /// How many characters a code has.
    pub length: u8,
    /// How long a code holds; nothing if codes go by a counter.
    pub period: Option<Duration>,
}

/// The code by a counter that was shown last.
pub struct CounterCodeView {
    /// The account.
    pub account: AccountId,
    /// The code.
    pub digits: Zeroizing<String>,
    /// The counter that it was made with.
    pub counter: u64,
}

/// The codes of one account, now.
pub struct CodeView {
    /// The account.
    pub account: AccountId,
    /// The code that holds now.
    pub digits: Zeroizing<String>,
    /// The code that follows.
    pub next: Zeroizing<String>,
    /// How long the current one still holds.
    pub valid_for: Duration,
    /// How long a code holds.
    pub period: Duration,
}

/// Which of the two codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeChoice {
    /// The one that holds now.
    Current,
    /// The one that follows.
    Next,
}

/// Text for the clipboard; wiped when dropped.
pub type Copied = Zeroizing<String>;

/// How far a removal went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoveOutcome {
    /// The server has removed this device, and the account is gone.
    Removed,
    /// The account is in the trash; `undo_remove` brings it back.
    Undoable,
    /// It is the last method: the page where that is switched off was opened.
    LastMethod,
}

/// An account in the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrashedView {
    /// The account.
    pub id: AccountId,
    /// The service's name.
    pub service: String,
    /// The user's name there.
    pub user: String,
    /// Its icon, if it has one of its own.
    pub icon: Option<Icon>,
    /// When it was removed.
    pub removed_at: UnixTime,
    /// When it is erased for good.
    pub erased_at: UnixTime,
}

/// One device of an account, as its server tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    /// The server's id of it.
    pub id: DeviceId,
    /// What its person calls it.
    pub name: String,
    /// What it says it runs on.
    pub platform: String,
    /// Whether it counts already.
    pub state: AccountState,
    /// When it was linked.
    pub linked_at: UnixTime,
    /// When the server last heard of it.
    pub last_seen: Option<UnixTime>,
    /// Whether it is this one.
    pub is_this: bool,
}

/// One account with its devices.
#[derive(Debug)]
pub struct AccountDetails {
    /// The account itself.
    pub view: AccountView,
    /// The server's id of this device.
    pub this_device: Option<DeviceId>,
    /// Its devices, or why they are not known; nothing for an account without a server.
    pub devices: Option<Result<Vec<DeviceView>, Error>>,
    /// Since when all sign-ins are stopped on the server, if they are.
    pub frozen_at: Option<UnixTime>,
    /// When this device's keys for the server were made, for accounts with a server.
    pub keys_made_at: Option<UnixTime>,
    /// When an administrator's reset takes all methods, if one waits.
    pub reset_at: Option<UnixTime>,
}

/// A page of the account's server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManagedPage {
    /// Methods, devices and backup codes.
    Manage,
    /// What to do after *It wasn't me*.
    Secure,
}

impl std::fmt::Debug for CounterCodeView {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CounterCodeView").field("account", &self.account).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for CodeView {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CodeView").field("account", &self.account).finish_non_exhaustive()
    }
}
