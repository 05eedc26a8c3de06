//! Questions: one pending at a time for an account, signed once, never changed.

use countersign_protocol::message::{Challenge, Context, Mode, Reason};
use countersign_protocol::{Jws, Unverified};
use zeroize::Zeroizing;

use super::attempt::AttemptRow;
use super::open::Conn;
use super::row::{challenge_id, challenge_state, count, from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{
    AccountId, Asker, BrowserMark, ChallengeId, ChallengeState, ChallengeView, Hashed, ModeFacts, choose_mode,
    reason_from_name, reason_name,
};
use crate::keys::{Place, ServerKeys, random};
use crate::rules::Rules;

/// A question may be sent again after this long.
const RESEND_EVERY: u64 = 15;
const DAY: u64 = 86400;

/// What a question is made of, beside who waits for it.
#[derive(Debug)]
pub struct NewChallenge {
    /// Whom to ask.
    pub account: AccountId,
    /// The session that wants to change something, its browser, and what it wants.
    pub session: String,
    /// What its browser looks like.
    pub mark: BrowserMark,
    /// What an approval is for.
    pub reason: Reason,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The devices have it.
    Asked(ChallengeId),
    /// Another question comes first.
    Waiting,
    /// Four wait already: another way is needed.
    TooMany,
    /// No device can be asked.
    NoDevice,
    /// Asked too often without an answer, or blocked after *not me*: not before then.
    NotBefore(u64),
    /// There is no such sign-in any more.
    Gone,
}

/// How a question stands that its page waits for.
#[derive(Debug, Clone)]
pub enum Waits {
    /// For its turn.
    ForItsTurn,
    /// For the answer, or has it.
    ForAnswer(ChallengeView),
}

struct Draft<'a> {
    account: &'a AccountId,
    asker: Asker,
    mark: &'a BrowserMark,
    reason: Reason,
    started_at: u64,
    trusted: Option<super::browser::FoundBrowser>,
    wrong_passwords: u32,
    second: bool,
}

impl Storage {
    /// Asks the account's devices about a sign-in; also called while it waits for its turn.
    pub async fn ask_about_sign_in(&self, login: Hashed, now: u64) -> Result<Asked> {
        let (keys, rules) = (self.keys.clone(), self.rules.clone());
        let (asked, account) = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = super::attempt::live_attempt(conn, login, now).await? else {
                        return Ok((Asked::Gone, None));
                    };
                    let asked = ask_for_attempt(conn, &keys, &rules, &attempt, now).await?;
                    Ok((asked, Some(attempt.account)))
                })
            })
            .await?;
        if let Some(account) = account {
            self.wake.changed(&account);
        }
        Ok(asked)
    }

    /// Asks the account's devices about a change.
    pub async fn ask_about_change(&self, new: NewChallenge, now: u64) -> Result<Asked> {
        let (keys, rules, account) = (self.keys.clone(), self.rules.clone(), new.account.clone());
        let asked = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if !has_device(conn, &new.account).await? {
                        return Ok(Asked::NoDevice);
                    }
                    expire(conn, &new.account, now).await?;
                    if let Some(until) = brake(conn, &new.account, &new.mark, now).await? {
                        return Ok(Asked::NotBefore(until));
                    }
                    // An earlier question of the same session gives way; anybody else's does not.
                    let (account, session, at) = (new.account.as_str(), new.session.as_str(), to_db(now));
                    sqlx::query!(
                        "UPDATE challenges SET state = 'cancelled', decided_at = ?
                         WHERE account = ? AND session = ? AND state = 'pending'",
                        at,
                        account,
                        session
                    )
                    .execute(&mut *conn)
                    .await?;
                    if pending(conn, &new.account).await?.is_some() {
                        return Ok(Asked::Waiting);
                    }
                    let draft = Draft {
                        account: &new.account,
                        asker: Asker::Session(new.session.clone()),
                        mark: &new.mark,
                        reason: new.reason,
                        started_at: now,
                        trusted: None,
                        wrong_passwords: 0,
                        second: false,
                    };
                    insert(conn, &keys, &rules, draft, now).await.map(Asked::Asked)
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(asked)
    }

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

    /// The question that is pending for this account: its text, as every device gets it, and its hash.
    pub async fn pending_challenge(&self, account: &AccountId, now: u64) -> Result<Option<(String, [u8; 32])>> {
        let (account, at) = (account.as_str(), to_db(now));
        let row = sqlx::query!(
            "SELECT jws, jws_hash FROM challenges WHERE account = ? AND state = 'pending' AND expires_at > ?",
            account,
            at
        )
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            let hash = row.jws_hash.try_into().map_err(|_| StorageError::row("challenges", "jws_hash", account))?;
            Ok((row.jws, hash))
        })
        .transpose()
    }

    /// Where a question of this account stands.
    pub async fn challenge(&self, account: &AccountId, cid: ChallengeId, now: u64) -> Result<Option<ChallengeView>> {
        let mut conn = self.readers().acquire().await?;
        let (account, bytes) = (account.as_str(), cid.as_bytes().as_slice());
        let own = sqlx::query!("SELECT account FROM challenges WHERE cid = ? AND account = ?", bytes, account);
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

async fn ask_for_attempt(
    conn: &mut Conn,
    keys: &ServerKeys,
    rules: &Rules,
    attempt: &AttemptRow,
    now: u64,
) -> Result<Asked> {
    let account = &attempt.account;
    if !has_device(conn, account).await? {
        return Ok(Asked::NoDevice);
    }
    expire(conn, account, now).await?;
    if let Some(until) = brake(conn, account, &attempt.mark, now).await? {
        return Ok(Asked::NotBefore(until));
    }
    let first = match pending(conn, account).await? {
        Some((cid, owner, _)) if owner.as_deref() == Some(attempt.id.as_str()) => {
            return Ok(Asked::Asked(challenge_id(&cid)?));
        }
        Some((cid, owner, mode)) => {
            if waiting_before(conn, attempt, now).await? >= 4 {
                return Ok(Asked::TooMany);
            }
            if mode == "tap" && owner.is_some() {
                remake_as_number(conn, keys, &cid, now).await?;
            }
            return Ok(Asked::Waiting);
        }
        None => waiting_before(conn, attempt, now).await? == 0,
    };
    if !first {
        return Ok(Asked::Waiting);
    }
    let id = attempt.id.as_str();
    let trusted = match &attempt.trusted_browser {
        Some(browser) => trusted_row(conn, browser, now).await?,
        None => None,
    };
    // Whoever had to wait, or is followed by somebody, is not asked by YES and NO alone.
    let second = !is_alone(conn, attempt, now).await?;
    let draft = Draft {
        account,
        asker: Asker::Attempt(id.to_owned()),
        mark: &attempt.mark,
        reason: Reason::SignIn,
        started_at: attempt.created_at,
        trusted,
        wrong_passwords: attempt.wrong_passwords,
        second,
    };
    let cid = insert(conn, keys, rules, draft, now).await?;
    sqlx::query!("UPDATE attempts SET state = 'asked' WHERE id = ?", id).execute(conn).await?;
    Ok(Asked::Asked(cid))
}

async fn insert(conn: &mut Conn, keys: &ServerKeys, rules: &Rules, draft: Draft<'_>, now: u64) -> Result<ChallengeId> {
    let cid = ChallengeId::from_bytes(random());
    let unusual = unusual(&draft);
    let mode = choose_mode(
        &draft.reason,
        ModeFacts {
            policy_is_tap: rules.approval_is_tap,
            trusted: draft.trusted.is_some(),
            unusual: !unusual.is_empty() || draft.wrong_passwords > 2,
            alarmed: is_alarmed(conn, draft.account, now).await?,
            second: draft.second,
        },
    );
    let challenge = Challenge {
        iss: rules.origin.clone(),
        aud: draft.account.clone(),
        cid,
        iat: now,
        exp: now + rules.challenge_seconds,
        ctx: Context {
            application: rules.name.to_string(),
            ip: draft.mark.ip.to_string(),
            place: None,
            page: Some(rules.origin.host().to_owned()),
            browser_last_at: draft.trusted.as_ref().map(|found| found.last_used_at),
            usual_place: None,
            unusual,
            browser: draft.mark.browser.clone(),
            system: draft.mark.system.clone(),
            browser_known: draft.trusted.is_some(),
            started_at: draft.started_at,
            reason: draft.reason.clone(),
        },
        digits: (mode == Mode::Number).then_some(2),
        mode,
        must_show: None,
    };
    write(conn, keys, &challenge, &draft.asker, draft.mark, now).await?;
    Ok(cid)
}

async fn write(
    conn: &mut Conn,
    keys: &ServerKeys,
    challenge: &Challenge,
    asker: &Asker,
    mark: &BrowserMark,
    now: u64,
) -> Result<()> {
    let jws = Jws::sign(challenge, keys.instance())
        .map_err(|error| StorageError::Database(sqlx::Error::Protocol(error.to_string())))?;
    let name = challenge.cid.to_string();
    let number = challenge.digits.map(|_| {
        let number = u16::from_be_bytes(random()) % 100;
        keys.seal(&number_place(&name), format!("{number:02}").as_bytes())
    });
    let mode = if challenge.mode == Mode::Tap { "tap" } else { "number" };
    let (attempt, session) = match asker {
        Asker::Attempt(id) => (Some(id.as_str()), None),
        Asker::Session(id) => (None, Some(id.as_str())),
    };
    let (cid, account, reason) = (challenge.cid.as_bytes().as_slice(), challenge.aud.as_str(), &challenge.ctx.reason);
    let (reason, digest, prefix) = (reason_name(reason), jws.digest(), mark.prefix());
    let (hash, text, prefix) = (digest.as_bytes().as_slice(), jws.as_str(), prefix.as_str());
    let (at, expires) = (to_db(now), to_db(challenge.exp));
    sqlx::query!(
        "INSERT INTO challenges (cid, account, attempt, session, reason, mode, number_sealed, jws, jws_hash, browser,
                                 prefix, state, sent_at, created_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)",
        cid,
        account,
        attempt,
        session,
        reason,
        mode,
        number,
        text,
        hash,
        mark.browser,
        prefix,
        at,
        at,
        expires,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A second sign-in has come: the first one's plain question is cancelled and asked again with a number.
async fn remake_as_number(conn: &mut Conn, keys: &ServerKeys, cid: &[u8], now: u64) -> Result<()> {
    let at = to_db(now);
    let cancelled = sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?
         WHERE cid = ? AND state = 'pending'
         RETURNING attempt, jws, browser",
        at,
        cid
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = cancelled else { return Ok(()) };
    let damaged = || StorageError::row("challenges", "jws", "the cancelled one");
    let attempt = row.attempt.ok_or_else(damaged)?;
    let old = Unverified::<Challenge>::parse(&row.jws).map_err(|_| damaged())?;
    let old = old.claimed();
    let ip = old.ctx.ip.parse().map_err(|_| damaged())?;
    let mark = BrowserMark { browser: row.browser, system: old.ctx.system.clone(), ip };
    let renewed = Challenge {
        cid: ChallengeId::from_bytes(random()),
        iat: now,
        exp: now + (old.exp - old.iat),
        mode: Mode::Number,
        digits: Some(2),
        ..old.clone()
    };
    write(conn, keys, &renewed, &Asker::Attempt(attempt), &mark, now).await
}

pub(super) fn number_place(cid: &str) -> Place<'_> {
    Place { table: "challenges", column: "number", id: cid }
}

fn unusual(draft: &Draft<'_>) -> Vec<String> {
    let Some(usual) = &draft.trusted else { return Vec::new() };
    let mut names = Vec::new();
    if usual.browser != draft.mark.browser {
        names.push("browser".to_owned());
    }
    if usual.system != draft.mark.system {
        names.push("system".to_owned());
    }
    if usual.prefix != draft.mark.prefix().as_str() {
        names.push("ip".to_owned());
    }
    names
}

async fn trusted_row(conn: &mut Conn, browser: &str, now: u64) -> Result<Option<super::browser::FoundBrowser>> {
    let at = to_db(now);
    let row = sqlx::query!(
        "SELECT id, browser, system, prefix, last_used_at FROM browsers
         WHERE id = ? AND ended_at IS NULL AND trusted_until > ?",
        browser,
        at
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| super::browser::FoundBrowser {
        id: row.id,
        browser: row.browser,
        system: row.system,
        prefix: row.prefix,
        last_used_at: from_db(row.last_used_at),
    }))
}

async fn has_device(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let found = sqlx::query!("SELECT id FROM devices WHERE account = ? AND state = 'active' LIMIT 1", account);
    Ok(found.fetch_optional(conn).await?.is_some())
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

/// The pending question: its id, the attempt that waits for it, its mode.
async fn pending(conn: &mut Conn, account: &AccountId) -> Result<Option<(Vec<u8>, Option<String>, String)>> {
    let account = account.as_str();
    let row = sqlx::query!(
        "SELECT cid, attempt, mode FROM challenges WHERE account = ? AND state = 'pending'",
        account
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.cid, row.attempt, row.mode)))
}

/// How many other sign-ins wait and come before this one: a trusted browser first, then by arrival; one for each
/// network.
async fn waiting_before(conn: &mut Conn, attempt: &AttemptRow, now: u64) -> Result<u32> {
    let (id, account, at) = (attempt.id.as_str(), attempt.account.as_str(), to_db(now));
    let (trusted, began) = (attempt.trusted_browser.is_some(), to_db(attempt.created_at));
    let before = sqlx::query_scalar!(
        "SELECT COUNT(DISTINCT prefix) FROM attempts
         WHERE account = ?1 AND id <> ?2 AND state = 'waiting' AND expires_at > ?3
           AND ((trusted_browser IS NOT NULL) > ?4
                OR ((trusted_browser IS NOT NULL) = ?4 AND created_at < ?5))",
        account,
        id,
        at,
        trusted,
        began
    );
    Ok(count(before.fetch_one(conn).await?))
}

async fn is_alone(conn: &mut Conn, attempt: &AttemptRow, now: u64) -> Result<bool> {
    let (id, account, at) = (attempt.id.as_str(), attempt.account.as_str(), to_db(now));
    let recent = to_db(now.saturating_sub(300));
    let other = sqlx::query!(
        "SELECT id FROM attempts
         WHERE account = ? AND id <> ? AND expires_at > ? AND created_at > ? AND state IN ('waiting', 'asked') LIMIT 1",
        account,
        id,
        at,
        recent
    );
    Ok(other.fetch_optional(conn).await?.is_none())
}

/// A NO, or two unanswered questions, in the last 24 hours.
async fn is_alarmed(conn: &mut Conn, account: &AccountId, now: u64) -> Result<bool> {
    let (account, at, since) = (account.as_str(), to_db(now), to_db(now.saturating_sub(DAY)));
    let forced = sqlx::query!("SELECT id FROM accounts WHERE id = ? AND number_until > ?", account, at);
    if forced.fetch_optional(&mut *conn).await?.is_some() {
        return Ok(true);
    }
    let row = sqlx::query!(
        "SELECT COALESCE(SUM(state = 'declined'), 0) AS \"declined!: i64\",
                COALESCE(SUM(state = 'expired'), 0) AS \"expired!: i64\"
         FROM challenges WHERE account = ? AND created_at > ?",
        account,
        since
    )
    .fetch_one(conn)
    .await?;
    Ok(row.declined > 0 || row.expired >= 2)
}

/// Until when no question may be asked: three unanswered in ten minutes, ten in a day, or blocked after *not me*.
async fn brake(conn: &mut Conn, account: &AccountId, mark: &BrowserMark, now: u64) -> Result<Option<u64>> {
    let (account, at, prefix) = (account.as_str(), to_db(now), mark.prefix());
    let prefix = prefix.as_str();
    let block = sqlx::query_scalar!(
        "SELECT until FROM blocks WHERE account = ? AND prefix = ? AND browser = ? AND until > ?",
        account,
        prefix,
        mark.browser,
        at
    );
    if let Some(until) = block.fetch_optional(&mut *conn).await? {
        return Ok(Some(from_db(until)));
    }
    let since = sqlx::query_scalar!(
        "SELECT COALESCE(MAX(decided_at), 0) AS \"at!: i64\" FROM challenges
         WHERE account = ? AND state IN ('approved', 'consumed')",
        account
    )
    .fetch_one(&mut *conn)
    .await?;
    let day = to_db(now.saturating_sub(DAY)).max(since);
    let unanswered = sqlx::query_scalar!(
        "SELECT created_at FROM challenges
         WHERE account = ? AND created_at > ? AND state = 'expired' ORDER BY created_at DESC LIMIT 10",
        account,
        day
    )
    .fetch_all(conn)
    .await?;
    let third = unanswered.get(2).map(|&at| from_db(at) + 600).filter(|&until| until > now);
    let tenth = unanswered.get(9).map(|&at| from_db(at) + DAY).filter(|&until| until > now);
    Ok(tenth.or(third))
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
pub(super) async fn view(conn: &mut Conn, keys: &ServerKeys, cid: &[u8], now: u64) -> Result<Option<ChallengeView>> {
    let row = sqlx::query!(
        "SELECT challenges.state, reason, number_sealed, sent_at, created_at, expires_at, decided_at,
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
    let mut state = challenge_state(&row.state, &id)?;
    if state == ChallengeState::Pending && from_db(row.expires_at) <= now {
        state = ChallengeState::Expired;
    }
    let number = match row.number_sealed {
        Some(sealed) if state == ChallengeState::Pending => {
            let opened = keys.open(&number_place(&name), &sealed);
            let opened = opened.map_err(|_| StorageError::row("challenges", "number_sealed", &name))?;
            Some(Zeroizing::new(String::from_utf8_lossy(&opened).into_owned()))
        }
        Some(_) | None => None,
    };
    Ok(Some(ChallengeView {
        cid: id,
        state,
        reason: reason_from_name(&row.reason).ok_or_else(|| StorageError::row("challenges", "reason", &name))?,
        number,
        created_at: from_db(row.created_at),
        expires_at: from_db(row.expires_at),
        resend_at: from_db(row.sent_at) + RESEND_EVERY,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(from_db),
    }))
}
