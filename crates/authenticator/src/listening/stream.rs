//! One pairing's event stream, where its server offers one. It only says when to ask; the long poll stands beside it
//! until it is proved that it comes through, and takes over again when it is cut or held back on the way.

use std::time::Duration;

use countersign_api_client::{DeviceClient, Events, Hint};
use countersign_protocol::KeptKeys;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

/// A stream that ended sooner was cut by something on the way: servers keep it for ten minutes.
const SHORTEST: Duration = Duration::from_mins(1);
/// A hint that got lost costs at most this much.
const ASK_ANYWAY: Duration = Duration::from_mins(1);
/// How long long polls do alone after a stream that did not come through.
const DISTRUST: Duration = Duration::from_hours(1);
/// How long a server that offers no stream is not asked about it again.
const NOT_OFFERED: Duration = Duration::from_hours(24);

/// The stream of one pairing: none, one that is being opened, or an open one.
pub(super) struct Stream {
    /// How long it may say nothing at all.
    silence: Duration,
    opening: JoinSet<Opened>,
    open: Option<(Events, Instant)>,
    /// Whether the server is known to offer one.
    is_offered: bool,
    /// It is not opened before, by the clock since boot.
    not_before: Duration,
}

/// What came of opening one.
enum Opened {
    /// It has said something.
    Stream(Events),
    NotOffered,
    /// No server, no stream, or one that says nothing.
    Failed,
}

impl Stream {
    pub(super) fn new(silence: Duration) -> Self {
        let opening = JoinSet::new();
        Self { silence, opening, open: None, is_offered: false, not_before: Duration::ZERO }
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Begins to open one beside whatever else is done, if it is time for that. `now` is the clock since boot.
    pub(super) fn begin(&mut self, device: DeviceClient, kept: KeptKeys, now: Duration) {
        if self.open.is_none() && self.opening.is_empty() && now >= self.not_before {
            self.opening.spawn(open(device, kept, self.is_offered, self.silence));
        }
    }

    /// Resolves when the stream that is being opened comes through, and never without one.
    pub(super) async fn opened(&mut self, now: impl Fn() -> Duration) {
        loop {
            match self.opening.join_next().await {
                Some(Ok(Opened::Stream(events))) => {
                    self.is_offered = true;
                    self.open = Some((events, Instant::now()));
                    return;
                }
                Some(Ok(Opened::NotOffered)) => self.not_before = now() + NOT_OFFERED,
                Some(Ok(Opened::Failed) | Err(_)) => self.not_before = now() + DISTRUST,
                None => std::future::pending().await,
            }
        }
    }

    /// Waits until the open stream says that something changed, or is over, at most a minute; then it is worth asking.
    pub(super) async fn hint(&mut self, now: impl Fn() -> Duration) {
        let anyway = Instant::now() + ASK_ANYWAY;
        while let Some((events, since)) = &mut self.open {
            let heard = tokio::select! {
                heard = timeout(self.silence, events.next()) => heard,
                () = sleep_until(anyway) => return,
            };
            let was_cut = match heard {
                Ok(Ok(Some(Hint::Alive))) => continue,
                Ok(Ok(Some(Hint::Changed))) => return,
                Ok(Ok(None) | Err(_)) => since.elapsed() < SHORTEST,
                Err(_silent) => true,
            };
            self.open = None;
            if was_cut {
                self.not_before = now() + DISTRUST;
            }
        }
    }

    /// Another network may treat it better: closes it, to be opened anew.
    pub(super) fn close(&mut self) {
        *self = Self::new(self.silence);
    }
}

async fn open(device: DeviceClient, kept: KeptKeys, is_offered: bool, silence: Duration) -> Opened {
    if !is_offered {
        match device.client().renew(&kept).await {
            Ok(met) if met.value.1.offers_events() => {}
            Ok(_) => return Opened::NotOffered,
            Err(_) => return Opened::Failed,
        }
    }
    // A proxy that holds back what comes lets not even the first comment through.
    let opening = async {
        let mut events = device.events().await.ok()?;
        events.next().await.ok()??;
        Some(events)
    };
    match timeout(silence, opening).await {
        Ok(Some(events)) => Opened::Stream(events),
        Ok(None) | Err(_) => Opened::Failed,
    }
}
