//! The facade: one struct of state, cheap to clone; the use cases are in the files beside this one.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use countersign_keystore::KeyStoreError;
use countersign_otp::UnixTime;
use countersign_vault::{AccountId, RandomSource, Vault};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::backing_up::WaysOut;
use crate::clock_check::ClockState;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::importing::Previews;
use crate::linking::Pendings;
use crate::listening::{Paired, Pairings};
use crate::notices::Notices;
use crate::opening::Opened;
use crate::pin_tries::NextTry;
use crate::ports::{Event, Ports};
use crate::questions::Questions;
use crate::servers::Servers;
use crate::settings::Settings;
use crate::waking::Waking;

/// The use cases of the app over one vault, one key store and any number of servers.
#[derive(Clone)]
pub struct Authenticator {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) ports: Ports,
    pub(crate) opened: Guarded<Opened>,
    pub(crate) next_try: Guarded<NextTry>,
    /// The index of pairings as it was last written into the key store.
    pub(crate) index: Guarded<Option<Vec<u8>>>,
    /// Two calls must not make two vaults; held while one of them looks.
    pub(crate) opening: tokio::sync::Mutex<()>,
    /// Two links of one account must not make two; held while one of them is stored.
    pub(crate) storing: tokio::sync::Mutex<()>,
    /// Two exchanges of keys must not cross; held during one.
    pub(crate) exchanging: tokio::sync::Mutex<()>,
    pub(crate) servers: Servers,
    pub(crate) pairings: Pairings,
    pub(crate) pendings: Pendings,
    pub(crate) clock: ClockState,
    pub(crate) previews: Previews,
    pub(crate) questions: Questions,
    pub(crate) notices: Notices,
    /// What is written down about questions is written in the order in which it happened.
    pub(crate) writing_history: tokio::sync::Mutex<()>,
    pub(crate) ways_out: WaysOut,
    pub(crate) waking: Waking,
    /// Raised by one when everybody shall ask their servers now.
    pub(crate) wake: watch::Sender<u64>,
    tasks: Guarded<JoinSet<()>>,
}

impl Authenticator {
    /// Nothing is opened yet: [`state`](Self::state) does that.
    pub fn new(settings: Settings, ports: Ports) -> Self {
        Self {
            inner: Arc::new(Inner {
                settings,
                ports,
                opened: Guarded::default(),
                next_try: Guarded::default(),
                index: Guarded::default(),
                opening: tokio::sync::Mutex::default(),
                storing: tokio::sync::Mutex::default(),
                exchanging: tokio::sync::Mutex::default(),
                servers: Servers::default(),
                pairings: Pairings::new(),
                pendings: Pendings::default(),
                clock: ClockState::default(),
                previews: Previews::default(),
                questions: Questions::default(),
                notices: Notices::default(),
                writing_history: tokio::sync::Mutex::default(),
                ways_out: WaysOut::new(),
                waking: Waking::default(),
                wake: watch::Sender::new(0),
                tasks: Guarded::new(JoinSet::new()),
            }),
        }
    }

    pub(crate) fn tell(&self, event: Event) {
        if event == Event::AccountsChanged {
            self.inner.ways_out.changes.send_modify(|count| *count = count.wrapping_add(1));
        }
        self.inner.ports.listener.happened(event);
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.inner.ports.clock.now()
    }

    pub(crate) fn since_boot(&self) -> Duration {
        self.inner.ports.clock.since_boot()
    }

    /// A random number, for names that tell nothing.
    pub(crate) fn random_name(&self) -> u64 {
        let mut bytes = [0; 8];
        (self.inner.ports.random)(&mut bytes);
        u64::from_be_bytes(bytes)
    }

    pub(crate) fn random_source(&self) -> Arc<dyn RandomSource> {
        Arc::new(Source(self.inner.ports.random))
    }

    /// The vault, if it is open.
    pub(crate) fn vault(&self) -> Result<Arc<Vault>, Error> {
        self.inner.opened.with(|opened| opened.vault.clone()).ok_or(Error::Locked)
    }

    /// Runs something beside whoever asked for it; [`close`](Self::close) ends it.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.inner.tasks.with(|tasks| {
            while tasks.try_join_next().is_some() {}
            tasks.spawn(task);
        });
    }

    /// Ends everything that was spawned.
    pub(crate) async fn end_tasks(&self) {
        let mut tasks = self.inner.tasks.with(std::mem::take);
        tasks.shutdown().await;
    }

    /// The pairing of an account, as far as this device can use it. The key store may have been locked before.
    pub(crate) async fn paired(&self, id: AccountId) -> Result<Arc<Paired>, Error> {
        if self.inner.pairings.find(id).is_none() {
            self.meet_pairings().await;
        }
        match self.inner.pairings.find(id) {
            Some(paired) => Ok(paired),
            None if self.inner.pairings.is_keyless(id) => {
                Err(KeyStoreError::Locked("it does not give the key of this link".into()).into())
            }
            None => Err(Error::NotLinked),
        }
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Authenticator")
            .field("vault", &self.inner.settings.vault)
            .finish_non_exhaustive()
    }
}

/// The shell's random bytes as the vault wants them.
struct Source(countersign_api_client::Random);

impl RandomSource for Source {
    fn fill(&self, bytes: &mut [u8]) {
        (self.0)(bytes);
    }
}
