//! The clock, checked on the person's word with two hosts that are no servers of ours. What they agree on puts right
//! the codes of all accounts but the linked ones, which follow their own servers.

use countersign_api_client::ask_time;
use countersign_otp::UnixTime;
use countersign_protocol::Origin;
use countersign_vault::DocumentName;
use serde::{Deserialize, Serialize};

use crate::Authenticator;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::ports::Event;
use crate::view::ClockCorrection;

/// `Date` has whole seconds and a reply takes its time: hosts that are further apart do not agree.
const AGREEMENT_SECONDS: u64 = 5;
/// Less than this is no offset at all.
const NOISE_SECONDS: u64 = 3;
/// Clocks drift; one that has moved further since the check was set, and the correction says nothing any more.
const DRIFT_MILLIS: u64 = 2_000;

/// The correction that is in use.
#[derive(Default)]
pub(crate) struct ClockState(Guarded<Option<Kept>>);

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Kept {
    /// By how many seconds this device's clock is ahead; negative if it is behind.
    offset: i64,
    checked_at: u64,
    /// The clock less the time since the start of the device: another one means that somebody has set the clock, or
    /// that the device has started again.
    base_millis: u64,
}

impl Authenticator {
    /// Asks two hosts for the time, and from now on corrects the codes of accounts without a server by what they
    /// agree on.
    ///
    /// # Errors
    /// [`Error::Server`] for a host that does not answer, [`Error::HostsDisagree`], [`Error::Locked`] and those of
    /// the vault. What was known before stays then.
    pub async fn check_clock(&self, hosts: &[Origin; 2]) -> Result<ClockCorrection, Error> {
        self.vault()?;
        let [first, second] = hosts;
        let (one, other) = tokio::try_join!(self.offset_by(first), self.offset_by(second))?;
        if one.abs_diff(other) > AGREEMENT_SECONDS {
            return Err(Error::HostsDisagree);
        }
        let mean = i64::midpoint(one, other);
        let offset = if mean.unsigned_abs() <= NOISE_SECONDS { 0 } else { mean };
        let kept = Kept { offset, checked_at: self.now().seconds(), base_millis: self.base_millis() };
        self.inner.clock.0.with(|clock| *clock = Some(kept));
        let json = serde_json::to_vec(&kept).expect("a structure of numbers");
        self.vault()?.put_document(&document(), &json).await?;
        self.tell(Event::AccountsChanged);
        Ok(view(kept))
    }

    /// What the last check came to, as long as the clock goes on as it did then.
    pub fn clock_correction(&self) -> Option<ClockCorrection> {
        self.kept_correction().map(view)
    }

    /// Drops the correction: the codes follow this device's clock again.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn drop_clock_correction(&self) -> Result<(), Error> {
        self.vault()?.delete_document(&document()).await?;
        self.inner.clock.0.with(|clock| *clock = None);
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// This device's time, put right by the last check.
    pub(crate) fn corrected_now(&self) -> UnixTime {
        let offset = self.kept_correction().map_or(0, |kept| kept.offset);
        if offset == 0 { self.now() } else { self.now().shifted_by_seconds(-offset) }
    }

    pub(crate) async fn load_clock(&self) -> Result<(), Error> {
        let json = self.vault()?.document(&document()).await?;
        let kept = json.and_then(|json| serde_json::from_slice(json.reveal()).ok());
        self.inner.clock.0.with(|clock| *clock = kept);
        Ok(())
    }

    fn kept_correction(&self) -> Option<Kept> {
        let kept = self.inner.clock.0.with(|clock| *clock)?;
        (kept.base_millis.abs_diff(self.base_millis()) <= DRIFT_MILLIS).then_some(kept)
    }

    fn base_millis(&self) -> u64 {
        let base = self.now().duration().saturating_sub(self.since_boot());
        u64::try_from(base.as_millis()).unwrap_or(u64::MAX)
    }

    async fn offset_by(&self, host: &Origin) -> Result<i64, Error> {
        let time = ask_time(host, self.inner.settings.plain_http).await.map_err(Error::server(host))?;
        Ok(time.offset_of(self.now().seconds()))
    }
}

/// The hosts that are asked unless a shell has others: two companies whose time nobody else has set.
pub fn clock_hosts() -> [Origin; 2] {
    ["https://www.cloudflare.com", "https://www.mozilla.org"]
        .map(|host| Origin::parse(host).expect("it is written as an origin"))
}

fn view(kept: Kept) -> ClockCorrection {
    ClockCorrection { offset_seconds: kept.offset, checked_at: UnixTime::from_seconds(kept.checked_at) }
}

fn document() -> DocumentName {
    DocumentName::new("clock").expect("visible ASCII")
}
