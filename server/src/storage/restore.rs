//! Making a restored backup safe: a new epoch, nothing that was under way, nothing that was removed or used since.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use zeroize::Zeroizing;

use super::backup_code::store;
use super::device::revoke;
use super::device_keys::restore_pair;
use super::journal::{Told, enter};
use super::mail::Behind;
use super::notice::tell;
use super::open::{Conn, check_key, migrate};
use super::row::{account_id, from_db, to_db};
use super::suspension::{lift, owner_of, stop};
use super::tombstone::{bury, last_number, open_codes, open_password, write_out};
use super::{Result, Storage, StorageError, journal};
use crate::domain::{AccountId, JournalKind, MethodKind, NoticeKind, Policy};
use crate::keys::ServerKeys;
use crate::tombstones::{LogRefused, Tombstone, TombstoneLog, highest, line_of};

/// What a restore found and did.
#[derive(Debug)]
pub struct Restored {
    /// How many accounts there are.
    pub accounts: usize,
    /// How many tombstones were applied; `None` without a log.
    pub tombstones: Option<usize>,
    /// The epoch that begins.
    pub epoch: u64,
}

/// Which log tells what happened after the backup.
#[derive(Debug)]
pub enum History {
    /// This one.
    Log(TombstoneLog),
    /// None: backup codes, other authenticator apps and passkeys are void, and devices have to be confirmed again.
    Lost,
}

/// Why a restore was not made.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The log of what happened since.
    #[error(transparent)]
    Log(#[from] LogRefused),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<sqlx::Error> for RestoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Storage(error.into())
    }
}

/// The epoch of a database that lies there, if it can be read.
pub async fn epoch_of(database: &Path) -> Option<u64> {
    let options = SqliteConnectOptions::new().filename(database).read_only(true);
    let mut conn = options.connect().await.ok()?;
    let epoch: i64 =
        sqlx::query_scalar("SELECT number FROM epoch WHERE id = 1").fetch_one(&mut conn).await.ok()?;
    let _ = conn.close().await;
    Some(from_db(epoch))
}

/// Makes a copy of a backup safe to serve from, in one transaction. `known_epoch` is the highest that is known beside
/// the backup's own and the log's; what is written from now on goes into the log beside the file.
///
/// # Errors
/// [`RestoreError`]; the file is of no use then.
pub async fn make_safe(
    file: &Path,
    keys: &ServerKeys,
    history: &History,
    known_epoch: Option<u64>,
    now: u64,
) -> std::result::Result<Restored, RestoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Delete)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        .pragma("secure_delete", "ON");
    let mut conn = options.connect().await.map_err(StorageError::from)?;
    migrate(&mut conn).await?;
    check_key(&mut conn, keys).await?;
    let since = match history {
        History::Log(log) => Some(log.after(last_number(&mut conn).await?)?),
        History::Lost => None,
    };
    sqlx::query("BEGIN IMMEDIATE").execute(&mut conn).await?;
    let (number, logged_epoch) = highest(since.as_deref().unwrap_or_default());
    let own = sqlx::query_scalar!("SELECT number FROM epoch WHERE id = 1").fetch_one(&mut conn).await?;
    let known = from_db(own).max(known_epoch.unwrap_or(0)).max(logged_epoch.unwrap_or(0));
    // The time of day, so that it grows even where nobody remembers the last one.
    let epoch = (known + 1).max(now);
    let (new, at) = (to_db(epoch), to_db(now));
    sqlx::query!("UPDATE epoch SET number = ?, began_at = ? WHERE id = 1", new, at)
        .execute(&mut conn)
        .await?;
    end_what_is_under_way(&mut conn, now).await?;
    match &since {
        Some(since) => {
            for (_, tombstone) in since {
                apply(&mut conn, keys, tombstone, now).await?;
            }
        }
        None => doubt_all_methods(&mut conn).await?,
    }
    // Applying has noted them once more; they are in the log, and numbers go on after them.
    sqlx::query!("DELETE FROM tombstones").execute(&mut conn).await?;
    // Without a log it begins anew, at a number that no earlier backup can know.
    let number = if since.is_none() { Some(to_db(now)) } else { number };
    if let Some(number) = number {
        sqlx::query!("INSERT INTO tombstones (number, line) VALUES (?, '')", number)
            .execute(&mut conn)
            .await?;
        sqlx::query!("DELETE FROM tombstones").execute(&mut conn).await?;
    }
    bury(&mut conn, Tombstone::Epoch { epoch }).await?;
    let ids = sqlx::query_scalar!("SELECT id FROM accounts").fetch_all(&mut conn).await?;
    for id in &ids {
        let told = Told::by(Behind::Nobody, "");
        enter(&mut conn, &account_id(id)?, JournalKind::Restored, told, now).await?;
    }
    journal::mark(&mut conn, keys).await?;
    let log = TombstoneLog::beside(file);
    if since.is_none() {
        log.append(&[line_of(to_db(now), &Tombstone::Begin)]).map_err(StorageError::Log)?;
    }
    write_out(&mut conn, &log).await?;
    sqlx::query("COMMIT").execute(&mut conn).await?;
    conn.close().await?;
    Ok(Restored { accounts: ids.len(), tombstones: since.map(|since| since.len()), epoch })
}

/// Sessions, trust, sign-ins, questions, links, and codes of the time until now.
async fn end_what_is_under_way(conn: &mut Conn, now: u64) -> Result<()> {
    let at = to_db(now);
    sqlx::query!("UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL", at).execute(&mut *conn).await?;
    sqlx::query!("UPDATE browsers SET ended_at = ? WHERE ended_at IS NULL", at).execute(&mut *conn).await?;
    sqlx::query!(
        "UPDATE attempts SET state = 'ended', looked_at = ? WHERE state IN ('waiting', 'asked')",
        at
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ? WHERE state IN ('pending', 'approved')",
        at
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE authorizations SET used_at = ? WHERE used_at IS NULL", at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "UPDATE enrollments SET state = 'ended', shown_sealed = NULL WHERE state IN ('open', 'claimed')"
    )
    .execute(&mut *conn)
    .await?;
    let unconfirmed = sqlx::query_scalar!("SELECT id FROM devices WHERE state = 'unconfirmed'");
    for device in unconfirmed.fetch_all(&mut *conn).await? {
        revoke(conn, &device, "not-confirmed", now).await?;
    }
    sqlx::query!("UPDATE invitations SET expires_at = ? WHERE used_at IS NULL AND expires_at > ?", at, at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("DELETE FROM setup_links").execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM recovery_links").execute(&mut *conn).await?;
    sqlx::query!("UPDATE resets SET state = 'cancelled', ended_at = ? WHERE state = 'waiting'", at)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("DELETE FROM passkey_ceremonies").execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM proofs").execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM authenticators WHERE state = 'pending'").execute(&mut *conn).await?;
    // Whoever was to read them has had them.
    sqlx::query!("DELETE FROM mails").execute(&mut *conn).await?;
    sqlx::query!("UPDATE backup_sets SET shown_sealed = NULL").execute(&mut *conn).await?;
    // Devices have gone on since; where they stand, they say themselves.
    sqlx::query!("UPDATE devices SET step = NULL, step_before = NULL").execute(&mut *conn).await?;
    // A code is accepted one step early, so the step to come counts as used too.
    let step = to_db(now / 30 + 1);
    sqlx::query!("UPDATE devices SET last_step = ?1 WHERE last_step < ?1", step).execute(&mut *conn).await?;
    sqlx::query!("UPDATE authenticators SET last_step = ?1 WHERE last_step < ?1", step).execute(conn).await?;
    Ok(())
}

/// Nobody knows what was removed or used since: what cannot be told apart is void, devices wait for a word.
async fn doubt_all_methods(conn: &mut Conn) -> Result<()> {
    sqlx::query!("DELETE FROM backup_sets").execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM authenticators").execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM passkeys").execute(&mut *conn).await?;
    sqlx::query!("UPDATE devices SET state = 'suspended' WHERE state = 'active'").execute(conn).await?;
    Ok(())
}

/// Makes one thing so again. What is about an account that the backup does not have changes nothing.
async fn apply(conn: &mut Conn, keys: &ServerKeys, tombstone: &Tombstone, now: u64) -> Result<()> {
    match tombstone {
        Tombstone::Begin | Tombstone::Epoch { .. } => {}
        Tombstone::Device { id, reason, at } => {
            revoke(conn, id, reason, *at).await?;
        }
        Tombstone::Keys { device, pop, uv, message, at } => {
            restore_pair(conn, device, (pop, uv), message, *at).await?;
        }
        Tombstone::Authenticator { id } => {
            sqlx::query!("DELETE FROM authenticators WHERE id = ?", id).execute(conn).await?;
        }
        Tombstone::Passkey { id } => {
            sqlx::query!("DELETE FROM passkeys WHERE id = ?", id).execute(conn).await?;
        }
        Tombstone::Codes { account, at, sealed } => {
            let damaged = || StorageError::row("tombstones", "codes", account);
            let hashes = open_codes(keys, account, sealed).ok_or_else(damaged)?;
            put_codes(conn, account, &hashes, *at).await?;
        }
        Tombstone::Code { account, place, at } => {
            let at = to_db(*at);
            sqlx::query!(
                "UPDATE backup_codes SET used_at = ? WHERE account = ? AND place = ? AND used_at IS NULL",
                at,
                account,
                place
            )
            .execute(conn)
            .await?;
        }
        Tombstone::Password { account, sealed } => {
            let damaged = || StorageError::row("tombstones", "password", account);
            let hash = open_password(keys, account, sealed).ok_or_else(damaged)?;
            sqlx::query!("UPDATE accounts SET password_hash = ? WHERE id = ?", hash, account)
                .execute(conn)
                .await?;
        }
        Tombstone::SwitchedOn { account, at } => {
            let at = to_db(*at);
            sqlx::query!(
                "UPDATE accounts SET two_step_since = ?, wants_link = 0 WHERE id = ? AND two_step_since IS NULL",
                at,
                account
            )
            .execute(conn)
            .await?;
        }
        Tombstone::SwitchedOff { account, at } => switch_off(conn, account, *at, now).await?,
        Tombstone::Frozen { account, at } => {
            let at = to_db(*at);
            sqlx::query!("UPDATE accounts SET frozen_at = ? WHERE id = ? AND frozen_at IS NULL", at, account)
                .execute(conn)
                .await?;
        }
        Tombstone::Disputed { account, since, removed_at } => {
            let (since, removed) = (to_db(*since), to_db(*removed_at));
            sqlx::query!(
                "UPDATE accounts SET disputed_since = ?, undone_removal_at = ? WHERE id = ?",
                since,
                removed,
                account
            )
            .execute(conn)
            .await?;
        }
        Tombstone::Reset { account } => {
            sqlx::query!("UPDATE accounts SET wants_link = 1 WHERE id = ?", account).execute(conn).await?;
        }
        Tombstone::Administrator { account, is_admin } => {
            let at = to_db(now);
            sqlx::query!(
                "UPDATE accounts SET is_admin = ?, admin_since = ? WHERE id = ?",
                is_admin,
                at,
                account
            )
            .execute(conn)
            .await?;
        }
        Tombstone::Thawed { account } => {
            sqlx::query!("UPDATE accounts SET frozen_at = NULL, disputed_since = NULL WHERE id = ?", account)
                .execute(conn)
                .await?;
        }
        Tombstone::Suspended { method, id, at } => {
            stop(conn, kind_of(method, id)?, id, *at).await?;
        }
        Tombstone::Lifted { method, id } => {
            let kind = kind_of(method, id)?;
            if let Some(owner) = owner_of(conn, kind, id).await? {
                lift(conn, &owner, kind, id).await?;
            }
        }
        Tombstone::PasskeyAlone { account, alone } => {
            sqlx::query!("UPDATE accounts SET passkey_alone = ? WHERE id = ?", alone, account)
                .execute(conn)
                .await?;
        }
        Tombstone::Policy { account, approval } => {
            if Policy::from_name(approval).is_none() {
                return Err(StorageError::row("tombstones", "approval", account));
            }
            sqlx::query!("UPDATE accounts SET approval = ? WHERE id = ?", approval, account)
                .execute(conn)
                .await?;
        }
        Tombstone::AccountSuspended { account, at } => {
            let at = at.map(to_db);
            sqlx::query!("UPDATE accounts SET suspended_at = ? WHERE id = ?", at, account)
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}

fn kind_of(method: &str, id: &str) -> Result<MethodKind> {
    MethodKind::from_name(method).ok_or_else(|| StorageError::row("tombstones", "method", id))
}

async fn put_codes(conn: &mut Conn, account: &str, hashes: &[String], made_at: u64) -> Result<()> {
    let known = sqlx::query!("SELECT id FROM accounts WHERE id = ?", account);
    if known.fetch_optional(&mut *conn).await?.is_none() {
        return Ok(());
    }
    let at = to_db(made_at);
    sqlx::query!("DELETE FROM backup_sets WHERE account = ?", account).execute(&mut *conn).await?;
    sqlx::query!("INSERT INTO backup_sets (account, made_at, shown_until) VALUES (?, ?, ?)", account, at, at)
        .execute(&mut *conn)
        .await?;
    for (place, hash) in (0_i64..).zip(hashes) {
        sqlx::query!(
            "INSERT INTO backup_codes (account, place, hash) VALUES (?, ?, ?)",
            account,
            place,
            hash
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

async fn switch_off(conn: &mut Conn, account: &str, at: u64, now: u64) -> Result<()> {
    let devices =
        sqlx::query_scalar!("SELECT id FROM devices WHERE account = ? AND state <> 'revoked'", account)
            .fetch_all(&mut *conn)
            .await?;
    for device in devices {
        revoke(conn, &device, "switched-off", at.min(now)).await?;
    }
    sqlx::query!("DELETE FROM authenticators WHERE account = ?", account).execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM passkeys WHERE account = ?", account).execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM backup_sets WHERE account = ?", account).execute(&mut *conn).await?;
    sqlx::query!("UPDATE accounts SET two_step_since = NULL, passkey_alone = 0 WHERE id = ?", account)
        .execute(conn)
        .await?;
    Ok(())
}

/// What came of confirming an account after a restore without the log.
#[derive(Debug)]
pub struct Confirmed {
    /// The names of the devices that count again.
    pub devices: Vec<String>,
    /// Ten new backup codes, in one line.
    pub backup_codes: Zeroizing<String>,
}

impl Storage {
    /// Lets an account's suspended devices count again, but for those with these names, which are removed, and makes
    /// new backup codes. `None` if two-step verification is off, or if the account has backup codes: nothing waits
    /// then.
    pub async fn confirm_devices(
        &self,
        account: &AccountId,
        remove: Vec<String>,
        now: u64,
    ) -> Result<Option<Confirmed>> {
        let fresh = self.fresh_codes(account).await?;
        let (keys, id) = (self.keys.clone(), account.clone());
        let confirmed = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let owner = id.as_str();
                    let waits = sqlx::query_scalar!(
                        "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ?1 AND two_step_since IS NOT NULL)
                            AND NOT EXISTS (SELECT 1 FROM backup_sets WHERE account = ?1) AS \"waits!: bool\"",
                        owner
                    );
                    if !waits.fetch_one(&mut *conn).await? {
                        return Ok(None);
                    }
                    let rows = sqlx::query!(
                        "SELECT id, name FROM devices WHERE account = ? AND state = 'suspended' ORDER BY linked_at",
                        owner
                    )
                    .fetch_all(&mut *conn)
                    .await?;
                    let mut devices = Vec::new();
                    for row in rows {
                        if remove.contains(&row.name) {
                            revoke(conn, &row.id, "removed", now).await?;
                            continue;
                        }
                        sqlx::query!("UPDATE devices SET state = 'active' WHERE id = ?", row.id)
                            .execute(&mut *conn)
                            .await?;
                        let told = Told::by(Behind::Nobody, &row.name);
                        enter(conn, &id, JournalKind::DeviceConfirmed, told, now).await?;
                        devices.push(row.name);
                    }
                    let backup_codes = fresh.text();
                    store(conn, &keys, &id, &fresh, now).await?;
                    let behind = Behind::Nobody;
                    tell(conn, &id, NoticeKind::NewBackupCodes, "", behind, now).await?;
                    Ok(Some(Confirmed { devices, backup_codes }))
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(confirmed)
    }
}
