//! A link under way, as it lies sealed in the vault: written before the server is asked, so that a crash at any
//! point loses nothing that the server has confirmed.

use std::sync::Arc;

use countersign_api_client::{Client, DeviceClient, Pairing};
use countersign_protocol::encoding::{decode_array, encode};
use countersign_protocol::{AccountId, DeviceId, KeptKeys, Origin, SigningKey};
use countersign_vault::{DocumentName, Vault};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;

const PREFIX: &str = "link.";
/// Room for a message of 8 KiB, keys and names, so that the buffer is never moved.
const ROOM: usize = 24 << 10;

/// A link under way.
#[derive(Serialize, Deserialize)]
pub(crate) struct Unfinished {
    name: String,
    pub(super) origin: Origin,
    pub(super) kept: KeptKeys,
    pub(super) manage_path: String,
    pub(super) secure_path: String,
    pop: Zeroizing<String>,
    uv: Zeroizing<String>,
    /// The signed enrollment; a retry sends these very bytes.
    pub(super) message: Zeroizing<String>,
    pub(super) claimed: Option<Claimed>,
}

/// What the server has called the device and its account.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Claimed {
    pub(super) device: DeviceId,
    pub(super) account: AccountId,
}

/// The keys of a new device.
pub(super) struct NewKeys {
    pub(super) pop: SigningKey,
    pub(super) uv: SigningKey,
}

impl Unfinished {
    pub(super) fn new(
        name: impl std::fmt::Display,
        kept: KeptKeys,
        links: countersign_protocol::message::Links,
        keys: &NewKeys,
        message: String,
    ) -> Self {
        Self {
            name: format!("{PREFIX}{name}"),
            origin: kept.server().clone(),
            kept,
            manage_path: links.manage,
            secure_path: links.secure,
            pop: Zeroizing::new(encode(&*keys.pop.expose_bytes())),
            uv: Zeroizing::new(encode(&*keys.uv.expose_bytes())),
            message: Zeroizing::new(message),
            claimed: None,
        }
    }

    pub(super) fn document(&self) -> DocumentName {
        DocumentName::new(self.name.clone()).expect("it was made or read as one")
    }

    /// The keys; nothing if what lies in the vault is no key.
    pub(super) fn keys(&self) -> Option<NewKeys> {
        Some(NewKeys { pop: read(&self.pop)?, uv: read(&self.uv)? })
    }

    pub(super) fn as_device(
        &self,
        client: &Client,
        claimed: &Claimed,
        pop: &Arc<SigningKey>,
    ) -> DeviceClient {
        client.as_device(Pairing {
            device: claimed.device.clone(),
            account: claimed.account.clone(),
            kept: self.kept.clone(),
            pop: Arc::clone(pop) as _,
        })
    }
}

fn read(text: &str) -> Option<SigningKey> {
    let bytes = Zeroizing::new(decode_array::<32>(text).ok()?);
    SigningKey::from_bytes(&bytes).ok()
}

impl Authenticator {
    pub(super) async fn put_unfinished(&self, unfinished: &Unfinished) -> Result<(), Error> {
        let mut json = Zeroizing::new(Vec::with_capacity(ROOM));
        serde_json::to_writer(&mut *json, unfinished).expect("a plain structure");
        Ok(self.vault()?.put_document(&unfinished.document(), &json).await?)
    }

    /// Nothing will come of it any more. A document that stays is looked at again after the next start.
    pub(super) async fn discard(&self, unfinished: &Unfinished) {
        if let Ok(vault) = self.vault() {
            let _ = vault.delete_document(&unfinished.document()).await;
        }
    }

    /// Goes on with what an earlier run of the app has left. What was never confirmed is cleaned away, what was
    /// confirmed becomes an account; nobody is asked anything.
    pub(crate) fn resume_links(&self, left: Vec<Unfinished>) {
        for unfinished in left {
            let this = self.clone();
            self.spawn(async move {
                let _ = this.finish(unfinished, None).await;
            });
        }
    }
}

/// What an earlier run of the app has left; to be asked before this one begins anything.
pub(crate) async fn left_behind(vault: &Vault) -> Vec<Unfinished> {
    let mut left = Vec::new();
    for name in vault.document_names(PREFIX).await.unwrap_or_default() {
        let Ok(Some(json)) = vault.document(&name).await else { continue };
        match serde_json::from_slice::<Unfinished>(json.reveal()) {
            Ok(unfinished) if unfinished.name == name.as_str() => left.push(unfinished),
            Ok(_) | Err(_) => {
                let _ = vault.delete_document(&name).await;
            }
        }
    }
    left
}
