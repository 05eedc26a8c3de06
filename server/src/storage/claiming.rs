//! Claiming: a device that is not linked yet uses its grant up, once.

use countersign_protocol::PublicJwk;
use countersign_protocol::message::{DeviceDescription, Grant, VerifiedEnroll};

use super::authorization::{self, Bound};
use super::device::{confirm_place, is_full};
use super::enrollment::{Claim, claim_by_code, claim_by_setup_code};
use super::open::Conn;
use super::row::{device_id, fresh_id, to_db};
use super::{Result, Storage};
use crate::domain::{AccountId, DeviceId, Hashed, lifetimes};
use crate::keys::{ServerKeys, random};

/// A device that wants to be linked, its proofs checked.
pub type NewDevice = VerifiedEnroll;

/// What came of a device's wish to be linked.
#[derive(Debug)]
pub enum EnrollOutcome {
    /// It is claimed, or was by the same message before.
    Linked(DeviceId),
    /// The code is unknown, over or wrong, or there is no such person.
    CodeInvalid,
    /// Somebody else used the code.
    CodeUsed,
    /// One of the keys was seen before.
    KeysSeen,
    /// The account has five methods with codes.
    TooMany,
}

impl Storage {
    /// Links a device: claims its grant by one conditional statement. The same message gets the same device.
    pub async fn enroll(&self, new: NewDevice, now: u64) -> Result<EnrollOutcome> {
        if let Grant::Typed { user, setup_code } = &new.message.message().grant
            && let Some(outcome) = self.try_setup_code(user, setup_code, new.message.identity(), now).await?
        {
            return Ok(outcome);
        }
        let keys = self.keys.clone();
        // Codes for an account that this may switch on; whose it is, the transaction finds out.
        let (outcome, account) =
            self.writer.run(move |conn| Box::pin(async move { claim(conn, &keys, &new, now).await })).await?;
        if let Some(account) = account {
            self.wake.changed(&account);
        }
        Ok(outcome)
    }
}

async fn claim(
    conn: &mut Conn,
    keys: &ServerKeys,
    new: &NewDevice,
    now: u64,
) -> Result<(EnrollOutcome, Option<AccountId>)> {
    let (identity, recent) = (new.message.identity(), to_db(now.saturating_sub(lifetimes::UNCONFIRMED)));
    let message = identity.as_bytes().as_slice();
    let same =
        sqlx::query_scalar!("SELECT id FROM devices WHERE message = ? AND linked_at > ?", message, recent);
    if let Some(id) = same.fetch_optional(&mut *conn).await? {
        return Ok((EnrollOutcome::Linked(device_id(&id)?), None));
    }
    if is_seen(conn, &new.pop).await? || is_seen(conn, &new.uv).await? {
        return Ok((EnrollOutcome::KeysSeen, None));
    }
    let described = &new.message.message().device;
    let claim = match &new.message.message().grant {
        Grant::Code { code } => claim_by_code(conn, Hashed::of(&code.expose_text()), now).await?,
        Grant::Typed { user, setup_code } => claim_by_setup_code(conn, keys, user, setup_code, now).await?,
        Grant::Authorization { authorization_code, code_verifier, redirect_uri } => {
            let bound = Bound {
                jkt: new.pop.thumbprint(),
                challenge: countersign_protocol::Digest::of(code_verifier.as_bytes()),
                redirect_uri,
                device_name: described.name.as_str(),
                platform: &described.platform,
            };
            authorization::claim(conn, Hashed::of(&authorization_code.expose_text()), &bound, now).await?
        }
    };
    let (account, enrollment) = match claim {
        Claim::Taken { account, enrollment } => (account, enrollment),
        Claim::Invalid => return Ok((EnrollOutcome::CodeInvalid, None)),
        Claim::Used => return Ok((EnrollOutcome::CodeUsed, None)),
    };
    if is_full(conn, &account).await? {
        return Ok((EnrollOutcome::TooMany, None));
    }
    let id = insert(conn, keys, new, described, &account, enrollment.as_deref(), now).await?;
    Ok((EnrollOutcome::Linked(device_id(&id)?), Some(account)))
}

async fn insert(
    conn: &mut Conn,
    keys: &ServerKeys,
    new: &NewDevice,
    described: &DeviceDescription,
    account: &AccountId,
    enrollment: Option<&str>,
    now: u64,
) -> Result<String> {
    let (id, identity) = (fresh_id(), new.message.identity());
    let json = |value: serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let digits = u32::from_be_bytes(random()) % 1_000_000;
    let confirm = enrollment.map(|_| keys.seal(&confirm_place(&id), format!("{digits:06}").as_bytes()));
    let (message, account, name) =
        (identity.as_bytes().as_slice(), account.as_str(), described.name.as_str());
    let protection = json(serde_json::json!(described.key_protection));
    let versions = json(serde_json::json!(described.versions));
    let capabilities = json(serde_json::json!(described.capabilities));
    let (pop, uv) = (json(serde_json::json!(new.pop)), json(serde_json::json!(new.uv)));
    let (pop_thumbprint, uv_thumbprint) = (new.pop.thumbprint(), new.uv.thumbprint());
    let (pop_thumbprint, uv_thumbprint) =
        (pop_thumbprint.as_bytes().as_slice(), uv_thumbprint.as_bytes().as_slice());
    let at = to_db(now);
    sqlx::query!(
        "INSERT INTO devices (id, account, enrollment, message, name, platform, key_protection, app, versions,
                              capabilities, pop, uv, pop_thumbprint, uv_thumbprint, state, first_factor,
                              confirm_sealed, linked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'unconfirmed',
                 (SELECT two_step_since IS NULL FROM accounts WHERE id = ?), ?, ?)",
        id,
        account,
        enrollment,
        message,
        name,
        described.platform,
        protection,
        described.app,
        versions,
        capabilities,
        pop,
        uv,
        pop_thumbprint,
        uv_thumbprint,
        account,
        confirm,
        at,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Whether a device has this key, or had it.
async fn is_seen(conn: &mut Conn, key: &PublicJwk) -> Result<bool> {
    let thumbprint = key.thumbprint();
    let bytes = thumbprint.as_bytes().as_slice();
    let found = sqlx::query!(
        "SELECT id FROM devices WHERE pop_thumbprint = ?1 OR uv_thumbprint = ?1
         UNION ALL
         SELECT device FROM former_keys WHERE thumbprint = ?1",
        bytes
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}
