//! What servers were told about waking this device, as it lies in the vault. The address itself is not in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use countersign_otp::UnixTime;
use countersign_protocol::Digest;
use countersign_protocol::push::VapidKey;
use countersign_vault::{DocumentName, Vault};
use serde::{Deserialize, Serialize};

use crate::Authenticator;
use crate::error::Error;

/// All of it.
#[derive(Debug, Default, Clone)]
pub(super) struct ToldAll {
    /// The person does not want to be woken.
    pub(super) is_off: bool,
    /// By the mark of a pairing.
    pub(super) servers: BTreeMap<String, Told>,
}

/// What one server was told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The key under which it wakes.
    pub(super) server: VapidKey,
    /// The digest of the address.
    pub(super) said: Digest,
    /// When.
    pub(super) at: UnixTime,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(default)]
    is_off: bool,
    #[serde(default)]
    servers: BTreeMap<String, StoredTold>,
}

#[derive(Serialize, Deserialize)]
struct StoredTold {
    server: VapidKey,
    said: Digest,
    at: u64,
}

impl Authenticator {
    /// Reads what was told before.
    pub(crate) async fn load_told(&self) -> Result<(), Error> {
        let json = self.vault()?.document(&document()).await?;
        let stored = json.and_then(|json| serde_json::from_slice::<Stored>(json.reveal()).ok());
        let told = stored.map(ToldAll::from).unwrap_or_default();
        self.inner.waking.state.with(|state| state.told = Some(told));
        Ok(())
    }

    /// Changes what is known, here and in the vault. On a full disk it holds for this run, and is told again in the
    /// next one, which changes nothing.
    pub(super) async fn change_told(
        &self,
        vault: &Arc<Vault>,
        change: impl FnOnce(&mut ToldAll) + Send,
    ) -> Result<(), Error> {
        let _in_order = self.inner.waking.writing.lock().await;
        let mut told = self.inner.waking.state.with(|state| state.told.clone()).unwrap_or_default();
        change(&mut told);
        let json = serde_json::to_vec(&Stored::from(told.clone())).expect("maps, texts and numbers");
        // What is known here is in the vault first: whoever sees it may end the app.
        let kept = vault.put_document(&document(), &json).await;
        self.inner.waking.state.with(|state| state.told = Some(told));
        Ok(kept?)
    }
}

impl From<Stored> for ToldAll {
    fn from(stored: Stored) -> Self {
        let told = |each: StoredTold| Told {
            server: each.server,
            said: each.said,
            at: UnixTime::from_seconds(each.at),
        };
        let servers = stored.servers.into_iter().map(|(mark, each)| (mark, told(each))).collect();
        Self { is_off: stored.is_off, servers }
    }
}

impl From<ToldAll> for Stored {
    fn from(all: ToldAll) -> Self {
        let stored = |told: Told| StoredTold { server: told.server, said: told.said, at: told.at.seconds() };
        let servers = all.servers.into_iter().map(|(mark, told)| (mark, stored(told))).collect();
        Self { is_off: all.is_off, servers }
    }
}

fn document() -> DocumentName {
    DocumentName::new("waking").expect("visible ASCII")
}
