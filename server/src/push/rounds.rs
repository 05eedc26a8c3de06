//! The rounds: after each change of an account, looks which of its devices have something to look at, and wakes them
//! beside everything else. What is due is read from the database each time, so that a retry never tells of what is
//! over, and a server that starts takes up what was left.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use countersign_protocol::DeviceId;
use countersign_protocol::push::WakeUp;
use tokio::sync::Semaphore;
use tokio::task::{Id, JoinSet};

use super::courier::{Carriage, Courier, Handed};
use crate::domain::AccountId;
use crate::storage::{DueWakeUp, StorageError, WokenFor};
use crate::{AppState, Changed};

/// How many messages are handed over at once.
const AT_ONCE: usize = 64;
/// While more devices than this are being woken, a round of all of them waits.
const MOST_BUSY: usize = 1_024;
/// How many devices of a round are read at once.
const BATCH: u32 = 256;
/// How long a push service keeps news about the device itself.
const NEWS_KEPT: u64 = 24 * 3600;
/// The topic of news about the device itself.
const NEWS: &str = "account";
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often news about the device itself is tried. A question is tried until its time is over.
const TRIES: u32 = 8;

/// Wakes devices until the server is told to stop; does nothing while push is off.
pub async fn run(state: AppState) {
    let Some(courier) = state.push.clone() else { return };
    let mut changed = state.wake.changes();
    if let Err(error) = state.storage.forget_subscriptions_under_other_keys(courier.key().name()).await {
        failed(&error);
    }
    let stop = state.stop.clone();
    let mut rounds = Rounds {
        state,
        courier,
        permits: Arc::new(Semaphore::new(AT_ONCE)),
        tasks: JoinSet::new(),
        devices: HashMap::new(),
        busy: HashMap::new(),
        round: Round::Begins,
    };
    loop {
        let goes_on = !matches!(rounds.round, Round::Over) && rounds.busy.len() < MOST_BUSY;
        tokio::select! {
            () = stop.cancelled() => return,
            Some(changed) = changed.recv() => match changed {
                Changed::Account(account) => rounds.look(&account).await,
                // Whoever was looked at already is looked at again.
                Changed::Everybody => rounds.round = Round::Begins,
            },
            () = std::future::ready(()), if goes_on => rounds.go_on().await,
            Some(ended) = rounds.tasks.join_next_with_id() => {
                rounds.ended(ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
        }
    }
}

/// Who is being woken. One message of a device is under way at a time.
struct Rounds {
    state: AppState,
    courier: Arc<Courier>,
    permits: Arc<Semaphore>,
    tasks: JoinSet<()>,
    devices: HashMap<Id, DeviceId>,
    /// Devices that are busy, and whether to look again afterwards.
    busy: HashMap<DeviceId, bool>,
    /// The round of all devices.
    round: Round,
}

/// How far a round of all devices is.
enum Round {
    /// There is none.
    Over,
    /// It begins with the first.
    Begins,
    /// It goes on after this one.
    After(DeviceId),
}

impl Rounds {
    /// Begins to wake the devices of an account.
    async fn look(&mut self, account: &AccountId) {
        match self.state.storage.subscribers(account).await {
            Ok(devices) => devices.into_iter().for_each(|device| self.begin(device)),
            Err(error) => failed(&error),
        }
    }

    /// Begins to wake the next ones in a round of all devices.
    async fn go_on(&mut self) {
        let after = match std::mem::replace(&mut self.round, Round::Over) {
            Round::Over => return,
            Round::Begins => None,
            Round::After(device) => Some(device),
        };
        match self.state.storage.subscribers_after(after.as_ref(), BATCH).await {
            Ok(devices) => {
                self.round = devices.last().cloned().map_or(Round::Over, Round::After);
                for device in devices {
                    self.begin(device);
                }
            }
            Err(error) => failed(&error),
        }
    }

    fn begin(&mut self, device: DeviceId) {
        if let Some(again) = self.busy.get_mut(&device) {
            *again = true;
            return;
        }
        let (state, courier, permits) = (self.state.clone(), self.courier.clone(), self.permits.clone());
        let whom = device.clone();
        let task = self.tasks.spawn(async move { wake(&state, &courier, &permits, &whom).await });
        self.devices.insert(task.id(), device.clone());
        self.busy.insert(device, false);
    }

    fn ended(&mut self, task: Id) {
        let Some(device) = self.devices.remove(&task) else { return };
        if self.busy.remove(&device).unwrap_or_default() {
            self.begin(device);
        }
    }
}

/// Wakes one device for as long as something is due.
async fn wake(state: &AppState, courier: &Courier, permits: &Semaphore, device: &DeviceId) {
    let mut failures = 0;
    loop {
        let due = match state.storage.due_wake_up(device, state.now()).await {
            Ok(Some(due)) => due,
            Ok(None) => return,
            Err(error) => return failed(&error),
        };
        let handed = {
            let Ok(_permit) = permits.acquire().await else { return };
            let (message, carriage) = (WakeUp::of(device.clone()), carriage(&due, state.now()));
            courier.hand_over(&message, &due.subscription, &carriage, state.now()).await
        };
        tracing::debug!(%device, ?handed, "a device was woken");
        let noted = match handed {
            Handed::Taken => state.storage.woken(&due).await,
            Handed::Ended => state.storage.end_subscription(&due).await,
            Handed::Later { retry_after } => {
                failures += 1;
                if matches!(due.why, WokenFor::News { .. }) && failures >= TRIES {
                    state.storage.woken(&due).await
                } else {
                    tokio::time::sleep(pause(failures, retry_after)).await;
                    continue;
                }
            }
            Handed::Refused | Handed::Forbidden => {
                tracing::info!(%device, ?handed, "a push service did not take a message");
                state.storage.woken(&due).await
            }
        };
        failures = 0;
        if let Err(error) = noted {
            return failed(&error);
        }
    }
}

fn carriage(due: &DueWakeUp, now: u64) -> Carriage {
    match &due.why {
        WokenFor::Question { cid, expires_at, .. } => {
            Carriage { topic: cid.to_string(), ttl: expires_at.saturating_sub(now) }
        }
        WokenFor::News { .. } => Carriage { topic: NEWS.into(), ttl: NEWS_KEPT },
    }
}

/// 1, 2, 4 … 30 s, or longer if the service asks for it, within reason.
fn pause(failures: u32, asked_for: Option<Duration>) -> Duration {
    let own = Duration::from_secs(1 << (failures - 1).min(5)).min(LONGEST_PAUSE);
    asked_for.map_or(own, |asked| asked.clamp(own, Duration::from_mins(5)))
}

fn failed(error: &StorageError) {
    tracing::warn!(error = error as &dyn std::error::Error, "devices could not be woken");
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::pause;

    #[test]
    fn pauses_double_and_a_service_that_asks_for_patience_gets_it_within_reason() {
        for (failures, asked_for, seconds) in [
            (1, None, 1),
            (2, None, 2),
            (5, None, 16),
            (6, None, 30),
            (1_000, None, 30),
            (1, Some(20), 20),
            (6, Some(1), 30),
            (1, Some(86_400), 300),
        ] {
            let asked_for = asked_for.map(Duration::from_secs);
            assert_eq!(pause(failures, asked_for).as_secs(), seconds, "{failures} {asked_for:?}");
        }
    }
}
