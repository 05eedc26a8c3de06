//! What the window hears. It listens once, to one event, whatever there is to be told.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use crate::dto::ErrorCode;

/// A fact, told in the past tense, with ids and never with data.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(crate) enum Fact {
    /// The vault was opened, closed, or found in another state, or a newer version was heard of.
    VaultStateChanged,
    /// The list of accounts, or something in it, is another.
    AccountsChanged,
    /// A linking is at another step.
    PendingChanged {
        /// Which one.
        pending_id: String,
    },
    /// A link came from outside and waits for the person's word.
    LinkReceived {
        /// What it was read as.
        pending_id: String,
    },
    /// A link came from outside and leads nowhere.
    LinkRefused {
        /// Why.
        code: ErrorCode,
    },
    /// The window was brought to the front for this question.
    QuestionOpened {
        /// The account that is asked.
        account_id: String,
        /// The challenge.
        cid: String,
    },
    /// A question came, ended, or its answer went another step.
    QuestionsChanged,
    /// A question was added to the history, or its end is known now.
    HistoryChanged,
    /// The person pressed the keys that open the window from anywhere, to look for an account.
    SearchAsked,
    /// There is news.
    NoticesChanged,
    /// A backup was made or came to nothing, or something else about ways back is another.
    BackupsChanged,
}
