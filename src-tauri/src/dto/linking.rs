//! The way from something read, typed or signed in to an account.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::CommandError;
use super::importing::ImportPreview;

/// How a server is about to be linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LinkWay {
    /// By a QR code or a link.
    Qr,
    /// By a typed setup code.
    Typed,
    /// By signing in with the system's browser.
    Browser,
}

/// What was read and waits for the person's word. It holds no secret; those stay under the id.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum PendingView {
    /// An account that gives codes only.
    CodeAccount {
        /// What to confirm or cancel.
        pending_id: String,
        /// The service's name.
        service: String,
        /// The user's name.
        user: String,
        /// How many characters a code has.
        digits: u8,
        /// How long a code holds; 0 if codes go by a counter.
        period_seconds: u32,
        /// Whether the secret is shorter than the standard asks for.
        weak_secret: bool,
    },
    /// A server to pair with.
    Server {
        /// What to confirm or cancel.
        pending_id: String,
        /// The server's origin.
        origin: String,
        /// Whether the origin names a place in the local network.
        private_address: bool,
        /// How it is linked.
        way: LinkWay,
    },
    /// The code of a page that waits for a YES; its question comes to the front by itself.
    Question {
        /// Of nothing that waits.
        pending_id: String,
    },
    /// An account whose codes also need a PIN, which is to be given next.
    PinNeeded {
        /// What to give the PIN for, or to cancel.
        pending_id: String,
        /// The service's name.
        service: String,
        /// The user's name.
        user: String,
    },
}

/// What a text or pictures held.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum FoundView {
    /// One thing, which waits for the person's word.
    One {
        /// That thing.
        pending: PendingView,
    },
    /// Several accounts, to be chosen from.
    Several {
        /// All of them.
        preview: ImportPreview,
    },
}

/// How far a confirmed linking is.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "step", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum PendingStatus {
    /// It waits for the person's word.
    Asking,
    /// The server is being asked.
    Contacting,
    /// The browser shows the server's sign-in page.
    Browser {
        /// The server's origin.
        origin: String,
    },
    /// The person types these digits on the server's page.
    ConfirmDigits {
        /// Six digits.
        digits: String,
        /// The service's name.
        service: String,
        /// The user's name.
        user: String,
        /// How long the server waits for them.
        left_ms: u32,
    },
    /// The account is in the vault.
    Done {
        /// The new account.
        account_id: String,
        /// The service's name.
        service: String,
        /// Whether backup codes are to be shown now.
        show_backup_codes: bool,
    },
    /// It came to nothing.
    Failed {
        /// Why.
        error: CommandError,
    },
}

/// The hash that makes the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
pub(crate) enum HashAlgorithm {
    /// HMAC-SHA-1, what nearly all services use.
    #[serde(rename = "SHA1")]
    Sha1,
    /// HMAC-SHA-256.
    #[serde(rename = "SHA256")]
    Sha256,
    /// HMAC-SHA-512.
    #[serde(rename = "SHA512")]
    Sha512,
}

/// What a typed setup key leaves open.
#[derive(Clone, Copy, Debug, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetupKeyOptions {
    /// The hash.
    pub(crate) algorithm: HashAlgorithm,
    /// How many digits a code has.
    pub(crate) digits: u8,
    /// How long a code holds.
    pub(crate) period_seconds: u32,
}

/// A file that was written where the person chose.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedFile {
    /// Its path, to be shown.
    pub(crate) path: String,
}
