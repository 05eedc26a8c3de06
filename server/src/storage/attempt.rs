//! Sign-ins on their way: begun by the right password, ended by a session, by the person, or by their time.

use super::asking::{can_answer_offline, has_capability};
use super::backup_code::left;
use super::browser::{find_browser, rotate, trust};
use super::challenge::{expire, latest_of_attempt};
use super::device::with_codes;
use super::journal::{Told, enter};
use super::ledger::clear;
use super::mail::{Behind, post_undo};
use super::notice::note;
use super::open::Conn;
use super::passkey::has_passkeys;
use super::row::{account_id, challenge_id, device_id, fresh_id, from_db, to_db};
use super::session::{NewSession, insert_session};
use super::{Result, Storage, StorageError};
use crate::domain::{
    AccountId, AttemptState, AttemptView, BrowserMark, ChallengeId, DeviceId, Factor, Hashed, JournalKind,
    Lane, MailKind, NoticeKind, TakeBack, lifetimes,
};

/// What a new attempt is made of.
#[derive(Debug)]
pub struct NewAttempt {
    /// Of the login cookie.
    pub login: Hashed,
    /// Whose password was right.
    pub account: AccountId,
    /// What the browser looks like.
    pub mark: BrowserMark,
    /// Of the cookie of a trusted browser, if it came with one.
    pub known: Option<Hashed>,
    /// Where to go afterwards.
    pub next: String,
    /// How many wrong passwords came before, from this network.
    pub wrong_passwords: u32,
}

/// What a browser gets when its sign-in is complete.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    /// Of the new session cookie.
    pub session: Hashed,
    /// Of the new cookie for trust.
    pub known: Hashed,
    /// Whether the person ticked the box.
    pub trust: bool,
}

/// A sign-in that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completed {
    /// Who is signed in.
    pub account: AccountId,
    /// Where to go.
    pub next: String,
    /// Whether the cookie for trust has to be set.
    pub known: bool,
}

/// What a sign-in was completed by.
pub(super) enum By {
    /// A device's YES to this question.
    Approval(ChallengeId, Option<DeviceId>),
    /// The digits that a device without network gave for this question.
    Offline(ChallengeId, DeviceId),
    /// A code of the device or authenticator app with this id.
    Code(String),
    /// A backup code.
    BackupCode,
    /// The passkey with this id.
    Passkey(String),
    /// The passkey with this id, without name and password.
    PasskeyAlone(String),
}

impl By {
    /// As the journal names it.
    fn name(&self) -> &'static str {
        match self {
            Self::Approval(..) => "approval",
            Self::Offline(..) => "offline",
            Self::Code(_) => "code",
            Self::BackupCode => "backup-code",
            Self::Passkey(_) => "passkey",
            Self::PasskeyAlone(_) => "passkey-alone",
        }
    }
}

/// An attempt as operations see it.
pub(super) struct AttemptRow {
    pub(super) id: String,
    pub(super) account: AccountId,
    pub(super) mark: BrowserMark,
    pub(super) next: String,
    pub(super) trusted_browser: Option<String>,
    pub(super) wrong_passwords: u32,
    pub(super) created_at: u64,
    pub(super) queued_until: u64,
    pub(super) arrival: i64,
    /// Its trusted browser while it is trusted, or the shared lane.
    pub(super) lane: Lane,
}

impl Storage {
    /// Begins a sign-in; gives its id.
    pub async fn begin_attempt(&self, new: NewAttempt, now: u64) -> Result<String> {
        self.writer.run(move |conn| Box::pin(insert_attempt(conn, new, now))).await
    }

    /// The attempt of this login cookie, as its page shows it; `None` when there is none or its time is over.
    pub async fn attempt(&self, login: Hashed, now: u64) -> Result<Option<AttemptView>> {
        let keys = self.keys.clone();
        let mut conn = self.readers().acquire().await?;
        let (hash, at) = (login.as_bytes(), to_db(now));
        let row = sqlx::query!(
            "SELECT attempts.id, account, name, state, next, trusted_browser, expires_at,
                    EXISTS (SELECT 1 FROM challenges
                            WHERE challenges.account = attempts.account AND challenges.state = 'consumed'
                              AND challenges.reason = 'sign-in') AS \"signed_in_before!: bool\"
             FROM attempts JOIN accounts ON accounts.id = account
             WHERE hash = ? AND expires_at > ?",
            hash,
            at
        )
        .fetch_optional(&mut *conn)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let devices = sqlx::query_scalar!(
            "SELECT name FROM devices WHERE account = ? AND state = 'active' ORDER BY linked_at",
            row.account
        )
        .fetch_all(&mut *conn)
        .await?;
        let account = account_id(&row.account)?;
        Ok(Some(AttemptView {
            state: match row.state.as_str() {
                "waiting" => AttemptState::Waiting,
                "asked" => AttemptState::Asked,
                "done" => AttemptState::Done,
                "ended" => AttemptState::Ended,
                _ => return Err(StorageError::row("attempts", "state", row.id)),
            },
            challenge: latest_of_attempt(&mut conn, &keys, &row.id, now).await?,
            has_codes: with_codes(&mut conn, &account).await? > 0,
            can_scan: has_capability(&mut conn, &account, "scan").await?,
            can_answer_offline: can_answer_offline(&mut conn, &self.rules, &account).await?,
            has_passkeys: has_passkeys(&mut conn, &account).await?,
            has_backup_codes: left(&mut conn, &account).await? > 0,
            id: row.id,
            account,
            name: row.name,
            next: row.next,
            trusted: row.trusted_browser.is_some(),
            may_trust: row.trusted_browser.is_none() && row.signed_in_before,
            devices,
            expires_at: from_db(row.expires_at),
        }))
    }

    /// Turns an approval into a session: only with the right cookie, only while the device that decided is active,
    /// only once. `None` if there is no such approval.
    pub async fn complete_sign_in(
        &self,
        login: Hashed,
        mark: BrowserMark,
        keep: Keep,
        now: u64,
    ) -> Result<Option<Completed>> {
        let done = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = live_attempt(conn, login, now).await? else { return Ok(None) };
                    let (id, oldest) = (attempt.id.as_str(), to_db(now.saturating_sub(lifetimes::APPROVAL)));
                    let consumed = sqlx::query!(
                        "UPDATE challenges SET state = 'consumed'
                         WHERE attempt = ? AND state = 'approved' AND reason = 'sign-in' AND decided_at > ?
                           AND EXISTS (SELECT 1 FROM devices WHERE id = decided_by AND devices.state = 'active')
                         RETURNING cid, decided_by",
                        id,
                        oldest,
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    let Some(row) = consumed else { return Ok(None) };
                    let device = row.decided_by.as_deref().map(device_id).transpose()?;
                    let by = By::Approval(challenge_id(&row.cid)?, device);
                    let completed = finish(conn, &attempt, &mark, keep, by, now).await?;
                    Ok(Some((attempt.account, completed)))
                })
            })
            .await?;
        Ok(done.map(|(account, completed)| {
            self.wake.changed(&account);
            completed
        }))
    }

    /// The person takes a sign-in back: its question is cancelled.
    pub async fn cancel_attempt(&self, login: Hashed, now: u64) -> Result<()> {
        let account = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = live_attempt(conn, login, now).await? else { return Ok(None) };
                    expire(conn, &attempt.account, now).await?;
                    let (id, at) = (attempt.id.as_str(), to_db(now));
                    sqlx::query!("UPDATE attempts SET state = 'ended' WHERE id = ?", id)
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query!(
                        "UPDATE challenges SET state = 'cancelled', decided_at = ?
                         WHERE attempt = ? AND state IN ('pending', 'approved')",
                        at,
                        id
                    )
                    .execute(conn)
                    .await?;
                    Ok(Some(attempt.account))
                })
            })
            .await?;
        if let Some(account) = account {
            self.wake.changed(&account);
        }
        Ok(())
    }
}

/// Begins a sign-in as part of an operation; gives its id.
pub(super) async fn insert_attempt(conn: &mut Conn, new: NewAttempt, now: u64) -> Result<String> {
    let browser = match new.known {
        Some(known) => find_browser(conn, &new.account, known, &new.mark, now).await?,
        None => None,
    };
    let browser = browser.map(|found| found.id);
    let (id, hash, account) = (fresh_id(), new.login.as_bytes(), new.account.as_str());
    let (ip, prefix) = (new.mark.ip.to_string(), new.mark.prefix());
    let (prefix, wrong) = (prefix.as_str(), i64::from(new.wrong_passwords));
    let (at, expires) = (to_db(now), to_db(now + lifetimes::ATTEMPT));
    sqlx::query!(
        "INSERT INTO attempts (id, hash, account, browser, system, ip, prefix, next, trusted_browser,
                               wrong_passwords, state, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)",
        id,
        hash,
        account,
        new.mark.browser,
        new.mark.system,
        ip,
        prefix,
        new.next,
        browser,
        wrong,
        at,
        expires,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// The attempt of this cookie while it can still lead to a session: nobody's can while all sign-ins are stopped.
pub(super) async fn live_attempt(conn: &mut Conn, login: Hashed, now: u64) -> Result<Option<AttemptRow>> {
    let (hash, at) = (login.as_bytes(), to_db(now));
    let row = sqlx::query!(
        "SELECT id, account, browser, system, ip, next, trusted_browser, wrong_passwords, created_at, queued_until,
                rowid AS \"arrival!: i64\",
                (SELECT id FROM browsers
                 WHERE id = trusted_browser AND ended_at IS NULL AND trusted_until > ?2) AS lane
         FROM attempts
         WHERE hash = ?1 AND expires_at > ?2 AND state IN ('waiting', 'asked')
           AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = account
                             AND (frozen_at IS NOT NULL OR suspended_at IS NOT NULL))",
        hash,
        at
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let ip = row.ip.parse().map_err(|_| StorageError::row("attempts", "ip", &row.id))?;
        Ok(AttemptRow {
            account: account_id(&row.account)?,
            mark: BrowserMark { browser: row.browser, system: row.system, ip },
            next: row.next,
            trusted_browser: row.trusted_browser,
            wrong_passwords: super::row::count(row.wrong_passwords),
            created_at: from_db(row.created_at),
            queued_until: from_db(row.queued_until),
            arrival: row.arrival,
            lane: Lane::of(row.lane),
            id: row.id,
        })
    })
    .transpose()
}

/// Makes the session of a sign-in whose second step was right.
pub(super) async fn finish(
    conn: &mut Conn,
    attempt: &AttemptRow,
    mark: &BrowserMark,
    keep: Keep,
    by: By,
    now: u64,
) -> Result<Completed> {
    expire(conn, &attempt.account, now).await?;
    let (id, at) = (attempt.id.as_str(), to_db(now));
    sqlx::query!("UPDATE attempts SET state = 'done' WHERE id = ?", id).execute(&mut *conn).await?;
    // What else this attempt had asked is of no use any more.
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ? WHERE attempt = ? AND state IN ('pending', 'approved')",
        at,
        id
    )
    .execute(&mut *conn)
    .await?;
    for factor in [Factor::Code, Factor::Number] {
        clear(conn, attempt.account.as_str(), factor, &attempt.lane).await?;
    }
    let backup_lane = attempt.lane.or_network(&attempt.mark.prefix());
    clear(conn, attempt.account.as_str(), Factor::BackupCode, &backup_lane).await?;
    let browser = match &attempt.trusted_browser {
        Some(browser) => {
            rotate(conn, browser, keep.known, now).await?;
            Some(browser.clone())
        }
        None if keep.trust => {
            let browser = trust(conn, &attempt.account, mark, keep.known, now).await?;
            let (kind, undo) = (MailKind::BrowserTrusted, TakeBack::Trust(browser.clone()));
            post_undo(conn, &attempt.account, kind, ("", &undo), Behind::Mark(mark), now).await?;
            Some(browser)
        }
        None => None,
    };
    let how = by.name();
    let (challenge, device, method) = match by {
        By::Approval(cid, device) => (Some(cid), device, None),
        By::Offline(cid, device) => (Some(cid), Some(device), None),
        By::Code(method) | By::Passkey(method) | By::PasskeyAlone(method) => (None, None, Some(method)),
        By::BackupCode => (None, None, None),
    };
    let told = Told { detail: how, device: device.as_ref(), behind: Behind::Mark(mark) };
    enter(conn, &attempt.account, JournalKind::SignedIn, told, now).await?;
    let session = NewSession {
        hash: keep.session,
        account: &attempt.account,
        mark,
        challenge,
        method: device.as_ref().map(DeviceId::as_str).or(method.as_deref()),
        trusted_browser: browser.as_deref(),
        lane: attempt.lane.clone(),
    };
    insert_session(conn, session, now).await?;
    tell_of_missing_steps(conn, &attempt.account, now).await?;
    Ok(Completed { account: attempt.account.clone(), next: attempt.next.clone(), known: browser.is_some() })
}

/// Somebody gave the right password and no second step within three minutes: one notice a day.
async fn tell_of_missing_steps(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    let (id, late) = (account.as_str(), to_db(now.saturating_sub(180)));
    let (day, kind) = (to_db(now.saturating_sub(86400)), NoticeKind::SecondStepMissing.name());
    let missing = sqlx::query!(
        "SELECT browser, system FROM attempts
         WHERE account = ?1 AND state IN ('waiting', 'asked') AND created_at <= ?2 AND created_at > ?3
           AND NOT EXISTS (SELECT 1 FROM notices WHERE account = ?1 AND kind = ?4 AND at > ?3)
         ORDER BY created_at DESC LIMIT 1",
        id,
        late,
        day,
        kind
    );
    match missing.fetch_optional(&mut *conn).await? {
        Some(row) => {
            // The mail came when the attempt had ended.
            note(
                conn,
                account,
                NoticeKind::SecondStepMissing,
                &format!("{}, {}", row.browser, row.system),
                now,
            )
            .await
        }
        None => Ok(()),
    }
}
