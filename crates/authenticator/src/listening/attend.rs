//! One pairing's server, asked for ever: after a hint of its stream or by long polls, backing off in trouble, and at
//! once when the world has changed.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use countersign_api_client::{ApiError, ETag, Polled, Reply, Wait};
use countersign_protocol::message::VerifiedChallenge;
use countersign_vault::PairingState;
use tokio::time::{Instant, sleep};

use super::Paired;
use super::hints::Hints;
use super::stream::Stream;
use crate::Authenticator;
use crate::backoff::Backoff;
use crate::ports::Event;
use crate::settings::Stay;

/// Something is wrong that only the person or the operator can mend.
const SELDOM: Duration = Duration::from_mins(5);
/// How often a server is asked about its past, beside what its questions say, and told what is new about this device.
const LOOK_BACK: Duration = Duration::from_hours(1);
/// A server that does not hold requests is not asked more often than this.
const AT_LEAST: Duration = Duration::from_secs(1);

type Polling = Result<Reply<Polled<VerifiedChallenge>>, ApiError>;

impl Authenticator {
    /// Asks this pairing's server for as long as the pairing lives.
    pub(super) async fn attend(&self, paired: &Paired) {
        let mut backoff = Backoff::default();
        let mut hints = Hints::new(self.inner.wake.subscribe(), paired.wakes());
        let mut stream = Stream::new(self.inner.settings.stream_silence);
        // The first reply, and the first after trouble, comes at once: it tells that the server is there and what
        // time it is.
        let mut wait = Wait::NONE;
        loop {
            let asked_at = Instant::now();
            let Some(polling) = self.next(paired, wait, &mut hints, &mut stream).await else {
                (backoff, wait) = (Backoff::default(), Wait::NONE);
                stream.close();
                continue;
            };
            let waited =
                std::mem::replace(&mut wait, if polling.is_ok() { Wait::LONGEST } else { Wait::NONE });
            let pause = match polling {
                Ok(reply) => {
                    backoff.reset();
                    self.is_well(paired).await;
                    self.deliver_not_me(paired).await;
                    self.settle_history(paired).await;
                    let is_time = self.vault().is_ok() && paired.may_look_back(self.since_boot(), LOOK_BACK);
                    if is_time {
                        self.look_back(paired).await;
                    }
                    let is_news = self.hear(paired, reply).await;
                    if is_time && self.inner.settings.stay == Stay::Resident {
                        self.renew_old_keys(paired).await;
                        self.tell_about_device(paired).await;
                        self.renew_when_due(paired).await;
                    }
                    if self.inner.settings.stay == Stay::Resident {
                        self.keep_waking(paired).await;
                    }
                    let early = !is_news && waited == Wait::LONGEST && asked_at.elapsed() < AT_LEAST;
                    if early { AT_LEAST } else { Duration::ZERO }
                }
                Err(ApiError::Revoked(revoked)) => {
                    if self.drop_account(paired, revoked.reason).await {
                        return;
                    }
                    backoff.next(None)
                }
                Err(error) => {
                    self.heed(paired, &error).await;
                    match paired.state() {
                        PairingState::Active | PairingState::Unconfirmed => backoff.next(error.retry_after()),
                        PairingState::DeviceUnknown | PairingState::ServerChanged => SELDOM,
                    }
                }
            };
            if !pause.is_zero() {
                tokio::select! {
                    () = sleep(pause) => {}
                    () = hints.changed() => {
                        (backoff, wait) = (Backoff::default(), Wait::NONE);
                        stream.close();
                    }
                }
            }
        }
    }

    /// What the server says next: after a hint of its stream if one is open, else by a long poll. Nothing if the
    /// world changed meanwhile.
    async fn next(
        &self,
        paired: &Paired,
        wait: Wait,
        hints: &mut Hints,
        stream: &mut Stream,
    ) -> Option<Polling> {
        if wait == Wait::NONE {
            return self.during(paired, hints, self.poll(paired, wait)).await;
        }
        if !stream.is_open()
            && let Ok(client) = self.try_client(&paired.origin)
        {
            stream.begin(paired.as_device(&client), paired.kept(), self.since_boot());
        }
        let now = || self.since_boot();
        if stream.is_open() {
            self.during(paired, hints, stream.hint(now)).await?;
        } else {
            let polled = async {
                tokio::select! {
                    polling = self.poll(paired, wait) => Some(polling),
                    () = stream.opened(now) => None,
                }
            };
            if let Some(polling) = self.during(paired, hints, polled).await? {
                return Some(polling);
            }
        }
        self.during(paired, hints, self.poll(paired, Wait::NONE)).await
    }

    /// One request for the question that is pending.
    async fn poll(&self, paired: &Paired, wait: Wait) -> Polling {
        let known = self.inner.questions.open_digest(paired.account).map(ETag::of_challenge);
        let known = known.as_ref();
        // Nothing that a changed server says is believed until its document leads from the kept keys to it.
        if paired.state() == PairingState::ServerChanged {
            self.renew_keys(paired).await?;
        }
        self.ask(paired, |device| async move { device.challenge(wait, known).await }).await
    }

    /// Does something, ending questions whose time is over meanwhile; nothing if the world changed.
    async fn during<T>(
        &self,
        paired: &Paired,
        hints: &mut Hints,
        doing: impl Future<Output = T>,
    ) -> Option<T> {
        let mut doing = pin!(doing);
        loop {
            let expiry = self.inner.questions.next_expiry(paired.account, self.since_boot());
            tokio::select! {
                done = &mut doing => return Some(done),
                () = hints.changed() => return None,
                () = sleep(expiry.unwrap_or(SELDOM)), if expiry.is_some() => {
                    if self.inner.questions.expire(self.since_boot()) {
                        self.tell(Event::QuestionsChanged);
                        self.write_history_soon();
                    }
                }
            }
        }
    }
}
