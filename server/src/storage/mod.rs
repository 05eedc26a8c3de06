//! Everything the server remembers, as whole operations: each one decides something in one transaction, and none
//! gives out a row. SQLite today; another database can stand beside it behind the same operations.

mod account;
mod acting;
mod administrator;
mod answer;
mod asking;
mod attempt;
mod authenticator;
mod authorization;
mod backup_code;
mod browser;
mod ceremony;
mod challenge;
mod claiming;
mod code;
mod device;
mod device_keys;
mod drafting;
mod enrollment;
mod error;
mod freeze;
mod health;
mod invitation;
mod journal;
mod ledger;
mod left_sessions;
mod mail;
mod method;
mod missing_step;
mod notice;
mod offline;
mod open;
mod passkey;
mod passkey_alone;
mod passkey_answer;
mod passkey_new;
mod people;
mod person;
mod policy;
mod proof;
mod push;
mod removal;
mod request_id;
mod reset;
mod restore;
mod row;
mod session;
mod step;
mod suspension;
mod sweep;
mod tombstone;
mod writer;

pub use crate::domain::Charge;
pub use account::{MadeAccount, NewAccount, PasswordRecord};
pub use acting::{ActOutcome, By};
pub use administrator::ACTS_PAGE;
pub use answer::{AnswerOutcome, NewAnswer};
pub use asking::{Asked, NewChallenge};
pub use attempt::{Completed, Keep, NewAttempt};
pub use authenticator::{ConfirmedAuthenticator, StartedAuthenticator};
pub use authorization::NewAuthorization;
pub use claiming::{EnrollOutcome, NewDevice};
pub use code::CodeOutcome;
pub use device::{DeviceAccount, SelfSecrets};
pub use device_keys::{ExchangeOutcome, NewPair};
pub use enrollment::{ConfirmOutcome, StartedEnrollment};
pub use error::StorageError;
pub use freeze::{Order, OrderOutcome};
pub use invitation::NewInvitation;
pub use journal::{JOURNAL_LINES, JournalLine, Witnessed};
pub use mail::{Letter, WaitingMail};
pub use method::RemoveOutcome;
pub use passkey_alone::{AloneOutcome, AloneReply};
pub use passkey_answer::PasskeyOutcome;
pub use passkey_new::{AddedPasskey, NewPasskey, StartedPasskey};
pub use people::PEOPLE_PAGE;
pub use person::PersonNow;
pub use push::{DueWakeUp, WokenFor};
pub use restore::{Confirmed, History, RestoreError, Restored, epoch_of, make_safe};

use std::sync::Arc;

use sqlx::SqlitePool;

use crate::keys::ServerKeys;
use crate::relying_party::RelyingParty;
use crate::rules::Rules;
use crate::wake::Wake;
use writer::Writer;

/// The operations. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    writer: Writer,
    readers: SqlitePool,
    keys: Arc<ServerKeys>,
    rules: Arc<Rules>,
    wake: Wake,
    relying_party: Option<Arc<RelyingParty>>,
}

/// What an operation answers.
pub type Result<T> = std::result::Result<T, StorageError>;

impl std::fmt::Debug for Storage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Storage")
    }
}
