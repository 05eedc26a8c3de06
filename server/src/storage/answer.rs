//! Answers: one conditional statement decides a question, once.

use countersign_protocol::Digest;
use countersign_protocol::message::{Answer, Decision, Verification};
use subtle::ConstantTimeEq;

use super::challenge::{expire, number_place, scan_secret, view, wants};
use super::device::may_prove;
use super::journal::{Told, enter};
use super::ledger::{charge, clear};
use super::mail::{Behind, post};
use super::notice::note;
use super::open::Conn;
use super::passkey::is_last;
use super::policy::policies;
use super::row::{count, state_from_name, state_name, to_db};
use super::{Charge, Result, Storage, StorageError};
use crate::domain::{
    AccountId, ChallengeId, ChallengeState, DeviceId, Factor, JournalKind, Lane, MailKind, NoticeKind,
    Question, Reason, Said, Verdict, reason_from_name,
};
use crate::keys::ServerKeys;
use crate::rules::Rules;

const TRIES: u32 = Question::TRIES;
/// What is kept of a number that is counted and not compared yet; which try it is comes after it.
pub(super) const COUNTED: &str = "counted ";
const DAY: u64 = 86400;
const BLOCK: u64 = 900;

/// An answer whose signature was checked.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    /// The device that signed it.
    pub device: DeviceId,
    /// The device's account.
    pub account: AccountId,
    /// What it says.
    pub answer: Answer,
    /// Two messages with this identity are the same.
    pub identity: Digest,
}

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// It decided, or protected (*not me*); the question's state now.
    Taken(ChallengeState),
    /// The number was another one.
    WrongNumber {
        /// How often it may still be tried.
        tries_left: u32,
    },
    /// The question had ended before.
    Ended {
        /// How.
        state: ChallengeState,
        /// By which device.
        by: Option<String>,
        /// When.
        at: Option<u64>,
    },
    /// Numbers were guessed too often on this account: not before then.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
    /// Numbers were guessed too often in this lane since its last success.
    Closed,
    /// The answer is for another question, or for another text of it.
    NotThisQuestion,
    /// The rule in force wants a device that has made sure of its person. Nothing was counted.
    PersonNotVerified,
    /// The device is too new to approve such a change. Nothing was counted.
    TooNew,
    /// The device was removed meanwhile.
    DeviceGone,
    /// There is no such question of this account.
    NotFound,
}

impl Storage {
    /// Takes an answer. The same message gets the same reply.
    pub async fn answer(&self, new: NewAnswer, now: u64) -> Result<AnswerOutcome> {
        let (account, keys, rules) = (new.account.clone(), self.keys.clone(), self.rules.clone());
        if new.answer.decision == Decision::Approve
            && let Some(outcome) = self.count_number(&new, now).await?
        {
            return Ok(outcome);
        }
        let outcome = self
            .writer
            .run(move |conn| Box::pin(async move { decide(conn, &keys, &rules, &new, now).await }))
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// Counts a number that is about to be compared, in a transaction of its own and once for each message: a crash
    /// in between costs a try, a retry does not. `Some` if it may not be compared.
    async fn count_number(&self, new: &NewAnswer, now: u64) -> Result<Option<AnswerOutcome>> {
        let (new, rules) = (new.clone(), self.rules.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (cid, at) = (new.answer.cid.as_bytes().as_slice(), to_db(now));
                    let (name, hash) = (new.account.as_str(), new.answer.challenge_sha256.as_bytes().as_slice());
                    let identity = new.identity.as_bytes().as_slice();
                    let row = sqlx::query!(
                        "SELECT tries, lane FROM challenges
                         WHERE cid = ?1 AND account = ?2 AND jws_hash = ?3 AND mode IN ('number', 'scan') AND state = 'pending'
                           AND expires_at > ?4 AND NOT EXISTS (SELECT 1 FROM answers WHERE identity = ?5)",
                        cid,
                        name,
                        hash,
                        at,
                        identity
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    // Whatever else is wrong with it, the decision says.
                    let Some(row) = row else { return Ok(None) };
                    if !is_active(conn, &new.device).await? || may_not_approve(conn, &rules, &new, now).await?.is_some() {
                        return Ok(None);
                    }
                    if count(row.tries) >= TRIES {
                        return Ok(Some(AnswerOutcome::WrongNumber { tries_left: 0 }));
                    }
                    let lane = Lane::browser(row.lane);
                    match charge(conn, name, Factor::Number, &lane, now).await? {
                        Charge::Charged { .. } => {}
                        Charge::Paused { until } => return Ok(Some(AnswerOutcome::Paused { until })),
                        Charge::Closed => return Ok(Some(AnswerOutcome::Closed)),
                    }
                    let tries =
                        sqlx::query_scalar!("UPDATE challenges SET tries = tries + 1 WHERE cid = ? RETURNING tries", cid)
                            .fetch_one(&mut *conn)
                            .await?;
                    let counted = format!("{COUNTED}{tries}");
                    sqlx::query!(
                        "INSERT INTO answers (identity, cid, outcome, at) VALUES (?, ?, ?, ?)",
                        identity,
                        cid,
                        counted,
                        at
                    )
                    .execute(conn)
                    .await?;
                    Ok(None)
                })
            })
            .await
    }
}

async fn decide(
    conn: &mut Conn,
    keys: &ServerKeys,
    rules: &Rules,
    new: &NewAnswer,
    now: u64,
) -> Result<AnswerOutcome> {
    let (bytes, account) = (new.answer.cid.as_bytes().as_slice(), new.account.as_str());
    let identity = new.identity.as_bytes().as_slice();
    let known = sqlx::query_scalar!("SELECT outcome FROM answers WHERE identity = ?", identity)
        .fetch_optional(&mut *conn)
        .await?;
    if let Some(outcome) = known.as_deref().and_then(outcome_from_text) {
        return Ok(outcome);
    }
    let nth_try = known.as_deref().and_then(|text| text.strip_prefix(COUNTED)?.parse().ok());
    expire(conn, &new.account, now).await?;
    let row = sqlx::query!(
        "SELECT jws_hash, mode, lane, number_sealed, scan_sealed, expires_at FROM challenges WHERE cid = ? AND account = ?",
        bytes,
        account
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(AnswerOutcome::NotFound) };
    if row.jws_hash.as_slice() != new.answer.challenge_sha256.as_bytes() {
        return Ok(AnswerOutcome::NotThisQuestion);
    }
    if !is_active(conn, &new.device).await? {
        return Ok(AnswerOutcome::DeviceGone);
    }
    if let Some(refused) = may_not_approve(conn, rules, new, now).await? {
        return Ok(refused);
    }
    let outcome = match wants(&row.mode).answered(said(&new.answer), nth_try) {
        Verdict::Protects => not_me(conn, keys, new, super::row::from_db(row.expires_at), now).await?,
        Verdict::Decides(state) => end_pending(conn, keys, new, state, now).await?,
        Verdict::NotThisQuestion => return Ok(AnswerOutcome::NotThisQuestion),
        Verdict::Over => ended(conn, keys, &new.answer.cid, now).await?,
        Verdict::Compare { nth_try } => {
            let (number, scan) = (row.number_sealed.as_deref(), row.scan_sealed.as_deref());
            if proves_the_page(keys, &new.answer, number, scan)? {
                clear(conn, account, Factor::Number, &Lane::browser(row.lane)).await?;
                end_pending(conn, keys, new, ChallengeState::Approved, now).await?
            } else {
                // Others may have been counted since.
                wrong_number(conn, keys, new, Question::tries_left(nth_try), now).await?
            }
        }
    };
    remember(conn, new, &outcome, now).await?;
    Ok(outcome)
}

fn said(answer: &Answer) -> Said {
    match answer.decision {
        _ if answer.is_not_me() => Said::NotMe,
        Decision::Decline => Said::No,
        Decision::Approve => Said::Yes,
    }
}

/// Whether the answer carries what only the page shows: its number, or the secret of its QR code; in constant time.
fn proves_the_page(
    keys: &ServerKeys,
    answer: &Answer,
    number: Option<&[u8]>,
    scan: Option<&[u8]>,
) -> Result<bool> {
    let name = answer.cid.to_string();
    if let Some(sealed) = scan {
        let secret = scan_secret(keys, &name, sealed)?;
        let scanned = answer.scan.as_ref().map_or([0; 16], |scanned| *scanned.expose());
        return Ok(answer.scan.is_some() & bool::from(scanned.ct_eq(secret.expose())));
    }
    let damaged = || StorageError::row("challenges", "number_sealed", &name);
    let number = keys.open(&number_place(&name), number.ok_or_else(damaged)?).map_err(|_| damaged())?;
    let typed = answer.number.as_deref().unwrap_or_default();
    Ok(bool::from(typed.as_bytes().ct_eq(&number)))
}

/// The statement that decides: pending, in time, by an active device, once.
async fn end_pending(
    conn: &mut Conn,
    keys: &ServerKeys,
    new: &NewAnswer,
    state: ChallengeState,
    now: u64,
) -> Result<AnswerOutcome> {
    let (cid, device, at) = (new.answer.cid.as_bytes().as_slice(), new.device.as_str(), to_db(now));
    let name = state_name(state);
    let decided = sqlx::query!(
        "UPDATE challenges SET state = ?1, decided_by = ?2, decided_at = ?3
         WHERE cid = ?4 AND state = 'pending' AND expires_at > ?3
           AND EXISTS (SELECT 1 FROM devices WHERE id = ?2 AND devices.state = 'active')",
        name,
        device,
        at,
        cid
    );
    if decided.execute(&mut *conn).await?.rows_affected() == 0 {
        return ended(conn, keys, &new.answer.cid, now).await;
    }
    sqlx::query!("UPDATE devices SET last_answer_at = ? WHERE id = ?", at, device)
        .execute(&mut *conn)
        .await?;
    if !new.answer.is_not_me() {
        record_end(conn, new, state, now).await?;
    }
    if state == ChallengeState::Declined {
        let (account, until) = (new.account.as_str(), to_db(now + DAY));
        sqlx::query!("UPDATE accounts SET number_until = ? WHERE id = ?", until, account)
            .execute(&mut *conn)
            .await?;
        sqlx::query!(
            "UPDATE attempts SET state = 'ended'
             WHERE id = (SELECT attempt FROM challenges WHERE cid = ?) AND state <> 'done'",
            cid
        )
        .execute(conn)
        .await?;
    }
    Ok(AnswerOutcome::Taken(state))
}

/// What the journal tells of a question's end.
async fn record_end(conn: &mut Conn, new: &NewAnswer, state: ChallengeState, now: u64) -> Result<()> {
    let kind = match state {
        ChallengeState::Approved => JournalKind::Approved,
        ChallengeState::Declined => JournalKind::Declined,
        ChallengeState::Failed => JournalKind::WrongNumbers,
        ChallengeState::Pending
        | ChallengeState::Cancelled
        | ChallengeState::Expired
        | ChallengeState::Consumed => return Ok(()),
    };
    let cid = new.answer.cid.as_bytes().as_slice();
    let row = sqlx::query!("SELECT reason, attempt, session FROM challenges WHERE cid = ?", cid)
        .fetch_one(&mut *conn)
        .await?;
    let behind = row.session.as_deref().map_or(Behind::Attempt(row.attempt.as_deref()), Behind::Session);
    let told = Told { detail: &row.reason, device: Some(&new.device), behind };
    enter(conn, &new.account, kind, told, now).await
}

/// What is told of a wrong number; the last of them ends the question.
async fn wrong_number(
    conn: &mut Conn,
    keys: &ServerKeys,
    new: &NewAnswer,
    tries_left: u32,
    now: u64,
) -> Result<AnswerOutcome> {
    match view(conn, keys, new.answer.cid.as_bytes(), now).await? {
        Some(challenge) if challenge.state != ChallengeState::Pending => {
            return ended(conn, keys, &new.answer.cid, now).await;
        }
        Some(_) | None => {}
    }
    // A number that is counted and not compared yet may be the right one.
    let (cid, identity) = (new.answer.cid.as_bytes().as_slice(), new.identity.as_bytes().as_slice());
    let tries = i64::from(TRIES);
    let is_over = sqlx::query_scalar!(
        r#"SELECT tries >= ? AND NOT EXISTS (
               SELECT 1 FROM answers
               WHERE answers.cid = challenges.cid AND identity <> ? AND outcome LIKE 'counted %'
           ) AS "is_over: bool"
           FROM challenges
           WHERE cid = ?"#,
        tries,
        identity,
        cid
    );
    if is_over.fetch_one(&mut *conn).await? {
        end_pending(conn, keys, new, ChallengeState::Failed, now).await?;
    }
    Ok(AnswerOutcome::WrongNumber { tries_left })
}

async fn ended(conn: &mut Conn, keys: &ServerKeys, cid: &ChallengeId, now: u64) -> Result<AnswerOutcome> {
    let Some(challenge) = view(conn, keys, cid.as_bytes(), now).await? else {
        return Ok(AnswerOutcome::NotFound);
    };
    Ok(AnswerOutcome::Ended { state: challenge.state, by: challenge.decided_by, at: challenge.decided_at })
}

/// *It wasn't me*: ends that sign-in or the session that came of it, blocks that browser and network for a quarter
/// of an hour, and asks for the number for a day. It may come up to a day after the question ended.
async fn not_me(
    conn: &mut Conn,
    keys: &ServerKeys,
    new: &NewAnswer,
    ended_at: u64,
    now: u64,
) -> Result<AnswerOutcome> {
    let (cid, account, at) = (new.answer.cid.as_bytes().as_slice(), new.account.as_str(), to_db(now));
    if ended_at + DAY < now {
        return ended(conn, keys, &new.answer.cid, now).await;
    }
    end_pending(conn, keys, new, ChallengeState::Declined, now).await?;
    let row = sqlx::query!(
        "UPDATE challenges SET state = CASE state WHEN 'approved' THEN 'cancelled' ELSE state END
         WHERE cid = ? RETURNING attempt, session, browser, prefix",
        cid
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!("UPDATE attempts SET state = 'ended' WHERE id = ? AND state <> 'done'", row.attempt)
        .execute(&mut *conn)
        .await?;
    // The mail about this is enough.
    sqlx::query!("UPDATE attempts SET looked_at = ? WHERE id = ?", at, row.attempt)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "UPDATE sessions SET ended_at = ?1
         WHERE (challenge = ?2 OR id = (SELECT session FROM challenges WHERE cid = ?2)) AND ended_at IS NULL",
        at,
        cid
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE browsers SET ended_at = ? WHERE account = ? AND ended_at IS NULL", at, account)
        .execute(&mut *conn)
        .await?;
    let (until, number_until) = (to_db(now + BLOCK), to_db(now + DAY));
    sqlx::query!(
        "INSERT INTO blocks (account, prefix, browser, until) VALUES (?, ?, ?, ?)
         ON CONFLICT (account, prefix, browser) DO UPDATE SET until = excluded.until",
        account,
        row.prefix,
        row.browser,
        until
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE accounts SET number_until = ? WHERE id = ?", number_until, account)
        .execute(&mut *conn)
        .await?;
    let behind = row.session.as_deref().map_or(Behind::Attempt(row.attempt.as_deref()), Behind::Session);
    let kind = NoticeKind::NotMe;
    let told = Told { detail: &row.browser, device: Some(&new.device), behind };
    enter(conn, &new.account, JournalKind::Notice(kind), told, now).await?;
    note(conn, &new.account, kind, &row.browser, now).await?;
    post(conn, &new.account, MailKind::Notice(kind), &row.browser, behind, now).await?;
    let state =
        view(conn, keys, cid, now).await?.map_or(ChallengeState::Declined, |challenge| challenge.state);
    Ok(AnswerOutcome::Taken(state))
}

/// Why this YES does not count whatever the page shows: the rule in force wants a person whom the device has made
/// sure of, or the device is too new for such a change.
async fn may_not_approve(
    conn: &mut Conn,
    rules: &Rules,
    new: &NewAnswer,
    now: u64,
) -> Result<Option<AnswerOutcome>> {
    if new.answer.decision == Decision::Decline {
        return Ok(None);
    }
    let wants_person = policies(conn, rules, &new.account).await?.in_force().wants_verified_person();
    if wants_person && new.answer.uv == Verification::None {
        return Ok(Some(AnswerOutcome::PersonNotVerified));
    }
    let cid = new.answer.cid.as_bytes().as_slice();
    let reason = sqlx::query_scalar!("SELECT reason FROM challenges WHERE cid = ?", cid);
    let reason = reason.fetch_optional(&mut *conn).await?.as_deref().and_then(reason_from_name);
    // The administrators' pages take more than a finger on a screen that is open, where there is a way to show more.
    if reason == Some(Reason::StepUp)
        && new.answer.uv == Verification::None
        && !is_last(conn, &new.account).await?
    {
        return Ok(Some(AnswerOutcome::PersonNotVerified));
    }
    let may = match reason {
        Some(reason) => may_prove(conn, &new.device, &reason, now).await?,
        None => true,
    };
    Ok((!may).then_some(AnswerOutcome::TooNew))
}

pub(super) async fn is_active(conn: &mut Conn, device: &DeviceId) -> Result<bool> {
    let device = device.as_str();
    let found = sqlx::query!("SELECT id FROM devices WHERE id = ? AND state = 'active'", device);
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Replies that decided or counted come again for the same message; others are found anew.
async fn remember(conn: &mut Conn, new: &NewAnswer, outcome: &AnswerOutcome, now: u64) -> Result<()> {
    let Some(text) = outcome_text(outcome) else { return Ok(()) };
    let (identity, cid, at) =
        (new.identity.as_bytes().as_slice(), new.answer.cid.as_bytes().as_slice(), to_db(now));
    sqlx::query!(
        "INSERT INTO answers (identity, cid, outcome, at) VALUES (?, ?, ?, ?)
         ON CONFLICT (identity) DO UPDATE SET outcome = excluded.outcome",
        identity,
        cid,
        text,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn outcome_text(outcome: &AnswerOutcome) -> Option<String> {
    match outcome {
        AnswerOutcome::Taken(state) => Some(state_name(*state).to_owned()),
        AnswerOutcome::WrongNumber { tries_left } => Some(format!("wrong {tries_left}")),
        AnswerOutcome::Ended { .. }
        | AnswerOutcome::Paused { .. }
        | AnswerOutcome::Closed
        | AnswerOutcome::NotThisQuestion
        | AnswerOutcome::PersonNotVerified
        | AnswerOutcome::TooNew
        | AnswerOutcome::DeviceGone
        | AnswerOutcome::NotFound => None,
    }
}

fn outcome_from_text(text: &str) -> Option<AnswerOutcome> {
    match text.strip_prefix("wrong ") {
        Some(tries_left) => Some(AnswerOutcome::WrongNumber { tries_left: tries_left.parse().ok()? }),
        None => state_from_name(text).map(AnswerOutcome::Taken),
    }
}
