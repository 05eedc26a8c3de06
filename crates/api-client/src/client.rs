//! Asking a server before there is a pairing: who it is, and to be linked.

use std::sync::{Arc, Mutex, PoisonError};

use countersign_protocol::limits::NONCE_LIMIT;
use countersign_protocol::message::{Account, Instance};
use countersign_protocol::{KeptKeys, Origin, Thumbprint};

use crate::connection::{self, PlainHttp};
use crate::device::{DeviceClient, Pairing};
use crate::error::ApiError;
use crate::exchange::{Incoming, Outgoing};
use crate::reply::Reply;

/// Fills a buffer with random bytes from a cryptographic source.
pub type Random = fn(&mut [u8]);

/// HTTP to one server. Cheap to clone; clones share connections and the last nonce.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    server: Origin,
    random: Random,
    nonce: Mutex<String>,
}

impl Client {
    /// Opens no connection yet. A client made anew has none of the old one's connections, which is what a device
    /// wants after sleep or a change of network.
    pub fn new(server: Origin, plain_http: PlainHttp, random: Random) -> Result<Self, ApiError> {
        let http = connection::open(&server, plain_http)?;
        Ok(Self { inner: Arc::new(Inner { http, server, random, nonce: Mutex::default() }) })
    }

    /// The server.
    pub fn server(&self) -> &Origin {
        &self.inner.server
    }

    /// First contact: fetches the instance document and pins its keys. `key` is the thumbprint of the QR code;
    /// without one TLS alone vouches for the server.
    pub async fn meet(&self, key: Option<Thumbprint>) -> Result<Reply<(KeptKeys, Instance)>, ApiError> {
        let document = self.instance_document().await?;
        let met = match key {
            Some(key) => KeptKeys::pin(&document.value, self.server(), key),
            None => KeptKeys::pin_vouched_by_tls(&document.value, self.server()),
        };
        Ok(Reply { value: met?, server_time: document.server_time })
    }

    /// Fetches the instance document again and walks its chain from the kept keys; to be asked at most once a
    /// minute.
    pub async fn renew(&self, kept: &KeptKeys) -> Result<Reply<(KeptKeys, Instance)>, ApiError> {
        let document = self.instance_document().await?;
        Ok(Reply { value: kept.renew(&document.value)?, server_time: document.server_time })
    }

    /// Asks to link a device: `message` is the stored `cs-enroll+jwt`, the same one at each try. The reply is
    /// believed only if it names `pop`; else somebody swapped the enrollment.
    pub async fn enroll(
        &self,
        message: &str,
        kept: &KeptKeys,
        pop: Thumbprint,
    ) -> Result<Reply<Account>, ApiError> {
        let incoming = self.send(&Outgoing::post_jwt("/api/v1/devices", message), None).await?;
        let account = kept.verify_account(incoming.jwt()?, pop).map_err(ApiError::message)?;
        Ok(incoming.reply(account))
    }

    /// The same server, asked as a linked device.
    pub fn as_device(&self, pairing: Pairing) -> DeviceClient {
        DeviceClient::new(self.clone(), pairing)
    }

    async fn instance_document(&self) -> Result<Reply<String>, ApiError> {
        let incoming = self.send(&Outgoing::get("/.well-known/countersign"), None).await?;
        let document = incoming.jwt()?.to_owned();
        Ok(incoming.reply(document))
    }

    /// Makes a request once and reads the reply; keeps its nonce.
    pub(crate) async fn send(
        &self,
        outgoing: &Outgoing<'_>,
        authorization: Option<String>,
    ) -> Result<Incoming, ApiError> {
        Incoming::read(self.open(outgoing, authorization).await?).await
    }

    /// Makes a request once, keeps the nonce of its reply, and leaves the rest to be read.
    pub(crate) async fn open(
        &self,
        outgoing: &Outgoing<'_>,
        authorization: Option<String>,
    ) -> Result<reqwest::Response, ApiError> {
        let response = outgoing.send(&self.inner.http, &self.inner.server, authorization).await?;
        let nonce = response.headers().get("cs-nonce").and_then(|nonce| nonce.to_str().ok());
        if let Some(nonce) = nonce.filter(|nonce| nonce.len() <= NONCE_LIMIT) {
            nonce.clone_into(&mut self.inner.nonce.lock().unwrap_or_else(PoisonError::into_inner));
        }
        Ok(response)
    }

    pub(crate) fn nonce(&self) -> String {
        self.inner.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn random_16(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        (self.inner.random)(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Client({})", self.inner.server)
    }
}
