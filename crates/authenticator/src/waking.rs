//! Being woken from outside while the app sleeps, where the system has a way: each server that wakes devices is told
//! where, and told again when that changes; a message that comes says only "look".
//!
//! What a server was told lies in the vault as a digest: the address itself is the system's and is asked of it anew at
//! each start. Nothing here is queued. What a server should know and what it was told are compared whenever it
//! answers, so that what did not arrive is told later.

mod looking;
mod told;

use std::collections::BTreeMap;
use std::time::Duration;

use countersign_api_client::ApiError;
use countersign_protocol::message::Instance;
use countersign_protocol::push::{PushSubscription, VapidKey, WakeUp};
use countersign_protocol::{Digest, ProblemKind};
use countersign_vault::PairingState;
use data_encoding::HEXLOWER;

use crate::Authenticator;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::key_store_entries::entry_mark;
use crate::listening::{Paired, WakesBy};
use crate::ports::Event;
use crate::view::WakingView;

pub use looking::Looked;

use told::{Told, ToldAll};

/// How long a server is believed to remember what it was told. Push services end subscriptions without a word.
const REMEMBERED: Duration = Duration::from_hours(24);
/// How soon a server that did not take it is told again.
const TRY_AGAIN: Duration = Duration::from_mins(1);
/// The same for one that does not want it.
const SELDOM: Duration = Duration::from_hours(1);

/// Where this app can be woken, and who was told.
#[derive(Default)]
pub(crate) struct Waking {
    state: Guarded<Standing>,
    /// What is written down is written in the order in which it happened.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Standing {
    /// What the vault says; nothing before it is open.
    told: Option<ToldAll>,
    /// The system's addresses for this run, by whom they are for.
    addresses: BTreeMap<VapidKey, PushSubscription>,
    /// The keys for which the system was asked for an address in this run.
    asked: Vec<VapidKey>,
    /// Not before this time, by the clock since boot, a pairing's server is told this again.
    tried: BTreeMap<String, (Option<Digest>, Duration)>,
}

impl Authenticator {
    /// How this app is woken, for the person. Nothing where the system has no way.
    ///
    /// # Errors
    /// [`Error::Locked`].
    pub async fn waking(&self) -> Result<Option<WakingView>, Error> {
        let Some(wakener) = &self.inner.ports.wakener else { return Ok(None) };
        self.vault()?;
        let by = wakener.service().await;
        let servers = self.inner.pairings.all();
        let offering = servers.iter().filter(|each| each.vapid().is_some()).count();
        let view = self.inner.waking.state.with(|state| {
            let told = state.told.as_ref();
            WakingView {
                is_on: told.is_none_or(|told| !told.is_off),
                by,
                told: told.map_or(0, |told| told.servers.len()),
                offering,
            }
        });
        Ok(Some(view))
    }

    /// Lets servers wake this app, or asks them to do so no more. One that cannot be reached now is asked later.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn set_waking(&self, on: bool) -> Result<(), Error> {
        let vault = self.vault()?;
        self.inner.waking.state.with(|state| {
            state.asked.clear();
            state.tried.clear();
        });
        self.change_told(&vault, |told| told.is_off = !on).await?;
        if !on {
            self.close_needless(None).await;
        }
        for paired in self.inner.pairings.all() {
            let this = self.clone();
            self.spawn(async move { this.keep_waking(&paired).await });
        }
        Ok(())
    }

    /// The system has an address under which the server with this key can wake this app: the first one, or another.
    pub fn waking_address_came(&self, server: &VapidKey, address: PushSubscription) {
        self.inner.waking.state.with(|state| state.addresses.insert(server.clone(), address));
        self.keep_waking_by(server);
    }

    /// The system's address for this server holds no more.
    pub fn waking_address_went(&self, server: &VapidKey) {
        self.inner.waking.state.with(|state| {
            state.addresses.remove(server);
            state.asked.retain(|asked| asked != server);
        });
        self.keep_waking_by(server);
    }

    /// A message came through a push service. Whatever else it says, it makes the app ask the server of the pairing
    /// that it names, at most once a second. Whether it is for a device here; anybody else's changes nothing.
    pub fn woken(&self, message: &[u8]) -> bool {
        let Some(message) = WakeUp::read(message) else { return false };
        let mut meant = self.inner.pairings.all();
        meant.retain(|paired| paired.device == *message.device());
        for paired in &meant {
            // The device slept: its old connection leads nowhere.
            self.forget_connection(&paired.origin);
            paired.wake();
        }
        !meant.is_empty()
    }

    /// Makes a server know what it should about waking this device: compares it with what it was told last.
    pub(crate) async fn keep_waking(&self, paired: &Paired) {
        let Some(wakener) = &self.inner.ports.wakener else { return };
        let Ok(vault) = self.vault() else { return };
        let _one_at_a_time = paired.telling.lock().await;
        let mark = mark(paired);
        let state = &self.inner.waking.state;
        let Some((is_off, told)) = state
            .with(|state| state.told.as_ref().map(|told| (told.is_off, told.servers.get(&mark).cloned())))
        else {
            return;
        };
        if paired.state() != PairingState::Active || (is_off && told.is_none()) {
            return;
        }
        if is_off {
            if self.tell_server(paired, &mark, None).await {
                let _ = self.change_told(&vault, |told| drop(told.servers.remove(&mark))).await;
                self.close_needless(told.map(|told| told.server)).await;
            }
            return;
        }
        let server = match self.wakes_by(paired).await {
            WakesBy::Key(server) => server,
            // It wakes nobody any more, and has forgotten.
            WakesBy::Nothing if told.is_some() => {
                let _ = self.change_told(&vault, |told| drop(told.servers.remove(&mark))).await;
                return self.close_needless(told.map(|told| told.server)).await;
            }
            WakesBy::Nothing | WakesBy::Unknown => return,
        };
        let address = state.with(|state| {
            if !state.asked.contains(&server) {
                state.asked.push(server.clone());
                wakener.open(&server);
            }
            state.addresses.get(&server).cloned()
        });
        let Some(address) = address else { return };
        let now = self.now();
        let said = digest(&server, &address);
        let is_known = told.as_ref().is_some_and(|told| told.said == said);
        if is_known && told.as_ref().is_some_and(|told| now.since(told.at) < REMEMBERED) {
            return;
        }
        if self.tell_server(paired, &mark, Some((said, &address))).await {
            let news = Told { server, said, at: now };
            let _ = self.change_told(&vault, |all| drop(all.servers.insert(mark, news))).await;
            self.close_needless(told.map(|told| told.server)).await;
            self.tell(Event::AccountsChanged);
        }
    }

    /// Gives back what no pairing is woken by any more, also the key that was in use a moment ago.
    pub(crate) async fn close_needless(&self, before: Option<VapidKey>) {
        let Some(wakener) = &self.inner.ports.wakener else { return };
        let Ok(vault) = self.vault() else { return };
        let Ok(listing) = vault.accounts().await else { return };
        let pairings = listing.accounts.iter().filter_map(|account| account.pairing.as_ref());
        let marks: Vec<_> =
            pairings.map(|pairing| HEXLOWER.encode(&entry_mark(&pairing.origin, &pairing.device))).collect();
        let known = self.inner.waking.state.with(|state| state.told.clone().unwrap_or_default());
        if known.servers.keys().any(|mark| !marks.contains(mark)) {
            let _ =
                self.change_told(&vault, |told| told.servers.retain(|mark, _| marks.contains(mark))).await;
        }
        let all = self.inner.pairings.all();
        let in_use = all.iter().filter(|each| marks.contains(&mark(each)));
        let in_use: Vec<_> = in_use.filter_map(|each| each.vapid()).collect();
        self.inner.waking.state.with(|state| {
            let Some(told) = &state.told else { return };
            let is_needed = |key: &VapidKey| {
                told.servers.values().any(|each| each.server == *key)
                    || (!told.is_off && in_use.contains(key))
            };
            let known = known.servers.values().map(|told| &told.server).chain(&before);
            let needless: Vec<_> =
                known.chain(state.addresses.keys()).filter(|key| !is_needed(key)).cloned().collect();
            for key in needless {
                // Twice is harmless: the system forgets what it does not know.
                wakener.close(&key);
                state.addresses.remove(&key);
                state.asked.retain(|asked| *asked != key);
            }
        });
    }

    /// What the instance document says about push, as long as it may be believed.
    pub(crate) fn learn_vapid(paired: &Paired, instance: &Instance) {
        let key = instance.push.vapid.as_deref().and_then(|key| VapidKey::parse(key).ok());
        paired.set_wakes_by(key.map_or(WakesBy::Nothing, WakesBy::Key));
    }

    /// Whether and how a pairing's server wakes devices; it is asked if it has not said so yet.
    async fn wakes_by(&self, paired: &Paired) -> WakesBy {
        if paired.wakes_by() == WakesBy::Unknown {
            // What is wrong with the server, its questions tell as well.
            let _ = self.renew_keys(paired).await;
        }
        paired.wakes_by()
    }

    /// Tells a server where, or nowhere. Whether it knows now.
    async fn tell_server(
        &self,
        paired: &Paired,
        mark: &str,
        what: Option<(Digest, &PushSubscription)>,
    ) -> bool {
        let state = &self.inner.waking.state;
        let (said, now) = (what.map(|(said, _)| said), self.since_boot());
        let is_early = state.with(|state| {
            state.tried.get(mark).is_some_and(|(tried, not_before)| *tried == said && now < *not_before)
        });
        if is_early {
            return false;
        }
        let reply = match what {
            Some((_, to)) => self.ask(paired, |device| async move { device.subscribe(to).await }).await,
            None => self.ask(paired, |device| async move { device.unsubscribe().await }).await,
        };
        let pause = match &reply {
            Ok(_) => None,
            Err(error) if what.is_none() && error.problem() == Some(ProblemKind::NotFound) => None,
            Err(ApiError::Problem { .. }) => Some(SELDOM),
            Err(_) => Some(TRY_AGAIN),
        };
        state.with(|state| {
            state.tried.remove(mark);
            if let Some(pause) = pause {
                state.tried.insert(mark.to_owned(), (said, now + pause));
            }
        });
        pause.is_none()
    }

    fn keep_waking_by(&self, server: &VapidKey) {
        for paired in self.inner.pairings.all() {
            if paired.vapid().as_ref() == Some(server) {
                let this = self.clone();
                self.spawn(async move { this.keep_waking(&paired).await });
            }
        }
    }
}

/// Names a pairing where it says nothing by itself.
fn mark(paired: &Paired) -> String {
    HEXLOWER.encode(&entry_mark(&paired.origin, &paired.device))
}

/// What a server was told, without saying it.
fn digest(server: &VapidKey, address: &PushSubscription) -> Digest {
    let address = zeroize::Zeroizing::new(serde_json::to_string(address).expect("four texts"));
    Digest::of(format!("{} {}", server.as_str(), *address).as_bytes())
}
