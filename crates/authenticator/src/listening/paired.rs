//! A pairing in use: what asking its server takes, and how it stands.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{Client, DeviceClient};
use countersign_protocol::push::VapidKey;
use countersign_protocol::{AccountId as ServerAccountId, DeviceId, KeptKeys, Origin, SigningKey, StepId};
use countersign_vault::{AccountId, Pairing, PairingState};
use tokio::sync::watch;

use crate::guarded::Guarded;
use crate::key_store_entries::PairingEntry;

/// One pairing. Another link of the same account is another value.
pub(crate) struct Paired {
    pub(crate) account: AccountId,
    pub(crate) origin: Origin,
    pub(crate) device: DeviceId,
    pub(crate) server_account: ServerAccountId,
    /// The key that proves requests.
    pop: Guarded<Arc<SigningKey>>,
    /// Where the device stands at its server, as this run of the app knows; held by the request that goes a step.
    pub(crate) stepping: tokio::sync::Mutex<Option<StepId>>,
    /// Held while the server is told how to wake this device.
    pub(crate) telling: tokio::sync::Mutex<()>,
    /// Raised by one when this pairing's server shall be asked now.
    wakes: watch::Sender<u64>,
    standing: Guarded<Standing>,
}

#[expect(clippy::struct_excessive_bools, reason = "each says one thing about the pairing")]
struct Standing {
    kept: KeptKeys,
    state: PairingState,
    is_unreachable: bool,
    /// The server's past is in doubt.
    is_doubted: bool,
    /// When the server was asked about its past last, by the clock since boot.
    looked_at: Option<Duration>,
    /// The person removes this device here and now.
    is_leaving: bool,
    /// When the instance document was asked for last, by the clock since boot.
    renewed_at: Option<Duration>,
    /// The server was asked how questions ended that an earlier run of the app has left open.
    is_settled: bool,
    wakes_by: WakesBy,
}

/// Whether and by which key a server wakes devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WakesBy {
    /// It has not said so in this run.
    Unknown,
    /// It does not.
    Nothing,
    /// By messages under this key.
    Key(VapidKey),
}

impl Paired {
    pub(crate) fn new(account: AccountId, pairing: &Pairing, pop: SigningKey) -> Self {
        Self {
            account,
            origin: pairing.origin.clone(),
            device: pairing.device.clone(),
            server_account: pairing.account.clone(),
            pop: Guarded::new(Arc::new(pop)),
            stepping: tokio::sync::Mutex::default(),
            telling: tokio::sync::Mutex::default(),
            wakes: watch::Sender::new(0),
            standing: Guarded::new(Standing {
                kept: pairing.kept_keys.clone(),
                state: pairing.state,
                is_unreachable: false,
                is_doubted: pairing.doubt.is_some(),
                looked_at: None,
                is_leaving: false,
                renewed_at: None,
                is_settled: false,
                wakes_by: WakesBy::Unknown,
            }),
        }
    }

    /// What the key store alone tells of a pairing, while the vault is locked.
    pub(crate) fn from_entry(account: AccountId, entry: &PairingEntry) -> Option<Self> {
        Some(Self {
            account,
            origin: entry.origin.clone(),
            device: entry.device.clone(),
            server_account: entry.account.clone(),
            pop: Guarded::new(Arc::new(entry.pop(&entry.origin, &entry.device)?)),
            stepping: tokio::sync::Mutex::default(),
            telling: tokio::sync::Mutex::default(),
            wakes: watch::Sender::new(0),
            standing: Guarded::new(Standing {
                kept: entry.kept.clone(),
                state: PairingState::Active,
                is_unreachable: false,
                is_doubted: false,
                looked_at: None,
                is_leaving: false,
                renewed_at: None,
                is_settled: false,
                wakes_by: WakesBy::Unknown,
            }),
        })
    }

    pub(crate) fn as_device(&self, client: &Client) -> DeviceClient {
        self.as_device_with(client, self.pop())
    }

    /// The same device, proving its requests with this key.
    pub(crate) fn as_device_with(&self, client: &Client, pop: Arc<SigningKey>) -> DeviceClient {
        client.as_device(countersign_api_client::Pairing {
            device: self.device.clone(),
            account: self.server_account.clone(),
            kept: self.kept(),
            pop,
        })
    }

    /// The key that proves requests.
    pub(crate) fn pop(&self) -> Arc<SigningKey> {
        self.pop.with(|pop| Arc::clone(pop))
    }

    /// Requests are proved with this key from now on.
    pub(crate) fn prove_with(&self, key: Arc<SigningKey>) {
        self.pop.with(|pop| *pop = key);
    }

    pub(crate) fn kept(&self) -> KeptKeys {
        self.standing.with(|standing| standing.kept.clone())
    }

    pub(crate) fn keep(&self, kept: KeptKeys) {
        self.standing.with(|standing| standing.kept = kept);
    }

    pub(crate) fn state(&self) -> PairingState {
        self.standing.with(|standing| standing.state)
    }

    /// Whether the state was another one.
    pub(crate) fn set_state(&self, state: PairingState) -> bool {
        self.standing.with(|standing| std::mem::replace(&mut standing.state, state) != state)
    }

    pub(crate) fn is_unreachable(&self) -> bool {
        self.standing.with(|standing| standing.is_unreachable)
    }

    /// Whether that was otherwise before.
    pub(crate) fn set_unreachable(&self, is: bool) -> bool {
        self.standing.with(|standing| std::mem::replace(&mut standing.is_unreachable, is) != is)
    }

    /// Whether the server's past is in doubt, so that it gets no YES.
    pub(crate) fn is_doubted(&self) -> bool {
        self.standing.with(|standing| standing.is_doubted)
    }

    pub(crate) fn set_doubted(&self, is: bool) {
        self.standing.with(|standing| standing.is_doubted = is);
    }

    /// Whether the server may be asked about its past again; then this was the time.
    pub(crate) fn may_look_back(&self, now: Duration, pause: Duration) -> bool {
        self.standing.with(|standing| {
            let may = standing.looked_at.is_none_or(|last| now.saturating_sub(last) >= pause);
            if may {
                standing.looked_at = Some(now);
            }
            may
        })
    }

    /// Whether the server may be asked how older questions ended; once is enough.
    pub(crate) fn may_settle(&self) -> bool {
        self.standing.with(|standing| !std::mem::replace(&mut standing.is_settled, true))
    }

    /// Whether and how its server wakes devices, as it said last.
    pub(crate) fn wakes_by(&self) -> WakesBy {
        self.standing.with(|standing| standing.wakes_by.clone())
    }

    /// The key, if there is one.
    pub(crate) fn vapid(&self) -> Option<VapidKey> {
        match self.wakes_by() {
            WakesBy::Key(key) => Some(key),
            WakesBy::Unknown | WakesBy::Nothing => None,
        }
    }

    pub(crate) fn set_wakes_by(&self, by: WakesBy) {
        self.standing.with(|standing| standing.wakes_by = by);
    }

    /// Has this pairing's server asked now.
    pub(crate) fn wake(&self) {
        self.wakes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Tells when the server shall be asked.
    pub(crate) fn wakes(&self) -> watch::Receiver<u64> {
        self.wakes.subscribe()
    }

    /// Whether the person removes this device here and now, so that its removal is no news.
    pub(crate) fn is_leaving(&self) -> bool {
        self.standing.with(|standing| standing.is_leaving)
    }

    pub(crate) fn set_leaving(&self, is: bool) {
        self.standing.with(|standing| standing.is_leaving = is);
    }

    /// Whether the instance document may be asked for again; then this was the time.
    pub(crate) fn may_renew(&self, now: Duration, pause: Duration) -> bool {
        self.standing.with(|standing| {
            let may = standing.renewed_at.is_none_or(|last| now.saturating_sub(last) >= pause);
            if may {
                standing.renewed_at = Some(now);
            }
            may
        })
    }
}

/// A private key from the vault's or key store's bytes.
pub(crate) fn key(bytes: &[u8]) -> Option<SigningKey> {
    SigningKey::from_bytes(bytes.try_into().ok()?).ok()
}

/// All pairings in use.
pub(crate) struct Pairings {
    all: Guarded<Vec<Arc<Paired>>>,
    /// Accounts whose key the key store would not give.
    keyless: Guarded<BTreeSet<AccountId>>,
    changes: watch::Sender<u64>,
}

impl Pairings {
    pub(crate) fn new() -> Self {
        Self { all: Guarded::default(), keyless: Guarded::default(), changes: watch::Sender::new(0) }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Paired>> {
        self.all.with(|all| all.clone())
    }

    pub(crate) fn find(&self, account: AccountId) -> Option<Arc<Paired>> {
        self.all.with(|all| all.iter().find(|each| each.account == account).cloned())
    }

    /// The key store is locked, perhaps: nobody can be asked for this account now.
    pub(crate) fn note_keyless(&self, account: AccountId) {
        self.keyless.with(|keyless| keyless.insert(account));
    }

    pub(crate) fn is_keyless(&self, account: AccountId) -> bool {
        self.keyless.with(|keyless| keyless.contains(&account))
    }

    pub(crate) fn has_keyless(&self) -> bool {
        self.keyless.with(|keyless| !keyless.is_empty())
    }

    /// Takes a pairing into use, in the place of the account's older one.
    pub(crate) fn add(&self, paired: Paired) {
        self.keyless.with(|keyless| keyless.remove(&paired.account));
        self.all.with(|all| {
            all.retain(|each| each.account != paired.account);
            all.push(Arc::new(paired));
        });
        self.changed();
    }

    pub(crate) fn remove(&self, account: AccountId) {
        self.all.with(|all| all.retain(|each| each.account != account));
        self.changed();
    }

    pub(crate) fn clear(&self) {
        self.all.with(Vec::clear);
        self.changed();
    }

    /// Tells when the list has changed.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }
}
