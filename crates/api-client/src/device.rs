//! Asking a server as a linked device: every request proved by `pop`, every answer believed under a kept key only.

use std::sync::Arc;

use countersign_protocol::message::{Account, Request, Step, VerifiedChallenge, authorization};
use countersign_protocol::push::PushSubscription;
use countersign_protocol::{
    AccountId, ChallengeId, ChallengeStatus, DeviceId, DeviceList, DevicePatch, Digest, JournalPage, Jws,
    JwsError, KeptKeys, ProblemKind, RequestId, Signer,
};
use reqwest::StatusCode;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::error::ApiError;
use crate::events::Events;
use crate::exchange::{Incoming, Outgoing};
use crate::poll::{ETag, Polled, Wait};
use crate::reply::Reply;

const SELF: &str = "/api/v1/self";
const CHALLENGES: &str = "/api/v1/challenges";
const JOURNAL: &str = "/api/v1/journal";
const DEVICES: &str = "/api/v1/devices";
const EVENTS: &str = "/api/v1/events";
const PUSH: &str = "/api/v1/self/push";

/// What ties a device to its server, as far as requests need it.
#[derive(Clone)]
pub struct Pairing {
    /// The device, as the server names it.
    pub device: DeviceId,
    /// The account.
    pub account: AccountId,
    /// The server's keys that are believed.
    pub kept: KeptKeys,
    /// The key that proves requests.
    pub pop: Arc<dyn Signer>,
}

/// HTTP to one server as one device. Cheap to clone.
#[derive(Clone)]
pub struct DeviceClient {
    client: Client,
    pairing: Pairing,
    step: Option<Step>,
}

impl DeviceClient {
    pub(crate) fn new(client: Client, pairing: Pairing) -> Self {
        Self { client, pairing, step: None }
    }

    /// The same device, whose requests say this step; it was written down before.
    #[must_use]
    pub fn with_step(self, step: Option<Step>) -> Self {
        Self { step, ..self }
    }

    /// The client underneath, to renew the kept keys with.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The device that asks.
    pub fn device(&self) -> &DeviceId {
        &self.pairing.device
    }

    /// The same device with renewed keys of the server.
    #[must_use]
    pub fn with_kept_keys(&self, kept: KeptKeys) -> Self {
        Self { pairing: Pairing { kept, ..self.pairing.clone() }, ..self.clone() }
    }

    /// The state of this device and its account, and for ten minutes after activation its secrets.
    pub async fn account(
        &self,
        wait: Wait,
        known: Option<&ETag>,
    ) -> Result<Reply<Polled<Account>>, ApiError> {
        let incoming = self.ask(&Outgoing::poll(SELF, wait, known)).await?;
        polled(&incoming, |text| {
            let account = self.pairing.kept.verify_account(text, self.pairing.pop.public().thumbprint())?;
            let ours = account.aud == self.pairing.device && account.acct == self.pairing.account;
            if ours { Ok(account) } else { Err(JwsError::Member("aud")) }
        })
    }

    /// The challenge that is pending, if one is.
    pub async fn challenge(
        &self,
        wait: Wait,
        known: Option<&ETag>,
    ) -> Result<Reply<Polled<VerifiedChallenge>>, ApiError> {
        let incoming = self.ask(&Outgoing::poll(CHALLENGES, wait, known)).await?;
        polled(&incoming, |text| self.pairing.kept.verify_challenge(text, &self.pairing.account))
    }

    /// Where a challenge stands.
    pub async fn challenge_status(&self, cid: ChallengeId) -> Result<Reply<ChallengeStatus>, ApiError> {
        let incoming = self.ask(&Outgoing::get(&format!("{CHALLENGES}/{cid}"))).await?;
        of_challenge(&incoming, cid)
    }

    /// Sends an answer: `message` is the stored `cs-answer+jwt`, the same one at each try.
    pub async fn answer(&self, cid: ChallengeId, message: &str) -> Result<Reply<ChallengeStatus>, ApiError> {
        let incoming = self.ask(&Outgoing::post_jwt(&format!("{CHALLENGES}/{cid}"), message)).await?;
        of_challenge(&incoming, cid)
    }

    /// The entries of the account's journal after this number, the oldest first.
    pub async fn journal(&self, after: u64) -> Result<Reply<JournalPage>, ApiError> {
        let incoming = self.ask(&Outgoing::get_after(JOURNAL, after)).await?;
        Ok(incoming.reply(incoming.json()?))
    }

    /// The devices of the account.
    pub async fn devices(&self) -> Result<Reply<DeviceList>, ApiError> {
        let incoming = self.ask(&Outgoing::get(DEVICES)).await?;
        Ok(incoming.reply(incoming.json()?))
    }

    /// Asks to remove a device, this one or another: `message` is the stored `cs-revoke+jwt`. If the device is gone
    /// already and it was this one, the answer is [`ApiError::Revoked`].
    pub async fn revoke(&self, device: &DeviceId, message: &str) -> Result<Reply<()>, ApiError> {
        let path = format!("{DEVICES}/{device}/revoke");
        let incoming = self.ask(&Outgoing::post_jwt(&path, message)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Stops all sign-ins of the account: `message` is the stored `cs-freeze+jwt`.
    pub async fn freeze(&self, message: &str) -> Result<Reply<()>, ApiError> {
        let incoming = self.ask(&Outgoing::post_jwt("/api/v1/self/freeze", message)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Lets sign-ins of the account go on: `message` is the stored `cs-unlock+jwt`.
    pub async fn unlock(&self, message: &str) -> Result<Reply<()>, ApiError> {
        let incoming = self.ask(&Outgoing::post_jwt("/api/v1/self/unlock", message)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Exchanges the keys of this device: `message` is the stored `cs-keys+jwt`, the same one at each try.
    pub async fn exchange_keys(&self, message: &str) -> Result<Reply<()>, ApiError> {
        let incoming = self.ask(&Outgoing::put_jwt("/api/v1/self/keys", message)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Tells the server what changed about this device.
    pub async fn change(&self, patch: &DevicePatch) -> Result<Reply<()>, ApiError> {
        let json = serde_json::to_string(patch).expect("a patch is a plain structure");
        let incoming = self.ask(&Outgoing::patch_json(SELF, &json)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Tells the server where it can wake this device from now on, in the place of what it was told before. A server
    /// that wakes nobody answers [`ProblemKind::NotFound`].
    pub async fn subscribe(&self, to: &PushSubscription) -> Result<Reply<()>, ApiError> {
        let json = Zeroizing::new(serde_json::to_string(to).expect("four texts"));
        let incoming = self.ask(&Outgoing::put_json(PUSH, &json)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Asks the server to wake this device no more; it need not have done so before.
    pub async fn unsubscribe(&self) -> Result<Reply<()>, ApiError> {
        let incoming = self.ask(&Outgoing::delete(PUSH)).await?;
        Ok(incoming.reply(incoming.nothing()?))
    }

    /// Opens the server's event stream, if it offers one (`Instance::offers_events`).
    pub async fn events(&self) -> Result<Events, ApiError> {
        let outgoing = Outgoing::stream(EVENTS);
        let mut opened = self.open_stream(&outgoing).await?;
        if opened.as_ref().is_err_and(wants_another_proof) {
            opened = self.open_stream(&outgoing).await?;
        }
        match opened {
            Ok(events) => Ok(events),
            Err(incoming) => Err(self.unless_gone(incoming)?.refusal()),
        }
    }

    /// Makes a request, once more with a fresh proof if the server did not like the first one's.
    async fn ask(&self, outgoing: &Outgoing<'_>) -> Result<Incoming, ApiError> {
        let mut incoming = self.client.send(outgoing, Some(self.prove(outgoing)?)).await?;
        if wants_another_proof(&incoming) {
            incoming = self.client.send(outgoing, Some(self.prove(outgoing)?)).await?;
        }
        self.unless_gone(incoming)
    }

    /// The stream, or what came instead.
    async fn open_stream(&self, outgoing: &Outgoing<'_>) -> Result<Result<Events, Incoming>, ApiError> {
        let response = self.client.open(outgoing, Some(self.prove(outgoing)?)).await?;
        match Events::of(response) {
            Ok(events) => Ok(Ok(events)),
            Err(response) => Ok(Err(Incoming::read(*response).await?)),
        }
    }

    /// A reply that does not say, in words that are believed, that this device is removed.
    fn unless_gone(&self, incoming: Incoming) -> Result<Incoming, ApiError> {
        let Some(gone) = incoming.gone() else { return Ok(incoming) };
        match self.pairing.kept.verify_revoked(gone, &self.pairing.device) {
            Ok(revoked) => Err(ApiError::Revoked(revoked)),
            Err(JwsError::OtherKey) => Err(ApiError::UnknownKey),
            Err(_) => Err(incoming.refusal()),
        }
    }

    fn prove(&self, outgoing: &Outgoing<'_>) -> Result<String, ApiError> {
        let request = Request {
            iss: self.pairing.device.clone(),
            htm: outgoing.method.as_str().to_owned(),
            htu: self.client.server().at(outgoing.path),
            jti: RequestId::from_bytes(self.client.random_16()),
            nonce: self.client.nonce(),
            body_sha256: outgoing.body.map(|(_, body)| Digest::of(body.as_bytes())),
            step: self.step,
        };
        Ok(authorization(&Jws::sign(&request, &*self.pairing.pop)?))
    }
}

impl std::fmt::Debug for DeviceClient {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DeviceClient({}, {})", self.client.server(), self.pairing.device)
    }
}

/// Whether the server did not like the proof, and a fresh one may do.
fn wants_another_proof(incoming: &Incoming) -> bool {
    let problem = incoming.problem().and_then(|problem| problem.known());
    matches!(problem, Some(ProblemKind::NonceStale | ProblemKind::ProofInvalid | ProblemKind::ProofReplayed))
}

fn polled<T>(
    incoming: &Incoming,
    believe: impl FnOnce(&str) -> Result<T, JwsError>,
) -> Result<Reply<Polled<T>>, ApiError> {
    let polled = match incoming.status {
        StatusCode::NO_CONTENT => Polled::Nothing,
        StatusCode::NOT_MODIFIED => Polled::Unchanged,
        _ => {
            let value = believe(incoming.jwt()?).map_err(ApiError::message)?;
            Polled::Now { value, etag: incoming.etag() }
        }
    };
    Ok(incoming.reply(polled))
}

fn of_challenge(incoming: &Incoming, cid: ChallengeId) -> Result<Reply<ChallengeStatus>, ApiError> {
    let status: ChallengeStatus = incoming.json()?;
    if status.cid != cid {
        return Err(ApiError::NotCountersign { status: incoming.status.as_u16() });
    }
    Ok(incoming.reply(status))
}
