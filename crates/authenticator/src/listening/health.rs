//! How a pairing stands: reachable, unknown to its server, deceived about the server's keys, or gone.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use countersign_api_client::{ApiError, DeviceClient, Reply};
use countersign_protocol::message::Revocation;
use countersign_protocol::{Origin, PinError, ProblemKind, Signer};
use countersign_vault::{AccountId, PairingState, VaultError};

use super::Paired;
use crate::Authenticator;
use crate::ports::Event;

/// The instance document is asked for at most once a minute.
const RENEWAL_PAUSE: Duration = Duration::from_mins(1);
/// How long kept keys are good without another look; the next key is announced for twice as long.
const KEYS_LAST: Duration = Duration::from_hours(12);

impl Authenticator {
    /// Asks a server as its device. A message under an unknown key makes the kept keys be renewed, and a refusal of
    /// this device's key its other pair be tried, and the request be made once more.
    pub(crate) async fn ask<T, F>(
        &self,
        paired: &Paired,
        request: impl Fn(DeviceClient) -> F,
    ) -> Result<Reply<T>, ApiError>
    where
        F: Future<Output = Result<Reply<T>, ApiError>>,
    {
        let client = self.try_client(&paired.origin)?;
        let used = paired.pop();
        let device = paired.as_device_with(&client, Arc::clone(&used));
        let mut result = self.heard(&paired.origin, request(device).await).await;
        // The pair may have been exchanged while the request was on its way.
        if is_about_key(&result)
            && (paired.pop().public() != used.public() || self.take_other_pair(paired).await)
        {
            result = self.heard(&paired.origin, request(paired.as_device(&client)).await).await;
        }
        match result {
            Err(ApiError::UnknownKey) => {
                self.renew_keys(paired).await?;
                self.heard(&paired.origin, request(paired.as_device(&client)).await).await
            }
            // Nobody signed that. A server that was set up anew knows no device either, and is another one; one that
            // has moved takes no proof for its old address.
            Err(error) if is_about_device(&error) || is_about_proof(&error) => {
                Err(self.stranger_at(paired).await.unwrap_or(error))
            }
            other => other,
        }
    }

    /// What is wrong with the keys that answer at this pairing's origin now, if they are a stranger's.
    async fn stranger_at(&self, paired: &Paired) -> Option<ApiError> {
        if !paired.may_renew(self.since_boot(), RENEWAL_PAUSE) {
            return None;
        }
        let client = self.try_client(&paired.origin).ok()?;
        match client.renew(&paired.kept()).await {
            Err(
                error @ ApiError::Instance(PinError::Stranger | PinError::OtherServer | PinError::Moved(_)),
            ) => Some(error),
            Ok(_) | Err(_) => None,
        }
    }

    /// Walks from the kept keys to the server's present ones, and keeps those.
    pub(crate) async fn renew_keys(&self, paired: &Paired) -> Result<(), ApiError> {
        if !paired.may_renew(self.since_boot(), RENEWAL_PAUSE) {
            return Err(ApiError::UnknownKey);
        }
        let client = self.try_client(&paired.origin)?;
        let (kept, instance) = self.heard(&paired.origin, client.renew(&paired.kept()).await).await?.value;
        paired.keep(kept.clone());
        Self::learn_vapid(paired, &instance);
        let mut is_in_key_store = true;
        let now = self.now();
        if let Ok(vault) = self.vault() {
            // If the disk is full the old keys stay there; they lead to the new ones again.
            let _ = vault
                .update_account(paired.account, |account| {
                    let Some(pairing) = &mut account.pairing else { return };
                    is_in_key_store = pairing.pop_key.is_none();
                    (pairing.kept_keys, pairing.kept_at) = (kept, Some(now));
                    pairing.manage_path = instance.links.manage;
                    pairing.secure_path = instance.links.secure;
                })
                .await;
        }
        if is_in_key_store {
            self.renew_pairing_entry(paired).await;
        }
        self.set_state(paired, PairingState::Active).await;
        Ok(())
    }

    /// Reads the server's keys again when that was long ago: the next one is known before it signs, and one that is no
    /// longer named is believed no more.
    pub(super) async fn renew_old_keys(&self, paired: &Paired) {
        let Ok(vault) = self.vault() else { return };
        let Ok(account) = vault.account(paired.account).await else { return };
        let Some(pairing) = account.pairing.filter(|pairing| pairing.device == paired.device) else { return };
        if pairing.kept_at.is_some_and(|at| self.now().since(at) < KEYS_LAST) {
            return;
        }
        if let Err(error) = self.renew_keys(paired).await {
            self.heed(paired, &error).await;
        }
    }

    /// The server has answered as it should.
    pub(super) async fn is_well(&self, paired: &Paired) {
        if paired.set_unreachable(false) {
            self.tell(Event::AccountsChanged);
        }
        self.set_state(paired, PairingState::Active).await;
    }

    /// Draws the consequences of a failure, but for a removal.
    pub(crate) async fn heed(&self, paired: &Paired, error: &ApiError) {
        match error {
            ApiError::Instance(PinError::Stranger | PinError::OtherServer) => {
                self.set_state(paired, PairingState::ServerChanged).await;
            }
            ApiError::Instance(PinError::Moved(origin)) => self.note_move(paired, origin).await,
            // The server is well; it is this device, or its account, that may not.
            _ if is_a_refusal(error) => {}
            // A stranger knows no device, and that says nothing.
            _ if is_about_device(error) && paired.state() == PairingState::ServerChanged => {}
            _ if is_about_device(error) => self.set_state(paired, PairingState::DeviceUnknown).await,
            _ => {
                if paired.set_unreachable(true) {
                    self.tell(Event::AccountsChanged);
                }
            }
        }
    }

    /// Drops an account whose server says, in words that are believed, that this device is removed. Whether the
    /// vault has let it go.
    pub(crate) async fn drop_account(&self, paired: &Paired, reason: Revocation) -> bool {
        let Ok(vault) = self.vault() else { return false };
        let service = match vault.account(paired.account).await {
            Ok(account) => Some(account.shown_service().to_owned()),
            Err(_) => None,
        };
        match vault.erase_account(paired.account).await {
            Ok(()) | Err(VaultError::NoSuchAccount) => {}
            Err(_) => return false,
        }
        let is_own_doing = paired.is_leaving() && reason == Revocation::Removed;
        if let Some(service) = service.filter(|_| !is_own_doing) {
            self.notice_removed(service, reason).await;
        }
        self.forget(paired).await;
        true
    }

    /// Puts a pairing out of use whose account or link is gone from the vault.
    pub(crate) async fn forget(&self, paired: &Paired) {
        self.delete_pairing_entry(&paired.origin, &paired.device).await;
        self.drop_notices_of(paired.account).await;
        self.tell(Event::AccountsChanged);
        if self.inner.questions.forget(paired.account) {
            self.tell(Event::QuestionsChanged);
        }
        let this = self.clone();
        self.spawn(async move { this.close_needless(None).await });
        // Last, because it ends the long poll, which may be what runs here.
        self.inner.pairings.remove(paired.account);
    }

    async fn set_state(&self, paired: &Paired, state: PairingState) {
        if !paired.set_state(state) {
            return;
        }
        self.store_state(paired.account, state).await;
        let service = self.service_of(paired.account).await;
        match state {
            PairingState::Active | PairingState::Unconfirmed => self.drop_notices_of(paired.account).await,
            PairingState::DeviceUnknown => self.notice_device_unknown(paired.account, service).await,
            PairingState::ServerChanged => self.notice_server_changed(paired.account, service).await,
        }
        self.tell(Event::AccountsChanged);
    }

    /// The server says under its own keys that it has another address now. The person links again there.
    async fn note_move(&self, paired: &Paired, origin: &Origin) {
        paired.set_state(PairingState::ServerChanged);
        // Without the vault, or on a full disk, it is found out again.
        let Ok(vault) = self.vault() else { return };
        let Ok(account) = vault.account(paired.account).await else { return };
        let service = account.shown_service().to_owned();
        let Some(pairing) = account.pairing.filter(|pairing| pairing.device == paired.device) else { return };
        if pairing.moved_to.as_ref() == Some(origin) {
            return;
        }
        let moved = |account: &mut countersign_vault::Account| {
            if let Some(pairing) = &mut account.pairing {
                pairing.state = PairingState::ServerChanged;
                pairing.moved_to = Some(origin.clone());
            }
        };
        if vault.update_account(paired.account, moved).await.is_err() {
            return;
        }
        self.notice_moved(paired.account, service).await;
        self.tell(Event::AccountsChanged);
    }

    /// A state that cannot be written now is found out again.
    pub(super) async fn store_state(&self, account: AccountId, state: PairingState) {
        let Ok(vault) = self.vault() else { return };
        let change = |account: &mut countersign_vault::Account| {
            if let Some(pairing) = &mut account.pairing {
                pairing.state = state;
                pairing.moved_to = None;
            }
        };
        let _ = vault.update_account(account, change).await;
    }

    pub(crate) async fn service_of(&self, account: AccountId) -> String {
        let Ok(vault) = self.vault() else { return String::new() };
        vault.account(account).await.map(|account| account.shown_service().to_owned()).unwrap_or_default()
    }
}

/// Whether a server says that it does not know this device, or its key.
fn is_about_device(error: &ApiError) -> bool {
    matches!(error.problem(), Some(ProblemKind::DeviceUnknown | ProblemKind::KeyUnknown))
}

/// Whether a server says that it knows this device by another key.
fn is_about_key<T>(result: &Result<Reply<T>, ApiError>) -> bool {
    result.as_ref().err().and_then(ApiError::problem) == Some(ProblemKind::KeyUnknown)
}

/// Whether a server takes no proof of this device, as one does that has another address.
fn is_about_proof(error: &ApiError) -> bool {
    error.problem() == Some(ProblemKind::ProofInvalid)
}

/// Whether a server says that this device, or its account, may not do something now.
fn is_a_refusal(error: &ApiError) -> bool {
    let refusals =
        [ProblemKind::KeyNotAllowed, ProblemKind::TooNew, ProblemKind::Suspended, ProblemKind::Frozen];
    error.problem().is_some_and(|problem| refusals.contains(&problem))
}
