//! What a shell gives: time, randomness, a browser, the key store, and ears for what happened.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::Random;
use countersign_backup::Files;
use countersign_keystore::{Biometrics, KeyStore};
use countersign_otp::UnixTime;
use countersign_protocol::ChallengeId;
use countersign_protocol::push::VapidKey;
use countersign_vault::AccountId;

use crate::view::{PendingId, PushDistributor};

/// The device's clocks.
pub trait Clock: Send + Sync {
    /// What the device believes the time is. It may be wrong.
    fn now(&self) -> UnixTime;

    /// A time that goes on during sleep and is never set; only differences mean something.
    fn since_boot(&self) -> Duration;
}

/// The browser did not open.
#[derive(Debug, thiserror::Error)]
#[error("the browser does not open")]
pub struct WillNotOpen;

/// Opens pages in the system's browser.
pub trait Opener: Send + Sync {
    /// Opens an address.
    fn open(&self, address: &str) -> Result<(), WillNotOpen>;
}

/// Something that has happened: look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The vault was opened, or found in another state.
    VaultStateChanged,
    /// The list of accounts, or something in it, is another.
    AccountsChanged,
    /// A linking is at another step.
    PendingChanged(PendingId),
    /// A question came or ended, or its answer went another step.
    QuestionsChanged,
    /// A question was added to the history, or its end is known now.
    HistoryChanged,
    /// A link asked for this question to be shown; it decides nothing.
    QuestionOpened(AccountId, ChallengeId),
    /// There is news, or some was dismissed.
    NoticesChanged,
    /// A backup was made or came to nothing, or something else about ways back is another.
    BackupsChanged,
}

/// Hears what has happened. It is called from any task and must not block.
pub trait Listener: Send + Sync {
    /// Something has happened.
    fn happened(&self, event: Event);
}

/// Wakes this app from outside while it sleeps, by a push service that the system or the person has chosen. What comes
/// is handed to [`Authenticator::waking_address_came`](crate::Authenticator::waking_address_came) and its neighbours.
pub trait Wakener: Send + Sync {
    /// Who carries the messages, if anybody does.
    fn service(&self) -> Pin<Box<dyn Future<Output = Option<PushDistributor>> + Send + '_>>;

    /// Asks for an address for the server with this key. It comes when it comes; asking again is harmless. It must not
    /// block.
    fn open(&self, server: &VapidKey);

    /// Gives that address back. It must not block.
    fn close(&self, server: &VapidKey);
}

/// All of them.
#[derive(Clone)]
pub struct Ports {
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Random bytes from a cryptographic source.
    pub random: Random,
    /// The browser.
    pub opener: Arc<dyn Opener>,
    /// The key store.
    pub key_store: Arc<dyn KeyStore>,
    /// What only the person's fingerprint or face releases.
    pub biometrics: Arc<dyn Biometrics>,
    /// Where backups and exports are written.
    pub files: Arc<dyn Files + Send + Sync>,
    /// Ears.
    pub listener: Arc<dyn Listener>,
    /// What wakes this app, where the system has a way.
    pub wakener: Option<Arc<dyn Wakener>>,
}
