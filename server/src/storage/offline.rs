//! Digits for a question that is answered without network (OCRA, RFC 6287): each counts as a guess at a code, a
//! question takes three, and the right ones are used up by the one statement that ends the question.

use countersign_otp::{Ocra, Secret};

use super::answer::COUNTED;
use super::attempt::{AttemptRow, By, Keep, finish, live_attempt};
use super::challenge::expire;
use super::device::offline_secret;
use super::journal::{Told, enter};
use super::ledger::charge;
use super::mail::Behind;
use super::open::Conn;
use super::row::{challenge_id, count, device_id, to_db};
use super::{Charge, CodeOutcome, Completed, Result, Storage, StorageError};
use crate::domain::{AccountId, BrowserMark, ChallengeView, DeviceId, Factor, Hashed, JournalKind, Methods};
use crate::keys::{ServerKeys, random};

/// A guess that is charged and not compared yet.
struct Guess {
    /// Its row in `answers`, as long as it is not compared: then it may still be the right one.
    identity: [u8; 32],
    cid: Vec<u8>,
    in_a_row: u32,
}

/// Whether a guess may be compared.
enum Counted {
    Now(Guess),
    Not(CodeOutcome),
}

impl Storage {
    /// The digits of a device without network: complete the sign-in of this login cookie, if they belong to its
    /// question. [`CodeOutcome::Gone`] also when that has ended.
    pub async fn sign_in_offline(
        &self,
        login: Hashed,
        digits: String,
        mark: BrowserMark,
        keep: Keep,
        now: u64,
    ) -> Result<CodeOutcome> {
        let Some((account, _, _)) = self.lane_of_attempt(login, now).await? else {
            return Ok(CodeOutcome::Gone);
        };
        // The rule may have become stronger since the question was asked.
        if !self.policies(&account).await?.in_force().takes_offline() {
            return Ok(CodeOutcome::Gone);
        }
        // In a transaction of its own: a crash before the comparison costs a try.
        let counted =
            self.writer.run(move |conn| Box::pin(async move { count_guess(conn, login, now).await })).await?;
        let guess = match counted {
            Counted::Now(guess) => guess,
            Counted::Not(outcome) => return Ok(outcome),
        };
        let keys = self.keys.clone();
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    forget(conn, &guess).await?;
                    let Some(attempt) = live_attempt(conn, login, now).await? else {
                        return Ok(CodeOutcome::Gone);
                    };
                    expire(conn, &attempt.account, now).await?;
                    let Some(question) = question_of(conn, &guess.cid).await? else {
                        return Ok(CodeOutcome::Gone);
                    };
                    let Some(device) =
                        device_that_said(conn, &keys, &attempt.account, &digits, &question).await?
                    else {
                        fail_after_the_last(conn, &attempt, &guess.cid, now).await?;
                        return Ok(CodeOutcome::Wrong { in_a_row: guess.in_a_row });
                    };
                    let by = Decision { cid: &guess.cid, device };
                    let completed = consume(conn, &attempt, by, &mark, keep, now).await?;
                    Ok(completed
                        .map_or(CodeOutcome::Gone, |completed| CodeOutcome::Accepted(Some(completed))))
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }
}

/// Charges a guess at the open question of this attempt: to the account like a code, and to the question.
async fn count_guess(conn: &mut Conn, login: Hashed, now: u64) -> Result<Counted> {
    let Some(attempt) = live_attempt(conn, login, now).await? else {
        return Ok(Counted::Not(CodeOutcome::Gone));
    };
    let (id, at) = (attempt.id.as_str(), to_db(now));
    let open = sqlx::query!(
        "SELECT cid, tries FROM challenges
         WHERE attempt = ? AND mode = 'offline' AND state = 'pending' AND expires_at > ?",
        id,
        at
    );
    let Some(row) = open.fetch_optional(&mut *conn).await? else {
        return Ok(Counted::Not(CodeOutcome::Gone));
    };
    if count(row.tries) >= ChallengeView::TRIES {
        return Ok(Counted::Not(CodeOutcome::Gone));
    }
    let in_a_row = match charge(conn, attempt.account.as_str(), Factor::Code, &attempt.lane, now).await? {
        Charge::Charged { in_a_row } => in_a_row,
        Charge::Paused { until } => return Ok(Counted::Not(CodeOutcome::Paused { until })),
        Charge::Closed => return Ok(Counted::Not(CodeOutcome::Closed)),
    };
    let cid = row.cid.as_slice();
    let tries =
        sqlx::query_scalar!("UPDATE challenges SET tries = tries + 1 WHERE cid = ? RETURNING tries", cid)
            .fetch_one(&mut *conn)
            .await?;
    let (identity, counted) = (random::<32>(), format!("{COUNTED}{tries}"));
    let name = identity.as_slice();
    sqlx::query!(
        "INSERT INTO answers (identity, cid, outcome, at) VALUES (?, ?, ?, ?)",
        name,
        cid,
        counted,
        at
    )
    .execute(conn)
    .await?;
    Ok(Counted::Now(Guess { identity, cid: row.cid, in_a_row }))
}

async fn forget(conn: &mut Conn, guess: &Guess) -> Result<()> {
    let identity = guess.identity.as_slice();
    sqlx::query!("DELETE FROM answers WHERE identity = ?", identity).execute(conn).await?;
    Ok(())
}

/// The SHA-256 of a question's text, which is the question of OCRA; `None` once it has ended.
async fn question_of(conn: &mut Conn, cid: &[u8]) -> Result<Option<[u8; 32]>> {
    let hash =
        sqlx::query_scalar!("SELECT jws_hash FROM challenges WHERE cid = ? AND state = 'pending'", cid);
    let Some(hash) = hash.fetch_optional(conn).await? else { return Ok(None) };
    let damaged = |_| StorageError::row("challenges", "jws_hash", "an offline one");
    Ok(Some(hash.try_into().map_err(damaged)?))
}

/// The active device whose digits these are. The work is the same for any number of devices, right or wrong.
async fn device_that_said(
    conn: &mut Conn,
    keys: &ServerKeys,
    account: &AccountId,
    digits: &str,
    question: &[u8; 32],
) -> Result<Option<DeviceId>> {
    let account = account.as_str();
    let rows = sqlx::query!(
        "SELECT id, offline_sealed FROM devices WHERE account = ? AND state = 'active' ORDER BY linked_at, id",
        account
    )
    .fetch_all(conn)
    .await?;
    let mut devices = rows.iter();
    let mut found = None;
    for _ in 0..Methods::WITH_CODES.max(rows.len()) {
        let device = devices.next();
        let key = device.and_then(|row| row.offline_sealed.as_ref().map(|sealed| (&row.id, sealed)));
        let secret = match key {
            Some((id, sealed)) => offline_secret(keys, id, sealed)?,
            None => random::<32>(),
        };
        let ocra = Ocra::new(Secret::from_bytes(secret.to_vec()).expect("32 bytes are a secret"));
        if ocra.matches(digits, question) {
            found = found.or(key.map(|(id, _)| id));
        }
    }
    found.map(|id| device_id(id)).transpose()
}

/// Which question a device has answered.
struct Decision<'a> {
    cid: &'a [u8],
    device: DeviceId,
}

/// The statement that decides: pending, in time, by an active device, once. The session comes with it.
async fn consume(
    conn: &mut Conn,
    attempt: &AttemptRow,
    by: Decision<'_>,
    mark: &BrowserMark,
    keep: Keep,
    now: u64,
) -> Result<Option<Completed>> {
    let (cid, device, at) = (by.cid, by.device.as_str(), to_db(now));
    let consumed = sqlx::query!(
        "UPDATE challenges SET state = 'consumed', decided_by = ?1, decided_at = ?2
         WHERE cid = ?3 AND mode = 'offline' AND state = 'pending' AND expires_at > ?2
           AND EXISTS (SELECT 1 FROM devices WHERE id = ?1 AND devices.state = 'active')",
        device,
        at,
        cid
    );
    if consumed.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query!("UPDATE devices SET last_answer_at = ? WHERE id = ?", at, device)
        .execute(&mut *conn)
        .await?;
    let by = By::Offline(challenge_id(cid)?, by.device);
    finish(conn, attempt, mark, keep, by, now).await.map(Some)
}

/// The third wrong guess ends the question, unless another one is counted and not compared yet.
async fn fail_after_the_last(conn: &mut Conn, attempt: &AttemptRow, cid: &[u8], now: u64) -> Result<()> {
    let (at, tries) = (to_db(now), i64::from(ChallengeView::TRIES));
    let failed = sqlx::query!(
        "UPDATE challenges SET state = 'failed', decided_at = ?
         WHERE cid = ? AND state = 'pending' AND tries >= ?
           AND NOT EXISTS (SELECT 1 FROM answers
                           WHERE answers.cid = challenges.cid AND outcome LIKE 'counted %')",
        at,
        cid,
        tries
    );
    if failed.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(());
    }
    let told = Told::by(Behind::Attempt(Some(&attempt.id)), "sign-in");
    enter(conn, &attempt.account, JournalKind::WrongDigits, told, now).await
}
