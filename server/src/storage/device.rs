//! Devices: claimed by a grant, activated by the person, found for each request, removed.

use countersign_protocol::message::{AccountState, Confirm, DeviceDescription, Grant, OfflineKey, Otp, VerifiedEnroll};
use countersign_protocol::{DevicePatch, PublicJwk, SetupCode};
use countersign_otp::Secret;

use super::backup_code::{FreshCodes, shown, store};
use super::code::otp_place;
use super::enrollment::{Claim, claim_by_code, claim_by_setup_code, end_stale};
use super::notice::tell;
use super::open::Conn;
use super::row::{account_id, device_id, fresh_id, from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{AccountId, DeviceId, DeviceRecord, DeviceView, Hashed, Methods, NoticeKind, lifetimes};
use crate::keys::{Place, ServerKeys, random};

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

/// What a device may fetch within ten minutes of its activation.
#[derive(Debug, Default)]
pub struct SelfSecrets {
    /// Its code secret.
    pub otp: Option<Otp>,
    /// Its key for answers without network.
    pub offline_key: Option<OfflineKey>,
    /// The backup codes, if it was the first method.
    pub backup_codes: Option<Vec<SetupCode>>,
}

/// What a device hears about itself.
#[derive(Debug)]
pub struct DeviceAccount {
    /// The device.
    pub device: DeviceRecord,
    /// What the person is called.
    pub user: String,
    /// Whether linking it switched two-step verification on.
    pub first_factor: bool,
    /// Six digits to type on the page; while unconfirmed.
    pub confirm: Option<Confirm>,
    /// How many backup codes are left.
    pub backup_codes_left: u32,
    /// Its secrets, while it may fetch them.
    pub secrets: SelfSecrets,
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
        let (outcome, account) = self
            .writer
            .run(move |conn| Box::pin(async move { claim(conn, &keys, &new, now).await }))
            .await?;
        if let Some(account) = account {
            self.wake.changed(&account);
        }
        Ok(outcome)
    }

    /// Activates a device that the consent page authorized, and was claimed just now.
    pub async fn activate_authorized(&self, device: &DeviceId, now: u64) -> Result<()> {
        let Some(record) = self.device(device).await? else { return Ok(()) };
        if record.state != Some(AccountState::Unconfirmed) {
            return Ok(());
        }
        let fresh = self.fresh_codes(&record.account).await?;
        let (keys, account) = (self.keys.clone(), record.account.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (id, account) = (record.id.as_str(), &record.account);
                    let authorized = sqlx::query!(
                        "SELECT id FROM devices WHERE id = ? AND enrollment IS NULL AND state = 'unconfirmed'",
                        id
                    );
                    if authorized.fetch_optional(&mut *conn).await?.is_none() {
                        return Ok(());
                    }
                    activate(conn, &keys, account, &record.id, &record.name, &fresh, now).await.map(|_| ())
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(())
    }

    /// The device with this id, removed ones too.
    pub async fn device(&self, device: &DeviceId) -> Result<Option<DeviceRecord>> {
        let mut conn = self.readers().acquire().await?;
        record(&mut conn, device).await
    }

    /// What a device hears about itself; remembers that it asked.
    pub async fn device_account(&self, device: &DeviceId, now: u64) -> Result<Option<DeviceAccount>> {
        let mut conn = self.readers().acquire().await?;
        let id = device.as_str();
        let row = sqlx::query!(
            "SELECT accounts.name AS user, first_factor AS \"first_factor!: bool\", confirm_sealed, otp_sealed,
                    offline_sealed, activated_at
             FROM devices JOIN accounts ON accounts.id = account WHERE devices.id = ?",
            id
        )
        .fetch_optional(&mut *conn)
        .await?;
        let (Some(row), Some(device)) = (row, record(&mut conn, device).await?) else { return Ok(None) };
        let confirm = match (device.state, row.confirm_sealed) {
            (Some(AccountState::Unconfirmed), Some(sealed)) => Some(open_confirm(&self.keys, id, &sealed)?),
            _ => None,
        };
        let fetches = row.activated_at.is_some_and(|at| from_db(at) + lifetimes::SECRETS > now);
        let secrets = if fetches && device.state == Some(AccountState::Active) {
            let backup_codes =
                if row.first_factor { shown(&mut conn, &self.keys, &device.account, now).await? } else { None };
            SelfSecrets {
                otp: row.otp_sealed.map(|sealed| open_otp(&self.keys, id, &sealed)).transpose()?,
                offline_key: row.offline_sealed.map(|sealed| open_offline(&self.keys, id, &sealed)).transpose()?,
                backup_codes,
            }
        } else {
            SelfSecrets::default()
        };
        Ok(Some(DeviceAccount {
            backup_codes_left: super::backup_code::left(&mut conn, &device.account).await?,
            device,
            user: row.user,
            first_factor: row.first_factor,
            confirm,
            secrets,
        }))
    }

    /// Remembers that a device asked for something; written at most once a minute.
    pub async fn device_seen(&self, device: &DeviceId, now: u64) -> Result<()> {
        let (id, recent) = (device.as_str(), to_db(now.saturating_sub(60)));
        let stale = sqlx::query!(
            "SELECT id FROM devices WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ?)",
            id,
            recent
        );
        if stale.fetch_optional(self.readers()).await?.is_none() {
            return Ok(());
        }
        let id = device.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let at = to_db(now);
                    sqlx::query!("UPDATE devices SET last_seen_at = ? WHERE id = ?", at, id).execute(conn).await?;
                    Ok(())
                })
            })
            .await
    }

    /// A device changes what it says about itself.
    pub async fn patch_device(&self, device: &DeviceId, patch: DevicePatch) -> Result<()> {
        let id = device.to_string();
        let name = patch.name.map(String::from);
        let versions = patch.versions.map(|versions| serde_json::json!(versions).to_string());
        let capabilities = patch.capabilities.map(|all| serde_json::json!(all).to_string());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!(
                        "UPDATE devices
                         SET name = COALESCE(?, name), app = COALESCE(?, app), versions = COALESCE(?, versions),
                             capabilities = COALESCE(?, capabilities)
                         WHERE id = ?",
                        name,
                        patch.app,
                        versions,
                        capabilities,
                        id
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await
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
    let same = sqlx::query_scalar!("SELECT id FROM devices WHERE message = ? AND linked_at > ?", message, recent);
    if let Some(id) = same.fetch_optional(&mut *conn).await? {
        return Ok((EnrollOutcome::Linked(device_id(&id)?), None));
    }
    if seen(conn, &new.pop).await? || seen(conn, &new.uv).await? {
        return Ok((EnrollOutcome::KeysSeen, None));
    }
    let described = &new.message.message().device;
    let claim = match &new.message.message().grant {
        Grant::Code { code } => claim_by_code(conn, Hashed::of(&code.expose_text()), now).await?,
        Grant::Typed { user, setup_code } => claim_by_setup_code(conn, keys, user, setup_code, now).await?,
        Grant::Authorization { authorization_code, code_verifier, redirect_uri } => {
            let bound = super::authorization::Bound {
                jkt: new.pop.thumbprint(),
                challenge: countersign_protocol::Digest::of(code_verifier.as_bytes()),
                redirect_uri,
                device_name: described.name.as_str(),
                platform: &described.platform,
            };
            super::authorization::claim(conn, Hashed::of(&authorization_code.expose_text()), &bound, now).await?
        }
    };
    let (account, enrollment) = match claim {
        Claim::Taken { account, enrollment } => (account, enrollment),
        Claim::Invalid => return Ok((EnrollOutcome::CodeInvalid, None)),
        Claim::Used => return Ok((EnrollOutcome::CodeUsed, None)),
    };
    if with_codes(conn, &account).await? >= Methods::WITH_CODES {
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
    let (message, account, name) = (identity.as_bytes().as_slice(), account.as_str(), described.name.as_str());
    let protection = json(serde_json::json!(described.key_protection));
    let versions = json(serde_json::json!(described.versions));
    let capabilities = json(serde_json::json!(described.capabilities));
    let (pop, uv) = (json(serde_json::json!(new.pop)), json(serde_json::json!(new.uv)));
    let (pop_thumbprint, uv_thumbprint) = (new.pop.thumbprint(), new.uv.thumbprint());
    let (pop_thumbprint, uv_thumbprint) = (pop_thumbprint.as_bytes().as_slice(), uv_thumbprint.as_bytes().as_slice());
    let at = to_db(now);
    sqlx::query!(
        "INSERT INTO devices (id, account, enrollment, message, name, platform, key_protection, app, versions,
                              capabilities, pop, uv, pop_thumbprint, uv_thumbprint, state, first_factor,
                              confirm_sealed, linked_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'unconfirmed',
                 (SELECT two_step_since IS NULL FROM accounts WHERE id = ?2), ?, ?)",
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
        confirm,
        at,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// A device begins to count: gets its secrets; if it is the first method, two-step verification is on from now on.
/// True if it was the first.
pub(super) async fn activate(
    conn: &mut Conn,
    keys: &ServerKeys,
    account: &AccountId,
    device: &DeviceId,
    name: &str,
    fresh: &FreshCodes,
    now: u64,
) -> Result<bool> {
    let (id, owner, at) = (device.as_str(), account.as_str(), to_db(now));
    let otp = keys.seal(&otp_place(id), &random::<20>());
    let offline = keys.seal(&offline_place(id), &random::<32>());
    let first = switch_on(conn, keys, account, fresh, now).await?;
    sqlx::query!(
        "UPDATE devices
         SET state = 'active', activated_at = ?, otp_sealed = ?, offline_sealed = ?, confirm_sealed = NULL,
             first_factor = ?
         WHERE id = ? AND account = ? AND state = 'unconfirmed'",
        at,
        otp,
        offline,
        first,
        id,
        owner
    )
    .execute(&mut *conn)
    .await?;
    tell(conn, account, NoticeKind::DeviceAdded, name, now).await?;
    Ok(first)
}

/// Switches two-step verification on if it is off, with ten backup codes; true if it was off.
pub(super) async fn switch_on(
    conn: &mut Conn,
    keys: &ServerKeys,
    account: &AccountId,
    fresh: &FreshCodes,
    now: u64,
) -> Result<bool> {
    let (owner, at) = (account.as_str(), to_db(now));
    let switched =
        sqlx::query!("UPDATE accounts SET two_step_since = ? WHERE id = ? AND two_step_since IS NULL", at, owner);
    let first = switched.execute(&mut *conn).await?.rows_affected() == 1;
    if first {
        store(conn, keys, account, fresh, now).await?;
    }
    Ok(first)
}

/// Removes a device: its secrets go, its approvals that are not used up are worth nothing.
pub(super) async fn revoke(conn: &mut Conn, device: &str, reason: &str, now: u64) -> Result<bool> {
    let at = to_db(now);
    let revoked = sqlx::query!(
        "UPDATE devices
         SET state = 'revoked', revoked_at = ?, revocation = ?, otp_sealed = NULL, offline_sealed = NULL,
             confirm_sealed = NULL
         WHERE id = ? AND state <> 'revoked'",
        at,
        reason,
        device
    );
    if revoked.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled' WHERE decided_by = ? AND state = 'approved'",
        device
    )
    .execute(conn)
    .await?;
    Ok(true)
}

/// How many methods with codes an account has, devices on their way included.
pub(super) async fn with_codes(conn: &mut Conn, account: &AccountId) -> Result<usize> {
    let account = account.as_str();
    let number = sqlx::query_scalar!(
        "SELECT (SELECT COUNT(*) FROM devices WHERE account = ?1 AND state = 'active')
              + (SELECT COUNT(*) FROM authenticators WHERE account = ?1 AND state = 'active') AS \"number!: i64\"",
        account
    );
    Ok(usize::try_from(number.fetch_one(conn).await?).unwrap_or(usize::MAX))
}

async fn seen(conn: &mut Conn, key: &PublicJwk) -> Result<bool> {
    let thumbprint = key.thumbprint();
    let bytes = thumbprint.as_bytes().as_slice();
    let found = sqlx::query!("SELECT id FROM devices WHERE pop_thumbprint = ?1 OR uv_thumbprint = ?1", bytes);
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Active devices as the page shows them.
pub(super) async fn views(conn: &mut Conn, account: &AccountId) -> Result<Vec<DeviceView>> {
    let account = account.as_str();
    let rows = sqlx::query!(
        "SELECT id, name, platform, key_protection, linked_at, last_seen_at, last_answer_at FROM devices
         WHERE account = ? AND state = 'active' ORDER BY linked_at, id",
        account
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(DeviceView {
                id: device_id(&row.id)?,
                name: row.name,
                platform: row.platform,
                key_protection: row.key_protection,
                state: AccountState::Active,
                linked_at: from_db(row.linked_at),
                last_seen_at: row.last_seen_at.map(from_db),
                last_answer_at: row.last_answer_at.map(from_db),
            })
        })
        .collect()
}

async fn record(conn: &mut Conn, device: &DeviceId) -> Result<Option<DeviceRecord>> {
    let id = device.as_str();
    let row = sqlx::query!(
        "SELECT account, name, pop, uv, state, revocation, revoked_at, linked_at FROM devices WHERE id = ?",
        id
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key = |json: &str, column| serde_json::from_str(json).map_err(|_| StorageError::row("devices", column, id));
    Ok(Some(DeviceRecord {
        id: device.clone(),
        account: account_id(&row.account)?,
        name: row.name,
        pop: key(&row.pop, "pop")?,
        uv: key(&row.uv, "uv")?,
        state: match row.state.as_str() {
            "unconfirmed" => Some(AccountState::Unconfirmed),
            "active" => Some(AccountState::Active),
            "revoked" => None,
            _ => return Err(StorageError::row("devices", "state", id)),
        },
        revocation: row.revocation,
        revoked_at: row.revoked_at.map(from_db),
        linked_at: from_db(row.linked_at),
    }))
}

pub(super) fn confirm_place(device: &str) -> Place<'_> {
    Place { table: "devices", column: "confirm", id: device }
}

fn offline_place(device: &str) -> Place<'_> {
    Place { table: "devices", column: "offline", id: device }
}

fn open_confirm(keys: &ServerKeys, id: &str, sealed: &[u8]) -> Result<Confirm> {
    let damaged = || StorageError::row("devices", "confirm_sealed", id);
    let digits = keys.open(&confirm_place(id), sealed).map_err(|_| damaged())?;
    std::str::from_utf8(&digits).ok().and_then(Confirm::parse).ok_or_else(damaged)
}

fn open_otp(keys: &ServerKeys, id: &str, sealed: &[u8]) -> Result<Otp> {
    let damaged = || StorageError::row("devices", "otp_sealed", id);
    let secret = keys.open(&otp_place(id), sealed).map_err(|_| damaged())?;
    let secret = Secret::from_bytes(secret.to_vec()).map_err(|_| damaged())?;
    Ok(Otp { secret: secret.reveal_base32().to_string(), algorithm: "SHA1".into(), digits: 6, period: 30 })
}

fn open_offline(keys: &ServerKeys, id: &str, sealed: &[u8]) -> Result<OfflineKey> {
    let damaged = || StorageError::row("devices", "offline_sealed", id);
    let key = keys.open(&offline_place(id), sealed).map_err(|_| damaged())?;
    Ok(OfflineKey::from_bytes(key.as_slice().try_into().map_err(|_| damaged())?))
}

/// Ends enrollments and devices whose five minutes are over, on the way to reading them.
pub(super) async fn tidy(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    end_stale(conn, account, now).await
}
