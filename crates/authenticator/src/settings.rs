//! What a shell knows about itself and the device.

use std::path::PathBuf;
use std::time::Duration;

use countersign_api_client::PlainHttp;
use countersign_backup::{PaperLanguage, WorkFactor};
use countersign_vault::PassphraseCost;

/// Fixed for as long as the app runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the vault's file is, or shall be.
    pub vault: PathBuf,
    /// `android`, `ios`, `linux`, `macos`, `windows`.
    pub platform: String,
    /// What servers call this device unless the person says otherwise.
    pub device_name: String,
    /// The app and its version: `countersign/1.0.0`.
    pub app: String,
    /// Whether servers on this machine may be asked without TLS; in development only.
    pub plain_http: PlainHttp,
    /// How the browser comes back after a sign-in.
    pub callback: CallbackWay,
    /// What a guess at the passphrase costs, for a vault that is made anew.
    pub passphrase_cost: PassphraseCost,
    /// What a guess at the passphrase of a backup costs.
    pub backup_work: WorkFactor,
    /// How long the accounts must rest before an automatic backup.
    pub backup_calm: Duration,
    /// What pages for paper speak.
    pub paper: PaperLanguage,
    /// How long a server's event stream may say nothing before long polls take its place; more than twice the 20
    /// seconds between its comments.
    pub stream_silence: Duration,
    /// Whether this shell stays.
    pub stay: Stay,
}

/// How long a shell is there. What goes on beside the person's own acts is for the one that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// It runs on: it takes up what an earlier run has left, and hears of questions by itself.
    Resident,
    /// It does one thing and ends, maybe while another one has the same vault open.
    Visitor,
}

/// How the browser comes back after a sign-in (RFC 8252 §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackWay {
    /// To a port of this machine that is open just for it: desktops.
    Loopback,
    /// By a link with the app's own scheme: phones.
    DeepLink,
}
