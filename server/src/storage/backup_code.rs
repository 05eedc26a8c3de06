//! Backup codes: ten, each good once, stored as argon2id over an HMAC under a key outside the database.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use countersign_protocol::SetupCode;
use zeroize::Zeroizing;

use super::attempt::{By, Keep, finish, live_attempt};
use super::journal::{Told, enter};
use super::mail::{Behind, post};
use super::notice::{note, tell};
use super::open::Conn;
use super::proof::{prove, use_proof};
use super::row::{from_db, to_db};
use super::tombstone::{bury, seal_codes};
use super::{Charge, CodeOutcome, Result, Storage, StorageError};
use crate::domain::{
    AccountId, BackupCodesView, BrowserMark, Factor, Hashed, JournalKind, Lane, MailKind, NoticeKind, Reason,
    lifetimes,
};
use crate::keys::{Place, ServerKeys, random};
use crate::tombstones::Tombstone;

/// How many there are.
const CODES: usize = 10;
/// How many are few.
const FEW: u32 = 3;
/// Cheap, because the HMAC's key is not in the database: 1 MiB, one pass.
const MEMORY_KIB: u32 = 1024;

/// Ten fresh codes and what is stored of them.
pub(super) struct FreshCodes {
    shown: Zeroizing<String>,
    hashes: Vec<String>,
}

impl FreshCodes {
    /// The codes in one line, for whoever hands them over.
    pub(super) fn text(&self) -> Zeroizing<String> {
        self.shown.clone()
    }
}

impl Storage {
    /// The codes for the page that shows them: until the person says that they are kept, or ten minutes.
    pub async fn shown_backup_codes(&self, account: &AccountId, now: u64) -> Result<Option<Vec<SetupCode>>> {
        let mut conn = self.readers().acquire().await?;
        shown(&mut conn, &self.keys, account, now).await
    }

    /// The person has kept them: they are shown no more.
    pub async fn backup_codes_kept(&self, account: &AccountId) -> Result<()> {
        let account = account.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!("UPDATE backup_sets SET shown_sealed = NULL WHERE account = ?", account)
                        .execute(conn)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// New codes in place of the old ones; wants a proof for exactly this. False without one.
    pub async fn renew_backup_codes(&self, account: &AccountId, session: &str, now: u64) -> Result<bool> {
        let (id, session) = (account.clone(), session.to_owned());
        let (keys, fresh) = (self.keys.clone(), self.fresh_codes(account).await?);
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if !use_proof(conn, &session, &Reason::NewCodes, now).await? {
                        return Ok(false);
                    }
                    store(conn, &keys, &id, &fresh, now).await?;
                    let behind = Behind::Session(&session);
                    tell(conn, &id, NoticeKind::NewBackupCodes, "", behind, now).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// A backup code instead of an answer: completes the sign-in of this login cookie.
    pub async fn sign_in_with_backup_code(
        &self,
        login: Hashed,
        code: &str,
        mark: BrowserMark,
        keep: Keep,
        now: u64,
    ) -> Result<CodeOutcome> {
        let Some((account, lane, prefix)) = self.lane_of_attempt(login, now).await? else {
            return Ok(CodeOutcome::Gone);
        };
        let lane = lane.or_network(&prefix);
        let (place, in_a_row) = match self.find_backup_code(&account, code, &lane, now).await? {
            Ok(found) => found,
            Err(outcome) => return Ok(outcome),
        };
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = live_attempt(conn, login, now).await? else {
                        return Ok(CodeOutcome::Gone);
                    };
                    let Some(place) = place else { return Ok(CodeOutcome::Wrong { in_a_row }) };
                    if !use_up(conn, &attempt.account, place, Behind::Mark(&mark), now).await? {
                        return Ok(CodeOutcome::UsedBefore);
                    }
                    Ok(CodeOutcome::Accepted(Some(
                        finish(conn, &attempt, &mark, keep, By::BackupCode, now).await?,
                    )))
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// A backup code as the proof for a change.
    pub async fn prove_with_backup_code(
        &self,
        account: &AccountId,
        session: &str,
        reason: Reason,
        code: &str,
        now: u64,
    ) -> Result<CodeOutcome> {
        let (lane, prefix) = self.lane_of_session(session, now).await?;
        let lane = lane.or_network(&prefix);
        let (place, in_a_row) = match self.find_backup_code(account, code, &lane, now).await? {
            Ok(found) => found,
            Err(outcome) => return Ok(outcome),
        };
        let (account, session) = (account.clone(), session.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(place) = place else { return Ok(CodeOutcome::Wrong { in_a_row }) };
                    if !use_up(conn, &account, place, Behind::Session(&session), now).await? {
                        return Ok(CodeOutcome::UsedBefore);
                    }
                    super::ledger::clear(conn, account.as_str(), Factor::BackupCode, &lane).await?;
                    prove(conn, &session, &reason, now).await?;
                    Ok(CodeOutcome::Accepted(None))
                })
            })
            .await
    }

    /// Ten fresh codes for this account; the hashing runs off the writer.
    pub(super) async fn fresh_codes(&self, account: &AccountId) -> Result<FreshCodes> {
        let (keys, account) = (self.keys.clone(), account.to_string());
        tokio::task::spawn_blocking(move || {
            let codes: Vec<_> = (0..CODES).map(|_| SetupCode::from_random(random())).collect();
            let hashes = codes.iter().map(|code| hash(&keys, &account, code)).collect();
            let shown = codes.iter().map(SetupCode::expose_text).collect::<Vec<_>>().join(" ");
            FreshCodes { shown: Zeroizing::new(shown), hashes }
        })
        .await
        .map_err(|_| StorageError::Stopped)
    }

    /// Charges the guess, then finds the code's place.
    async fn find_backup_code(
        &self,
        account: &AccountId,
        code: &str,
        lane: &Lane,
        now: u64,
    ) -> Result<std::result::Result<(Option<i64>, u32), CodeOutcome>> {
        let in_a_row = match self.charge(account.as_str(), Factor::BackupCode, lane, now).await? {
            Charge::Charged { in_a_row } => in_a_row,
            Charge::Paused { until } => return Ok(Err(CodeOutcome::Paused { until })),
            Charge::Closed => return Ok(Err(CodeOutcome::Closed)),
        };
        Ok(Ok((self.place_of_backup_code(Some(account), code).await?, in_a_row)))
    }

    /// The place of a code among those of an account, used or not. Without an account, or with fewer codes, it costs
    /// the same.
    pub(super) async fn place_of_backup_code(
        &self,
        account: Option<&AccountId>,
        code: &str,
    ) -> Result<Option<i64>> {
        let Ok(code) = SetupCode::parse(code) else { return Ok(None) };
        let name = account.map_or("", AccountId::as_str);
        let rows =
            sqlx::query!("SELECT place, hash FROM backup_codes WHERE account = ? ORDER BY place", name)
                .fetch_all(self.readers())
                .await?;
        let (keys, name) = (self.keys.clone(), name.to_owned());
        tokio::task::spawn_blocking(move || {
            for _ in rows.len()..CODES {
                hash(&keys, &name, &code);
            }
            let mac = keys.mac("backup-code", &name, &code.expose_text());
            // All ten are tried, so that the time says nothing about the place.
            rows.into_iter().fold(None, |found, row| {
                let matches = PasswordHash::new(&row.hash)
                    .is_ok_and(|hash| argon2().verify_password(&mac, &hash).is_ok());
                if matches { Some(row.place) } else { found }
            })
        })
        .await
        .map_err(|_| StorageError::Stopped)
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, 1, 1, None).expect("the parameters are within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(keys: &ServerKeys, account: &str, code: &SetupCode) -> String {
    let mac = keys.mac("backup-code", account, &code.expose_text());
    argon2().hash_password(&mac).expect("argon2 takes 32 bytes").to_string()
}

fn shown_place(account: &str) -> Place<'_> {
    Place { table: "backup_sets", column: "shown", id: account }
}

/// Puts fresh codes in place of all others.
pub(super) async fn store(
    conn: &mut Conn,
    keys: &ServerKeys,
    account: &AccountId,
    fresh: &FreshCodes,
    now: u64,
) -> Result<()> {
    let (id, at, until) = (account.as_str(), to_db(now), to_db(now + lifetimes::SECRETS));
    let sealed = keys.seal(&shown_place(id), fresh.shown.as_bytes());
    let hashes = seal_codes(keys, account, &fresh.hashes);
    bury(conn, Tombstone::Codes { account: account.to_string(), at: now, sealed: hashes }).await?;
    sqlx::query!("DELETE FROM backup_codes WHERE account = ?", id).execute(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO backup_sets (account, made_at, shown_sealed, shown_until) VALUES (?, ?, ?, ?)
         ON CONFLICT (account) DO UPDATE SET made_at = excluded.made_at, shown_sealed = excluded.shown_sealed,
                                             shown_until = excluded.shown_until",
        id,
        at,
        sealed,
        until
    )
    .execute(&mut *conn)
    .await?;
    for (place, hash) in (0_i64..).zip(&fresh.hashes) {
        sqlx::query!("INSERT INTO backup_codes (account, place, hash) VALUES (?, ?, ?)", id, place, hash)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

pub(super) async fn shown(
    conn: &mut Conn,
    keys: &ServerKeys,
    account: &AccountId,
    now: u64,
) -> Result<Option<Vec<SetupCode>>> {
    let (id, at) = (account.as_str(), to_db(now));
    let row = sqlx::query!(
        "SELECT shown_sealed AS \"sealed!\" FROM backup_sets
         WHERE account = ? AND shown_until > ? AND shown_sealed IS NOT NULL",
        id,
        at
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let damaged = || StorageError::row("backup_sets", "shown_sealed", id);
    let text = keys.open(&shown_place(id), &row.sealed).map_err(|_| damaged())?;
    let text = std::str::from_utf8(&text).map_err(|_| damaged())?;
    text.split(' ').map(|code| SetupCode::parse(code).map_err(|_| damaged())).collect::<Result<_>>().map(Some)
}

pub(super) async fn left(conn: &mut Conn, account: &AccountId) -> Result<u32> {
    let account = account.as_str();
    let left = sqlx::query_scalar!(
        "SELECT COUNT(*) FROM backup_codes WHERE account = ? AND used_at IS NULL",
        account
    );
    Ok(super::row::count(left.fetch_one(conn).await?))
}

/// Backup codes as the page shows them.
pub(super) async fn overview(conn: &mut Conn, account: &AccountId) -> Result<Option<BackupCodesView>> {
    let id = account.as_str();
    let set = sqlx::query!("SELECT made_at FROM backup_sets WHERE account = ?", id)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(set) = set else { return Ok(None) };
    let used = sqlx::query_scalar!(
        "SELECT used_at AS \"at!\" FROM backup_codes WHERE account = ? AND used_at IS NOT NULL ORDER BY used_at",
        id
    )
    .fetch_all(&mut *conn)
    .await?;
    let left = usize::try_from(left(conn, account).await?).unwrap_or(CODES);
    Ok(Some(BackupCodesView {
        made_at: from_db(set.made_at),
        left,
        used_at: used.into_iter().map(from_db).collect(),
    }))
}

/// Uses a code up; false if it was used before.
pub(super) async fn use_up(
    conn: &mut Conn,
    account: &AccountId,
    place: i64,
    behind: Behind<'_>,
    now: u64,
) -> Result<bool> {
    let (id, at) = (account.as_str(), to_db(now));
    let used = sqlx::query!(
        "UPDATE backup_codes SET used_at = ? WHERE account = ? AND place = ? AND used_at IS NULL",
        at,
        id,
        place
    );
    if used.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(false);
    }
    bury(conn, Tombstone::Code { account: account.to_string(), place, at: now }).await?;
    let kind = JournalKind::Notice(NoticeKind::BackupCodeUsed);
    enter(conn, account, kind, Told::by(behind, ""), now).await?;
    note(conn, account, NoticeKind::BackupCodeUsed, "", now).await?;
    // One mail says both: that a code was used, and that few are left.
    let left = left(conn, account).await?;
    let kind =
        if left <= FEW { MailKind::BackupCodesLow } else { MailKind::Notice(NoticeKind::BackupCodeUsed) };
    post(conn, account, kind, &left.to_string(), behind, now).await?;
    Ok(true)
}
