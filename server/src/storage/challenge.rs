//! Questions: one pending at a time for an account, signed once, never changed.

use countersign_protocol::ScanSecret;
use zeroize::Zeroizing;

use super::open::Conn;
use super::row::{challenge_id, challenge_state, count, from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{
    AccountId, ChallengeId, ChallengeState, ChallengeView, Joined, Question, Reason, Wants, reason_from_name,
    reason_name,
};
use crate::keys::{Place, ServerKeys};

/// A question may be sent again after this long.
const RESEND_EVERY: u64 = 15;

impl Storage {
    /// The latest question that this session asked for this reason.
    pub async fn challenge_of_session(
        &self,
        session: &str,
        reason: &Reason,
        now: u64,
    ) -> Result<Option<ChallengeView>> {
        let mut conn = self.readers().acquire().await?;
        let reason = reason_name(reason);
        let cid = sqlx::query_scalar!(
            "SELECT cid FROM challenges WHERE session = ? AND reason = ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
            session,
            reason
        )
        .fetch_optional(&mut *conn)
        .await?;
        match cid {
            Some(cid) => view(&mut conn, &self.keys, &cid, now).await,
            None => Ok(None),
        }
    }

    /// Sends a pending question again; false before fifteen seconds are over, or when it is not pending.
    pub async fn send_again(&self, cid: ChallengeId, now: u64) -> Result<bool> {
        let account = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let (cid, at) = (cid.as_bytes().as_slice(), to_db(now));
                    let earliest = to_db(now.saturating_sub(RESEND_EVERY));
                    let sent = sqlx::query_scalar!(
                        "UPDATE challenges SET sent_at = ?1
                         WHERE cid = ?2 AND state = 'pending' AND expires_at > ?1 AND sent_at <= ?3
                         RETURNING account",
                        at,
                        cid,
                        earliest
                    );
                    Ok(sent.fetch_optional(conn).await?)
                })
            })
            .await?;
        let Some(account) = account else { return Ok(false) };
        self.wake.changed(&super::row::account_id(&account)?);
        Ok(true)
    }

    /// The question that is pending for this account: its text, as every device gets it, and its hash. A device that
    /// may not prove what it is about does not get it.
    pub async fn pending_challenge(
        &self,
        account: &AccountId,
        joined: Joined,
        now: u64,
    ) -> Result<Option<(String, [u8; 32])>> {
        let (account, at) = (account.as_str(), to_db(now));
        let row = sqlx::query!(
            "SELECT jws, jws_hash, reason FROM challenges WHERE account = ? AND state = 'pending' AND expires_at > ?",
            account,
            at
        )
        .fetch_optional(self.readers())
        .await?;
        let may =
            |reason: &str| reason_from_name(reason).is_some_and(|reason| joined.may_prove(&reason, now));
        row.filter(|row| may(&row.reason))
            .map(|row| {
                let hash = row
                    .jws_hash
                    .try_into()
                    .map_err(|_| StorageError::row("challenges", "jws_hash", account))?;
                Ok((row.jws, hash))
            })
            .transpose()
    }

    /// Where a question of this account stands.
    pub async fn challenge(
        &self,
        account: &AccountId,
        cid: ChallengeId,
        now: u64,
    ) -> Result<Option<ChallengeView>> {
        let mut conn = self.readers().acquire().await?;
        let (account, bytes) = (account.as_str(), cid.as_bytes().as_slice());
        let own =
            sqlx::query!("SELECT account FROM challenges WHERE cid = ? AND account = ?", bytes, account);
        match own.fetch_optional(&mut *conn).await? {
            Some(_) => view(&mut conn, &self.keys, bytes, now).await,
            None => Ok(None),
        }
    }

    /// Turns an approval for a change into a proof: only by its own session, only for its reason, only once.
    pub async fn claim_proof(&self, session: &str, reason: Reason, now: u64) -> Result<bool> {
        let session = session.to_owned();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (name, session) = (reason_name(&reason), session.as_str());
                    let oldest = to_db(now.saturating_sub(crate::domain::lifetimes::APPROVAL));
                    let consumed = sqlx::query!(
                        "UPDATE challenges SET state = 'consumed'
                         WHERE session = ? AND reason = ? AND state = 'approved' AND decided_at > ?
                           AND EXISTS (SELECT 1 FROM devices WHERE id = decided_by AND devices.state = 'active')",
                        session,
                        name,
                        oldest
                    );
                    if consumed.execute(&mut *conn).await?.rows_affected() == 0 {
                        return Ok(false);
                    }
                    super::proof::prove(conn, session, &reason, now).await?;
                    Ok(true)
                })
            })
            .await
    }
}

pub(super) fn number_place(cid: &str) -> Place<'_> {
    Place { table: "challenges", column: "number", id: cid }
}

pub(super) fn scan_place(cid: &str) -> Place<'_> {
    Place { table: "challenges", column: "scan", id: cid }
}

/// What a YES to a question of this mode, as it is stored, has to bring along.
pub(super) fn wants(mode: &str) -> Wants {
    match mode {
        "tap" => Wants::Nothing,
        "offline" => Wants::Digits,
        _ => Wants::ThePage,
    }
}

/// What the QR code of this question proves.
pub(super) fn scan_secret(keys: &ServerKeys, cid: &str, sealed: &[u8]) -> Result<ScanSecret> {
    let damaged = || StorageError::row("challenges", "scan_sealed", cid);
    let opened = keys.open(&scan_place(cid), sealed).map_err(|_| damaged())?;
    Ok(ScanSecret::from_bytes(opened.as_slice().try_into().map_err(|_| damaged())?))
}

/// Marks questions whose time is over; expiry needs no clock but the operation's own.
pub(super) async fn expire(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    let (account, at) = (account.as_str(), to_db(now));
    let late = to_db(now.saturating_sub(crate::domain::lifetimes::APPROVAL));
    sqlx::query!(
        "UPDATE challenges SET state = 'expired'
         WHERE account = ?1 AND ((state = 'pending' AND expires_at <= ?2) OR (state = 'approved' AND decided_at <= ?3))",
        account,
        at,
        late
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The latest question of an attempt.
pub(super) async fn latest_of_attempt(
    conn: &mut Conn,
    keys: &ServerKeys,
    attempt: &str,
    now: u64,
) -> Result<Option<ChallengeView>> {
    let cid = sqlx::query_scalar!(
        "SELECT cid FROM challenges WHERE attempt = ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
        attempt
    )
    .fetch_optional(&mut *conn)
    .await?;
    match cid {
        Some(cid) => view(conn, keys, &cid, now).await,
        None => Ok(None),
    }
}

/// A question as pages and devices see it.
pub(super) async fn view(
    conn: &mut Conn,
    keys: &ServerKeys,
    cid: &[u8],
    now: u64,
) -> Result<Option<ChallengeView>> {
    let row = sqlx::query!(
        "SELECT challenges.state, reason, mode, tries, jws, number_sealed, scan_sealed, sent_at, created_at, expires_at, decided_at,
                devices.name AS \"decided_by?\"
         FROM challenges LEFT JOIN devices ON devices.id = decided_by
         WHERE cid = ?",
        cid
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let id = challenge_id(cid)?;
    let name = id.to_string();
    let question = Question {
        state: challenge_state(&row.state, &id)?,
        wants: wants(&row.mode),
        tries: count(row.tries),
        expires_at: from_db(row.expires_at),
        decided_at: row.decided_at.map(from_db),
    };
    // As the next operation that changes something will write it.
    let state = question.state_at(now);
    let number = match row.number_sealed {
        Some(sealed) if state == ChallengeState::Pending => {
            let opened = keys.open(&number_place(&name), &sealed);
            let opened = opened.map_err(|_| StorageError::row("challenges", "number_sealed", &name))?;
            Some(Zeroizing::new(String::from_utf8_lossy(&opened).into_owned()))
        }
        Some(_) | None => None,
    };
    let scan = match row.scan_sealed {
        Some(sealed) if state == ChallengeState::Pending => Some(scan_secret(keys, &name, &sealed)?),
        Some(_) | None => None,
    };
    Ok(Some(ChallengeView {
        cid: id,
        state,
        reason: reason_from_name(&row.reason)
            .ok_or_else(|| StorageError::row("challenges", "reason", &name))?,
        number,
        scan,
        is_offline: row.mode == "offline",
        offline: (row.mode == "offline" && state == ChallengeState::Pending).then_some(row.jws),
        tries_left: Question::tries_left(question.tries),
        created_at: from_db(row.created_at),
        expires_at: question.expires_at,
        resend_at: from_db(row.sent_at) + RESEND_EVERY,
        decided_by: row.decided_by,
        decided_at: question.decided_at,
    }))
}
