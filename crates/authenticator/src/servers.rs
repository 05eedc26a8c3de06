//! The servers that are asked: their clients, and how far this device's clock is from theirs.

use std::collections::BTreeMap;

use countersign_api_client::{ApiError, Client, Reply, ServerTime};
use countersign_otp::UnixTime;
use countersign_protocol::Origin;
use countersign_vault::DocumentName;
use serde::{Deserialize, Serialize};

use crate::Authenticator;
use crate::error::Error;
use crate::guarded::Guarded;

/// `Date` has whole seconds and a reply takes its time: less than this is no offset at all.
const NOISE_SECONDS: u64 = 3;

/// Clients and clocks by origin.
#[derive(Default)]
pub(crate) struct Servers {
    clients: Guarded<BTreeMap<Origin, Client>>,
    offsets: Guarded<Offsets>,
}

/// By how many seconds this device's clock is ahead of each server's; negative where it is behind.
#[derive(Default, Clone, Serialize, Deserialize)]
struct Offsets(BTreeMap<Origin, i64>);

impl Authenticator {
    /// A client for this server; connections and the last nonce are shared.
    pub(crate) fn try_client(&self, origin: &Origin) -> Result<Client, ApiError> {
        let settings = &self.inner.settings;
        self.inner.servers.clients.with(|clients| {
            if let Some(client) = clients.get(origin) {
                return Ok(client.clone());
            }
            let client = Client::new(origin.clone(), settings.plain_http, self.inner.ports.random)?;
            clients.insert(origin.clone(), client.clone());
            Ok(client)
        })
    }

    /// After sleep or on another network the old connections lead nowhere.
    pub(crate) fn forget_connections(&self) {
        self.inner.servers.clients.with(BTreeMap::clear);
    }

    /// The same for one server.
    pub(crate) fn forget_connection(&self, origin: &Origin) {
        self.inner.servers.clients.with(|clients| clients.remove(origin));
    }

    /// Learns the server's time from a reply or a refusal, and passes the rest on.
    pub(crate) async fn heard<T>(
        &self,
        origin: &Origin,
        result: Result<Reply<T>, ApiError>,
    ) -> Result<Reply<T>, ApiError> {
        let time = match &result {
            Ok(reply) => Some(reply.server_time),
            Err(ApiError::Problem { server_time, .. }) => Some(*server_time),
            Err(_) => None,
        };
        if let Some(time) = time {
            self.learn(origin, time).await;
        }
        result
    }

    /// This device's time, put right by what is known of the server's clock.
    pub(crate) fn time_at(&self, origin: &Origin) -> UnixTime {
        let offset =
            self.inner.servers.offsets.with(|offsets| offsets.0.get(origin).copied().unwrap_or_default());
        if offset.unsigned_abs() <= NOISE_SECONDS {
            self.now()
        } else {
            self.now().shifted_by_seconds(-offset)
        }
    }

    async fn learn(&self, origin: &Origin, time: ServerTime) {
        let offset = time.offset_of(self.now().seconds());
        let known = self.inner.servers.offsets.with(|offsets| offsets.0.get(origin).copied());
        let moved = known.unwrap_or_default().abs_diff(offset) > NOISE_SECONDS;
        if moved {
            let offsets = self.inner.servers.offsets.with(|offsets| {
                offsets.0.insert(origin.clone(), offset);
                offsets.clone()
            });
            self.store_offsets(&offsets).await;
        }
        self.judge_clock(origin, offset);
    }

    /// A cold start without network must make right codes too. If this fails, the next reply does it again.
    async fn store_offsets(&self, offsets: &Offsets) {
        let json = serde_json::to_vec(offsets).expect("a map of texts and numbers");
        if let Ok(vault) = self.vault() {
            let _ = vault.put_document(&document(), &json).await;
        }
    }

    /// Reads what was learned before.
    pub(crate) async fn load_offsets(&self) -> Result<(), Error> {
        if let Some(json) = self.vault()?.document(&document()).await?
            && let Ok(offsets) = serde_json::from_slice::<Offsets>(json.reveal())
        {
            self.inner.servers.offsets.with(|known| *known = offsets);
        }
        Ok(())
    }
}

fn document() -> DocumentName {
    DocumentName::new("server-clocks").expect("visible ASCII")
}
