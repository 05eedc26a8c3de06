//! From the signed message to an account: claimed at the server, checked against what is linked already,
//! activated, stored. A crash at any point is picked up from the document in the vault.

use std::time::Duration;

use countersign_api_client::ApiError;
use countersign_protocol::limits::ENROLLMENT_SECONDS;
use countersign_protocol::message::{Account, AccountState, Revoke};
use countersign_protocol::{Jws, JwsError, ProblemKind, Signer};
use countersign_vault::{AccountId, Pairing, PairingState, Vault};
use tokio::time::sleep;

use super::unfinished::{Claimed, NewKeys, Unfinished};
use crate::Authenticator;
use crate::backoff::Backoff;
use crate::error::Error;
use crate::view::{PendingId, PendingStatus};

/// Where the account goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// It is a new one.
    New,
    /// An account of this server that lost its link, or its codes.
    Again(AccountId),
    /// This very device was stored before a crash.
    Stored(AccountId),
}

impl Authenticator {
    /// Finishes a link; `shown` is the pending whose screen the person sees, if one does.
    pub(super) async fn finish(
        &self,
        mut unfinished: Unfinished,
        shown: Option<PendingId>,
    ) -> Result<PendingStatus, Error> {
        let Some(keys) = unfinished.keys() else {
            self.discard(&unfinished).await;
            return Err(Error::PendingUnknown);
        };
        let (claimed, account) = if let Some(claimed) = unfinished.claimed.clone() {
            (claimed, None)
        } else {
            let account = self.claim(&unfinished, &keys).await?;
            let claimed = Claimed { device: account.aud.clone(), account: account.acct.clone() };
            unfinished.claimed = Some(claimed.clone());
            self.put_unfinished(&unfinished).await?;
            (claimed, Some(account))
        };
        let target = self.find_target(&unfinished, &claimed, &keys, account.as_ref()).await?;
        let account = self.await_activation(&mut unfinished, &claimed, keys, account, shown).await?;
        self.store_link(unfinished, claimed, account, target).await
    }

    /// Sends the message until the server has decided; the same bytes get the same device.
    async fn claim(&self, unfinished: &Unfinished, keys: &NewKeys) -> Result<Account, Error> {
        let origin = &unfinished.origin;
        let until = self.since_boot() + Duration::from_secs(ENROLLMENT_SECONDS);
        let pop = keys.pop.public().thumbprint();
        let mut backoff = Backoff::default();
        loop {
            let sent = async {
                let client = self.try_client(origin)?;
                let reply = client.enroll(&unfinished.message, &unfinished.kept, pop).await;
                self.heard(origin, reply).await
            };
            let error = match sent.await {
                Ok(reply) => return Ok(reply.value),
                Err(error) => error,
            };
            let may_arrive = error.is_temporary() && error.problem() != Some(ProblemKind::SlowDown);
            if may_arrive && self.since_boot() < until {
                sleep(backoff.next(error.retry_after())).await;
                continue;
            }
            self.discard(unfinished).await;
            return Err(match error {
                ApiError::Message(JwsError::Member("cnf")) => Error::Swapped,
                other => Error::server(origin)(other),
            });
        }
    }

    /// Looks whether the account is linked already. An unconfirmed device then just dies, before anybody has seen
    /// its six digits; one that is active already is removed again.
    async fn find_target(
        &self,
        unfinished: &Unfinished,
        claimed: &Claimed,
        keys: &NewKeys,
        account: Option<&Account>,
    ) -> Result<Target, Error> {
        let vault = self.vault()?;
        let Some(known) = find(&vault, unfinished, claimed).await? else { return Ok(Target::New) };
        let pairing = known.pairing.as_ref();
        if pairing.is_some_and(|pairing| pairing.device == claimed.device) {
            return Ok(Target::Stored(known.id()));
        }
        let is_active = pairing.is_some_and(|pairing| pairing.state == PairingState::Active);
        if !is_active || known.codes.is_none() {
            return Ok(Target::Again(known.id()));
        }
        let is_unconfirmed = account.is_some_and(|account| account.state == AccountState::Unconfirmed);
        if !is_unconfirmed {
            match self.remove_new_device(unfinished, claimed, keys).await {
                // The older device is gone, and this one is all that the account has.
                Err(error) if error.problem() == Some(ProblemKind::LastMethod) => {
                    return Ok(Target::Again(known.id()));
                }
                // Its document stays, so the next start tries again.
                Err(error) if error.is_temporary() => return Err(Error::AlreadyLinked(known.id())),
                Ok(()) | Err(_) => {}
            }
        }
        self.discard(unfinished).await;
        Err(Error::AlreadyLinked(known.id()))
    }

    async fn remove_new_device(
        &self,
        unfinished: &Unfinished,
        claimed: &Claimed,
        keys: &NewKeys,
    ) -> Result<(), ApiError> {
        let device = &claimed.device;
        let revoke = Revoke { iss: device.clone(), aud: unfinished.origin.clone(), device: device.clone() };
        let message = Jws::sign(&revoke, &keys.uv)?;
        let pop = unfinished.keys().map(|keys| keys.pop.into()).ok_or(ApiError::UnknownKey)?;
        let client = self.try_client(&unfinished.origin)?;
        let as_device = unfinished.as_device(&client, claimed, &pop);
        self.heard(&unfinished.origin, as_device.revoke(device, message.as_str()).await).await?;
        Ok(())
    }
}

/// The account in the vault that is this one.
pub(super) async fn find(
    vault: &Vault,
    unfinished: &Unfinished,
    claimed: &Claimed,
) -> Result<Option<countersign_vault::Account>, Error> {
    let is_same =
        |pairing: &Pairing| pairing.origin == unfinished.origin && pairing.account == claimed.account;
    let listing = vault.accounts().await?;
    let known = listing.accounts.iter().find(|known| known.pairing.as_ref().is_some_and(is_same));
    match known {
        Some(known) => Ok(Some(vault.account(known.id()).await?)),
        None => Ok(None),
    }
}
