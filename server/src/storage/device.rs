//! Devices: activated by the person, found for each request, removed.

use countersign_otp::Secret;
use countersign_protocol::message::{AccountState, Confirm, OfflineKey, Otp};
use countersign_protocol::{DevicePatch, Digest, SetupCode};

use super::backup_code::{FreshCodes, shown, store};
use super::ceremony::end_passkeys_under_way;
use super::challenge::expire;
use super::code::otp_place;
use super::enrollment::end_stale;
use super::journal::{Told, Witnessed, enter, witnessed};
use super::mail::{Behind, post_undo};
use super::notice::note;
use super::open::Conn;
use super::policy::policies;
use super::row::{account_id, device_id, from_db, to_db};
use super::tombstone::bury;
use super::{Result, Storage, StorageError};
use crate::domain::{
    AccountId, DeviceId, DeviceRecord, DeviceView, Joined, JournalKind, MailKind, MethodKind, Methods,
    NoticeKind, Policy, Reason, TakeBack, lifetimes,
};
use crate::keys::{Place, ServerKeys, random};
use crate::tombstones::Tombstone;

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
    /// The rule in force.
    pub policy: Policy,
    /// How many backup codes are left.
    pub backup_codes_left: u32,
    /// What the device is to remember.
    pub witnessed: Witnessed,
    /// Its secrets, while it may fetch them.
    pub secrets: SelfSecrets,
}

impl Storage {
    /// Activates a device that the consent page authorized, and was claimed just now.
    pub async fn activate_authorized(&self, device: &DeviceId, now: u64) -> Result<()> {
        let Some(record) = self.device(device, now).await? else { return Ok(()) };
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
                    if authorized.fetch_optional(&mut *conn).await?.is_none() || is_full(conn, account).await? {
                        return Ok(());
                    }
                    activate(conn, &keys, account, &record.id, &record.name, &fresh, now).await.map(|_| ())
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(())
    }

    /// The device with this id, removed ones too. One that was not confirmed within five minutes is removed by now.
    pub async fn device(&self, device: &DeviceId, now: u64) -> Result<Option<DeviceRecord>> {
        let found = {
            let mut conn = self.readers().acquire().await?;
            record(&mut conn, device).await?
        };
        let is_late = |found: &DeviceRecord| {
            found.state == Some(AccountState::Unconfirmed) && found.linked_at + lifetimes::UNCONFIRMED <= now
        };
        let Some(account) = found.as_ref().filter(|found| is_late(found)).map(|found| found.account.clone())
        else {
            return Ok(found);
        };
        self.writer.run(move |conn| Box::pin(async move { tidy(conn, &account, now).await })).await?;
        let mut conn = self.readers().acquire().await?;
        record(&mut conn, device).await
    }

    /// What a device hears about itself; remembers that it asked.
    pub async fn device_account(&self, device: &DeviceId, now: u64) -> Result<Option<DeviceAccount>> {
        // One look at the database: a device that becomes active in between would hear so without its secrets.
        let mut conn = self.readers().begin().await?;
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
        let secrets = if fetches && !device.is_suspended && device.state == Some(AccountState::Active) {
            let backup_codes = if row.first_factor {
                shown(&mut conn, &self.keys, &device.account, now).await?
            } else {
                None
            };
            SelfSecrets {
                otp: row.otp_sealed.map(|sealed| open_otp(&self.keys, id, &sealed)).transpose()?,
                offline_key: row
                    .offline_sealed
                    .map(|sealed| open_offline(&self.keys, id, &sealed))
                    .transpose()?,
                backup_codes,
            }
        } else {
            SelfSecrets::default()
        };
        Ok(Some(DeviceAccount {
            policy: policies(&mut conn, &self.rules, &device.account).await?.in_force(),
            backup_codes_left: super::backup_code::left(&mut conn, &device.account).await?,
            witnessed: witnessed(&mut conn, &device.account).await?,
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
                    sqlx::query!("UPDATE devices SET last_seen_at = ? WHERE id = ?", at, id)
                        .execute(conn)
                        .await?;
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
    let undo = TakeBack::added(account, (MethodKind::Device, device.to_string()), first, now);
    let told = Told { detail: name, device: Some(device), behind: Behind::Device(device) };
    enter(conn, account, JournalKind::Notice(NoticeKind::DeviceAdded), told, now).await?;
    note(conn, account, NoticeKind::DeviceAdded, name, now).await?;
    let kind = MailKind::Notice(NoticeKind::DeviceAdded);
    post_undo(conn, account, kind, (name, &undo), Behind::Device(device), now).await?;
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
    let switched = sqlx::query!(
        "UPDATE accounts SET two_step_since = ? WHERE id = ? AND two_step_since IS NULL",
        at,
        owner
    );
    let first = switched.execute(&mut *conn).await?.rows_affected() == 1;
    if first {
        // After a reset: from now on there is a second step again, and no link is needed.
        sqlx::query!("UPDATE accounts SET wants_link = 0 WHERE id = ?", owner).execute(&mut *conn).await?;
        sqlx::query!("DELETE FROM recovery_links WHERE account = ?", owner).execute(&mut *conn).await?;
        enter(conn, account, JournalKind::SwitchedOn, Told::by(Behind::Nobody, ""), now).await?;
        bury(conn, Tombstone::SwitchedOn { account: account.to_string(), at: now }).await?;
        store(conn, keys, account, fresh, now).await?;
        // What was begun while nothing had to be proved does not join what has to be.
        end_passkeys_under_way(conn, account).await?;
    }
    Ok(first)
}

/// Removes a device: its secrets go, its approvals that are not used up are worth nothing.
pub(super) async fn revoke(conn: &mut Conn, device: &str, reason: &str, now: u64) -> Result<bool> {
    let at = to_db(now);
    let revoked = sqlx::query_scalar!(
        "UPDATE devices
         SET state = 'revoked', revoked_at = ?, revocation = ?, otp_sealed = NULL, offline_sealed = NULL,
             confirm_sealed = NULL
         WHERE id = ? AND state <> 'revoked'
         RETURNING account",
        at,
        reason,
        device
    );
    let Some(account) = revoked.fetch_optional(&mut *conn).await? else { return Ok(false) };
    let id = device.to_owned();
    bury(conn, Tombstone::Device { id, reason: reason.to_owned(), at: now }).await?;
    expire(conn, &account_id(&account)?, now).await?;
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled' WHERE decided_by = ? AND state = 'approved'",
        device
    )
    .execute(&mut *conn)
    .await?;
    cancel_what_nobody_answers(conn, &account_id(&account)?, now).await?;
    Ok(true)
}

/// Where nobody is left to answer, what is pending would only hold up the next sign-in.
pub(super) async fn cancel_what_nobody_answers(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    let (account, at) = (account.as_str(), to_db(now));
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?1
         WHERE state = 'pending' AND account = ?2
           AND NOT EXISTS (SELECT 1 FROM devices
                           WHERE devices.account = challenges.account AND devices.state = 'active')",
        at,
        account
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the account has as many methods with codes as one may have.
pub(super) async fn is_full(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    Ok(with_codes(conn, account).await? >= Methods::WITH_CODES)
}

/// How many methods with codes an account has.
pub(super) async fn with_codes(conn: &mut Conn, account: &AccountId) -> Result<usize> {
    let account = account.as_str();
    let number = sqlx::query_scalar!(
        "SELECT (SELECT COUNT(*) FROM devices WHERE account = ?1 AND state IN ('active', 'stopped'))
              + (SELECT COUNT(*) FROM authenticators WHERE account = ?1 AND state IN ('active', 'stopped'))
                AS \"number!: i64\"",
        account
    );
    Ok(usize::try_from(number.fetch_one(conn).await?).unwrap_or(usize::MAX))
}

/// Active devices as the page shows them.
pub(super) async fn views(conn: &mut Conn, account: &AccountId) -> Result<Vec<DeviceView>> {
    let account = account.as_str();
    let rows = sqlx::query!(
        "SELECT id, name, platform, key_protection, linked_at, activated_at, first_factor AS \"first_factor!: bool\",
                last_seen_at, last_answer_at, copied_at
         FROM devices
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
                joined: joined(row.first_factor, row.activated_at, row.linked_at),
                last_seen_at: row.last_seen_at.map(from_db),
                last_answer_at: row.last_answer_at.map(from_db),
                copied_at: row.copied_at.map(from_db),
            })
        })
        .collect()
}

/// The device, as it is in this transaction.
pub(super) async fn record(conn: &mut Conn, device: &DeviceId) -> Result<Option<DeviceRecord>> {
    let id = device.as_str();
    let row = sqlx::query!(
        "SELECT account, name, pop, uv, keys_message, state, revocation, revoked_at, linked_at, activated_at,
                copied_at, first_factor AS \"first_factor!: bool\"
         FROM devices WHERE id = ?",
        id
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key =
        |json: &str, column| serde_json::from_str(json).map_err(|_| StorageError::row("devices", column, id));
    Ok(Some(DeviceRecord {
        id: device.clone(),
        account: account_id(&row.account)?,
        name: row.name,
        pop: key(&row.pop, "pop")?,
        uv: key(&row.uv, "uv")?,
        keys_message: row
            .keys_message
            .map(|hash| hash.try_into().map(Digest::from_bytes))
            .transpose()
            .map_err(|_| StorageError::row("devices", "keys_message", id))?,
        state: match row.state.as_str() {
            // One that waits for its confirmation after a restore can do no more than a new one.
            "unconfirmed" | "suspended" => Some(AccountState::Unconfirmed),
            "active" | "stopped" => Some(AccountState::Active),
            "revoked" => None,
            _ => return Err(StorageError::row("devices", "state", id)),
        },
        is_suspended: row.state == "stopped",
        revocation: row.revocation,
        revoked_at: row.revoked_at.map(from_db),
        linked_at: from_db(row.linked_at),
        joined: joined(row.first_factor, row.activated_at, row.linked_at),
        copied_at: row.copied_at.map(from_db),
    }))
}

fn joined(is_first: bool, activated_at: Option<i64>, linked_at: i64) -> Joined {
    Joined { is_first, at: from_db(activated_at.unwrap_or(linked_at)) }
}

/// Whether an active device may prove this change.
pub(super) async fn device_may_prove(
    conn: &mut Conn,
    account: &AccountId,
    reason: &Reason,
    now: u64,
) -> Result<bool> {
    Ok(views(conn, account).await?.iter().any(|device| device.joined.may_prove(reason, now)))
}

/// Whether this device may prove this change.
pub(super) async fn may_prove(conn: &mut Conn, device: &DeviceId, reason: &Reason, now: u64) -> Result<bool> {
    Ok(record(conn, device).await?.is_some_and(|device| device.joined.may_prove(reason, now)))
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

/// The key with which a device answers without network. Warning: the key itself.
pub(super) fn offline_secret(keys: &ServerKeys, id: &str, sealed: &[u8]) -> Result<[u8; 32]> {
    let damaged = || StorageError::row("devices", "offline_sealed", id);
    let key = keys.open(&offline_place(id), sealed).map_err(|_| damaged())?;
    key.as_slice().try_into().map_err(|_| damaged())
}

fn open_offline(keys: &ServerKeys, id: &str, sealed: &[u8]) -> Result<OfflineKey> {
    Ok(OfflineKey::from_bytes(offline_secret(keys, id, sealed)?))
}

/// Ends the account's enrollments and unconfirmed devices whose five minutes are over.
pub(super) async fn tidy(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    end_stale(conn, account, now).await?;
    let (owner, late) = (account.as_str(), to_db(now.saturating_sub(lifetimes::UNCONFIRMED)));
    let devices = sqlx::query_scalar!(
        "SELECT id FROM devices WHERE account = ? AND state = 'unconfirmed' AND linked_at <= ?",
        owner,
        late
    )
    .fetch_all(&mut *conn)
    .await?;
    for device in devices {
        revoke(conn, &device, "not-confirmed", now).await?;
    }
    Ok(())
}
