//! What the window hears: facts in the past tense, with ids and never with data.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use crate::dto::ErrorCode;

/// The vault was opened, closed, or found in another state, or a newer version was heard of.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct VaultStateChanged {}

/// The list of accounts, or something in it, is another.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct AccountsChanged {}

/// A linking is at another step.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PendingChanged {
    /// Which one.
    pub(crate) pending_id: String,
}

/// A link came from outside and waits for the person's word.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkReceived {
    /// What it was read as.
    pub(crate) pending_id: String,
}

/// A link came from outside and leads nowhere.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkRefused {
    /// Why.
    pub(crate) code: ErrorCode,
}

/// The window was brought to the front for this question.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuestionOpened {
    /// The account that is asked.
    pub(crate) account_id: String,
    /// The challenge.
    pub(crate) cid: String,
}

/// A question came, ended, or its answer went another step.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct QuestionsChanged {}

/// A question was added to the history, or its end is known now.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct HistoryChanged {}

/// The person pressed the keys that open the window from anywhere, to look for an account.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct SearchAsked {}

/// There is news.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct NoticesChanged {}

/// A backup was made or came to nothing, or something else about ways back is another.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
pub(crate) struct BackupsChanged {}
