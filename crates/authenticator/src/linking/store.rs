//! A link that is confirmed becomes an account: secrets and backup codes in one transaction, before any is shown.

use countersign_otp::{Algorithm, Digits, Generator, Period, Secret, Totp};
use countersign_protocol::message::{Account, Otp, Revoke};
use countersign_protocol::{Jws, Origin, SetupCode};
use countersign_vault::{
    AccountId, Activation, Extras, NewAccount, Pairing, PairingState, SecretBytes, Steps, Vault,
};
use zeroize::Zeroizing;

use super::claim::{Target, find};
use super::unfinished::{Claimed, Unfinished};
use crate::Authenticator;
use crate::error::Error;
use crate::key_store_entries::PairingEntry;
use crate::listening::{Paired, key};
use crate::ports::Event;
use crate::view::PendingStatus;

impl Authenticator {
    pub(super) async fn store_link(
        &self,
        unfinished: Unfinished,
        claimed: Claimed,
        account: Account,
        target: Target,
    ) -> Result<PendingStatus, Error> {
        let vault = self.vault()?;
        let document = unfinished.document();
        let _storing = self.inner.storing.lock().await;
        let target = match target {
            // Another link of the same account may have come first.
            Target::New => match find(&vault, &unfinished, &claimed).await? {
                Some(known) => Target::Again(known.id()),
                None => find_former(&vault, &unfinished.origin, account.user.as_str())
                    .await?
                    .map_or(Target::New, Target::Again),
            },
            Target::Again(_) | Target::Stored(_) => target,
        };
        let service = account.name.as_str().to_owned();
        let user = account.user.as_str().to_owned();
        let mut activation = activation(account);
        let has_backup_codes = !activation.backup_codes.is_empty();
        let pairing = self.pairing(unfinished, claimed).await?;
        let id = match target {
            Target::New => {
                let Activation { codes, offline_key, backup_codes } = activation;
                let pairing = Pairing { state: PairingState::Active, offline_key, ..pairing };
                let new = NewAccount {
                    service: service.clone(),
                    user,
                    own_names: None,
                    codes,
                    extras: Extras::default(),
                    pairing: Some(pairing),
                    backup_codes,
                };
                vault.add_account(new, Some(&document), self.now()).await?
            }
            Target::Again(id) => {
                let known = vault.account(id).await?;
                let is_former = known.extras.former_link.is_some();
                let older = known.pairing;
                // Codes that came from another device are better than none.
                if activation.codes.is_none() && is_former {
                    activation.codes = known.codes;
                }
                // Codes that nobody has kept yet still hold, unless there are new ones.
                if activation.backup_codes.is_empty() {
                    activation.backup_codes = vault.reveal_backup_codes(id).await?;
                }
                vault
                    .update_account(id, |account| {
                        account.pairing = Some(pairing);
                        account.extras.former_link = None;
                    })
                    .await?;
                vault.activate(id, activation).await?;
                vault.delete_document(&document).await?;
                self.inner.pairings.remove(id);
                self.drop_notices_of(id).await;
                if let Some(older) = older {
                    self.retire(id, older);
                }
                id
            }
            Target::Stored(id) => {
                store_again(&vault, id, activation).await?;
                vault.delete_document(&document).await?;
                id
            }
        };
        self.meet_pairings().await;
        self.tell(Event::AccountsChanged);
        Ok(PendingStatus::Done { account: id, service, has_backup_codes })
    }

    /// The vault's part of the pairing. The `pop` key goes to the key store; where that gives no place, it lies
    /// sealed in the vault, and questions come only while it is open.
    async fn pairing(&self, unfinished: Unfinished, claimed: Claimed) -> Result<Pairing, Error> {
        let keys = unfinished.keys().ok_or(Error::PendingUnknown)?;
        let Claimed { device, account } = claimed;
        let entry =
            PairingEntry::new(&unfinished.origin, &device, &account, &unfinished.kept, &keys.pop, None);
        let secret = |bytes: Zeroizing<[u8; 32]>| SecretBytes::new(bytes.to_vec());
        let pop_key = match self.put_pairing_entry(&entry).await {
            Ok(()) => None,
            Err(_) => Some(secret(keys.pop.expose_bytes())),
        };
        Ok(Pairing {
            origin: unfinished.origin,
            device,
            account,
            state: PairingState::Unconfirmed,
            kept_keys: unfinished.kept,
            kept_at: Some(self.now()),
            manage_path: unfinished.manage_path,
            secure_path: unfinished.secure_path,
            uv_key: secret(keys.uv.expose_bytes()),
            pop_key,
            offline_key: None,
            keys_made_at: Some(self.now()),
            renewal: None,
            told: Some(self.description()),
            witness: None,
            steps: Steps::default(),
            moved_to: None,
            doubt: None,
        })
    }

    /// The device that this one replaces is asked away once, beside everything else: often its server does not know
    /// it any more.
    fn retire(&self, account: AccountId, older: Pairing) {
        let this = self.clone();
        self.spawn(async move {
            let pop = match &older.pop_key {
                Some(bytes) => key(bytes.reveal()),
                None => match this.pairing_entry(&older.origin, &older.device).await {
                    Ok(Some(entry)) => entry.pop(&older.origin, &older.device),
                    Ok(None) | Err(_) => None,
                },
            };
            if let (Some(pop), Some(uv)) = (pop, key(older.uv_key.reveal())) {
                let paired = Paired::new(account, &older, pop);
                let revoke = Revoke {
                    iss: older.device.clone(),
                    aud: older.origin.clone(),
                    device: older.device.clone(),
                };
                if let (Ok(message), Ok(client)) = (Jws::sign(&revoke, &uv), this.try_client(&older.origin)) {
                    let _ = paired.as_device(&client).revoke(&older.device, message.as_str()).await;
                }
            }
            this.delete_pairing_entry(&older.origin, &older.device).await;
        });
    }
}

/// The account that was linked with this server on another device, and waits to be linked here.
async fn find_former(vault: &Vault, origin: &Origin, user: &str) -> Result<Option<AccountId>, Error> {
    let listing = vault.accounts().await?;
    let waits = |known: &&countersign_vault::Account| {
        let former = known.extras.former_link.as_ref().filter(|_| known.pairing.is_none());
        former.is_some_and(|former| former.origin == *origin && former.user == user)
    };
    Ok(listing.accounts.iter().find(waits).map(countersign_vault::Account::id))
}

/// A crash came between the transactions: whatever is there already stays.
async fn store_again(vault: &Vault, id: AccountId, activation: Activation) -> Result<(), Error> {
    let account = vault.account(id).await?;
    let is_stored = account.pairing.is_some_and(|pairing| pairing.state == PairingState::Active);
    if !is_stored {
        vault.activate(id, activation).await?;
    }
    Ok(())
}

fn activation(account: Account) -> Activation {
    Activation {
        codes: account.otp.as_ref().and_then(codes),
        offline_key: account.offline_key.map(|key| SecretBytes::new(key.expose_bytes().to_vec())),
        backup_codes: account
            .backup_codes
            .iter()
            .flatten()
            .map(SetupCode::expose_halves)
            .map(Zeroizing::new)
            .collect(),
    }
}

/// How the server wants the codes made; nothing if this version cannot make such codes.
fn codes(otp: &Otp) -> Option<Generator> {
    Some(Generator::Totp(Totp::new(
        Secret::from_base32(&otp.secret).ok()?,
        Algorithm::from_name(&otp.algorithm).ok()?,
        Digits::new(otp.digits.into()).ok()?,
        Period::from_seconds(otp.period.into()).ok()?,
    )))
}
