//! A sign-in on its way: the password was right, the second step is awaited.

use super::{AccountId, ChallengeView};

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    /// Another sign-in's question comes first.
    Waiting,
    /// Its question was asked.
    Asked,
    /// A session came of it.
    Done,
    /// It was ended: cancelled, expired, *not me*.
    Ended,
}

/// An attempt as its page shows it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one way is there")]
pub struct AttemptView {
    /// Its id.
    pub id: String,
    /// Whose sign-in.
    pub account: AccountId,
    /// What the person is called.
    pub name: String,
    /// Where it stands.
    pub state: AttemptState,
    /// The path to go to afterwards.
    pub next: String,
    /// Whether the browser is trusted.
    pub trusted: bool,
    /// Whether the box for trusting this browser may be offered: from the second sign-in on.
    pub may_trust: bool,
    /// The latest question of this attempt.
    pub challenge: Option<ChallengeView>,
    /// The names of the devices that were asked.
    pub devices: Vec<String>,
    /// Whether one of them can scan the page.
    pub can_scan: bool,
    /// Whether one of them can answer without network.
    pub can_answer_offline: bool,
    /// Whether a device or another authenticator app shows codes.
    pub has_codes: bool,
    /// Whether there are passkeys.
    pub has_passkeys: bool,
    /// Whether there are backup codes left.
    pub has_backup_codes: bool,
    /// When the attempt ends.
    pub expires_at: u64,
}
