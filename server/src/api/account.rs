//! The account as one of its devices hears it: `cs-account+jwt`.

use countersign_protocol as protocol;
use countersign_protocol::message::{Account, AccountState, Approval, Confirmation};
use countersign_protocol::{Digest, Jws, PersonText};

use super::error::ApiError;
use super::revoked::standing;
use crate::AppState;
use crate::domain::{DeviceId, Policy, lifetimes};
use crate::storage::{DeviceAccount, SelfSecrets};

/// What a device hears about itself, and a tag that changes with it.
pub(super) struct Told {
    pub(super) account: Account,
    pub(super) tag: Digest,
}

/// What the device hears now; `None` for a device that is not known. Secrets only while it may fetch them.
pub(super) async fn tell(state: &AppState, device: &DeviceId) -> Result<Option<Told>, ApiError> {
    let now = state.now();
    // Ends a device whose five minutes are over, so that it hears that it is gone.
    state.storage.device(device, now).await?;
    let Some(known) = state.storage.device_account(device, now).await? else { return Ok(None) };
    let account = account(state, known, now)?;
    let content =
        serde_json::to_string(&Account { iat: 0, ..account.clone() }).map_err(ApiError::unexpected)?;
    // Under a key, because the content has secrets in it and tags stand in headers.
    let tag = Digest::from_bytes(state.keys.mac("etag", device.as_str(), &content));
    Ok(Some(Told { account, tag }))
}

fn account(state: &AppState, known: DeviceAccount, now: u64) -> Result<Account, ApiError> {
    let standing = standing(state, &known.device, now)?;
    let SelfSecrets { otp, offline_key, backup_codes } = known.secrets;
    let is_active = standing == AccountState::Active;
    let approval = match known.policy {
        Policy::Tap => Approval::Tap,
        Policy::Adaptive => Approval::Adaptive,
        Policy::Strict => Approval::Strict,
    };
    Ok(Account {
        iss: state.rules.origin.clone(),
        aud: known.device.id,
        iat: now,
        copied_at: known.device.copied_at.filter(|at| is_active && at + lifetimes::COPY_SHOWN > now),
        acct: known.device.account,
        name: state.rules.name.clone(),
        user: PersonText::parse(&known.user).map_err(ApiError::unexpected)?,
        state: standing,
        first_factor: known.first_factor,
        cnf: Confirmation { jkt: known.device.pop.thumbprint() },
        policy: protocol::message::Policy { approval },
        confirm: known.confirm,
        backup_codes_left: is_active.then_some(known.backup_codes_left),
        epoch: is_active.then_some(known.witnessed.epoch),
        journal_head: known.witnessed.head.filter(|_| is_active),
        otp,
        offline_key,
        backup_codes,
    })
}

/// Signs what a device hears.
pub(super) fn sign(state: &AppState, account: &Account) -> Result<String, ApiError> {
    let signed = Jws::sign(account, &*state.keys.instance(account.iat)).map_err(ApiError::unexpected)?;
    Ok(signed.into_string())
}
