//! Asking: who may ask the devices now, who waits for a turn, and who has asked too often.

use super::attempt::AttemptRow;
use super::challenge::{expire, wants};
use super::device::device_may_prove;
use super::drafting::{Draft, insert, remake_as_number, trusted_row};
use super::open::Conn;
use super::policy::policies;
use super::row::{challenge_id, challenge_state, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{
    AccountId, Again, Asker, BrowserMark, ChallengeId, ChallengeState, Hashed, Lane, Reason, Turn, Way,
    again, turn,
};
use crate::keys::ServerKeys;
use crate::rules::Rules;

/// How many sign-ins may wait for their turn.
const QUEUE: usize = 4;
/// A place in the queue holds while its page asks for it.
const QUEUED: u64 = 45;
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
    /// Every device is too new to prove this.
    TooNew,
    /// Asked too often without an answer, or blocked after *not me*: not before then.
    NotBefore(u64),
    /// There is no such sign-in any more.
    Gone,
}

impl Storage {
    /// Asks the account's devices about a sign-in; also called while it waits for its turn.
    pub async fn ask_about_sign_in(&self, login: Hashed, now: u64) -> Result<Asked> {
        self.ask_for(login, Way::Usual, now).await
    }

    /// Asks in another way than before: that question is taken back, and one that can be answered only by whoever sees
    /// the page takes its place. Each way may take one question of a sign-in back.
    pub async fn ask_in_another_way(&self, login: Hashed, way: Way, now: u64) -> Result<Asked> {
        self.ask_for(login, way, now).await
    }

    async fn ask_for(&self, login: Hashed, way: Way, now: u64) -> Result<Asked> {
        let (keys, rules) = (self.keys.clone(), self.rules.clone());
        let (answer, account) = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(attempt) = super::attempt::live_attempt(conn, login, now).await? else {
                        return Ok((Answer::same(Asked::Gone), None));
                    };
                    let answer = ask_for_attempt(conn, &keys, &rules, &attempt, way, now).await?;
                    Ok((answer, Some(attempt.account)))
                })
            })
            .await?;
        // Only when it is so: whoever waits asks for its turn when woken, and would wake itself for ever.
        if let Some(account) = account.filter(|_| answer.is_news) {
            self.wake.changed(&account);
        }
        Ok(answer.asked)
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
                    if !device_may_prove(conn, &new.account, &new.reason, now).await? {
                        return Ok(Asked::TooNew);
                    }
                    expire(conn, &new.account, now).await?;
                    let (lane, _) = super::session::lane_of(conn, &new.session, now).await?;
                    if let Some(until) = brake(conn, &new.account, &new.mark, &lane, now).await? {
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
                        way: Way::Usual,
                        lane: &lane,
                    };
                    insert(conn, &keys, &rules, draft, now).await.map(Asked::Asked)
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(asked)
    }
}

/// What came of asking, and whether other pages or devices see something else now.
struct Answer {
    asked: Asked,
    is_news: bool,
}

impl Answer {
    fn same(asked: Asked) -> Self {
        Self { asked, is_news: false }
    }
}

async fn ask_for_attempt(
    conn: &mut Conn,
    keys: &ServerKeys,
    rules: &Rules,
    attempt: &AttemptRow,
    way: Way,
    now: u64,
) -> Result<Answer> {
    let (account, id) = (&attempt.account, attempt.id.as_str());
    if !can_be_asked(conn, rules, account, way).await? {
        return Ok(Answer::same(Asked::NoDevice));
    }
    expire(conn, account, now).await?;
    let mut is_news = false;
    let before = asked_before(conn, id).await?;
    match (again(before.map(|(_, state)| state)), before) {
        (Again::Same, Some((cid, ChallengeState::Pending)))
            if take_back(conn, id, &cid, way, now).await? =>
        {
            is_news = true;
        }
        (Again::Same, Some((cid, _))) => return Ok(Answer::same(Asked::Asked(cid))),
        (Again::Over, _) => return Ok(Answer::same(Asked::Gone)),
        (Again::New | Again::Same, _) => {}
    }
    // Another way to answer the same question is no new one.
    if !is_news && let Some(until) = brake(conn, account, &attempt.mark, &attempt.lane, now).await? {
        return Ok(Answer::same(Asked::NotBefore(until)));
    }
    let before = queue_before(conn, attempt, now).await?;
    if before.is_same_network || before.others >= QUEUE {
        return Ok(Answer::same(Asked::TooMany));
    }
    let pending = pending(conn, account).await?;
    let turn = turn(pending.as_ref().map(|(_, _, mode)| wants(mode)), before.others);
    match (turn, pending) {
        (Turn::OthersWithNumber, Some((cid, Some(_), _))) => {
            remake_as_number(conn, keys, rules, &cid, now).await?;
            is_news = true;
        }
        (Turn::Mine, _) => {
            let trusted = match &attempt.trusted_browser {
                Some(browser) => trusted_row(conn, browser, now).await?,
                None => None,
            };
            let draft = Draft {
                account,
                asker: Asker::Attempt(id.to_owned()),
                mark: &attempt.mark,
                reason: Reason::SignIn,
                started_at: attempt.created_at,
                trusted,
                wrong_passwords: attempt.wrong_passwords,
                // Whoever had to wait, or is waited for, is not asked by YES and NO alone.
                second: attempt.queued_until > 0 || before.is_followed,
                way,
                lane: &attempt.lane,
            };
            let cid = insert(conn, keys, rules, draft, now).await?;
            sqlx::query!("UPDATE attempts SET state = 'asked' WHERE id = ?", id).execute(conn).await?;
            return Ok(Answer { asked: Asked::Asked(cid), is_news: true });
        }
        (Turn::OthersWithNumber | Turn::Others, _) => {}
    }
    let until = to_db(now + QUEUED);
    sqlx::query!("UPDATE attempts SET queued_until = ? WHERE id = ?", until, id).execute(conn).await?;
    Ok(Answer { asked: Asked::Waiting, is_news })
}

/// The latest question of this attempt.
async fn asked_before(conn: &mut Conn, attempt: &str) -> Result<Option<(ChallengeId, ChallengeState)>> {
    let row = sqlx::query!(
        "SELECT cid, state FROM challenges WHERE attempt = ? ORDER BY created_at DESC, rowid DESC LIMIT 1",
        attempt
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let cid = challenge_id(&row.cid)?;
    Ok(Some((cid, challenge_state(&row.state, &cid)?)))
}

/// Takes back a question because the person wants to answer in another way, which this sign-in had not asked in
/// before. Whether there was one.
async fn take_back(conn: &mut Conn, attempt: &str, cid: &ChallengeId, way: Way, now: u64) -> Result<bool> {
    let mode = match way {
        Way::Usual => return Ok(false),
        Way::Scan => "scan",
        Way::Offline => "offline",
    };
    let (cid, at) = (cid.as_bytes().as_slice(), to_db(now));
    let taken = sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?, remade = 1
         WHERE cid = ? AND state = 'pending'
           AND NOT EXISTS (SELECT 1 FROM challenges AS earlier WHERE earlier.attempt = ? AND earlier.mode = ?)",
        at,
        cid,
        attempt,
        mode
    );
    Ok(taken.execute(conn).await?.rows_affected() > 0)
}

async fn can_be_asked(conn: &mut Conn, rules: &Rules, account: &AccountId, way: Way) -> Result<bool> {
    match way {
        Way::Usual => has_device(conn, account).await,
        Way::Scan => has_capability(conn, account, "scan").await,
        Way::Offline => can_answer_offline(conn, rules, account).await,
    }
}

/// Whether an active device can answer without network, and the rule in force takes that.
pub(super) async fn can_answer_offline(conn: &mut Conn, rules: &Rules, account: &AccountId) -> Result<bool> {
    let takes_it = policies(conn, rules, account).await?.in_force().takes_offline();
    Ok(takes_it && has_capability(conn, account, "offline").await?)
}

/// Whether an active device says that it can do this.
pub(super) async fn has_capability(conn: &mut Conn, account: &AccountId, name: &str) -> Result<bool> {
    let account = account.as_str();
    let found = sqlx::query!(
        "SELECT id FROM devices
         WHERE account = ? AND state = 'active'
           AND EXISTS (SELECT 1 FROM json_each(capabilities) WHERE value = ?)
         LIMIT 1",
        account,
        name
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}

async fn has_device(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let found =
        sqlx::query!("SELECT id FROM devices WHERE account = ? AND state = 'active' LIMIT 1", account);
    Ok(found.fetch_optional(conn).await?.is_some())
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

/// Who else waits for a turn.
struct Queue {
    /// How many come before: those of trusted browsers first, then by arrival.
    others: usize,
    /// Whether one of them comes from the same network: only one of each may wait.
    is_same_network: bool,
    /// Whether somebody comes after.
    is_followed: bool,
}

/// Only pages that still ask for their turn count, so that nobody holds up others by walking away.
async fn queue_before(conn: &mut Conn, attempt: &AttemptRow, now: u64) -> Result<Queue> {
    let (id, account, at) = (attempt.id.as_str(), attempt.account.as_str(), to_db(now));
    let rows = sqlx::query!(
        "SELECT prefix, trusted_browser IS NOT NULL AS \"trusted!: bool\", rowid AS \"arrival!: i64\" FROM attempts
         WHERE account = ? AND id <> ? AND state IN ('waiting', 'asked') AND expires_at > ? AND queued_until > ?",
        account,
        id,
        at,
        at
    )
    .fetch_all(conn)
    .await?;
    let prefix = attempt.mark.prefix();
    let own = (attempt.trusted_browser.is_none(), attempt.arrival);
    let (before, after): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| (!row.trusted, row.arrival) < own);
    Ok(Queue {
        is_same_network: before.iter().any(|row| row.prefix == prefix.as_str()),
        others: before.len(),
        is_followed: !after.is_empty(),
    })
}

/// Until when no question may be asked: three unanswered in ten minutes, ten in a day, both counted in this lane, or
/// blocked after *not me*.
async fn brake(
    conn: &mut Conn,
    account: &AccountId,
    mark: &BrowserMark,
    lane: &Lane,
    now: u64,
) -> Result<Option<u64>> {
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
    // Since the last success of the lane: an approval, or a session that came about in another way.
    let lane = lane.as_str();
    let since = sqlx::query_scalar!(
        "SELECT MAX(COALESCE((SELECT MAX(decided_at) FROM challenges
                              WHERE account = ?1 AND lane = ?2 AND state IN ('approved', 'consumed')), 0),
                    COALESCE((SELECT MAX(created_at) FROM sessions WHERE account = ?1 AND lane = ?2), 0)) AS \"at!: i64\"",
        account,
        lane
    )
    .fetch_one(&mut *conn)
    .await?;
    let day = to_db(now.saturating_sub(DAY)).max(since);
    let unanswered = sqlx::query_scalar!(
        "SELECT created_at FROM challenges
         WHERE account = ? AND lane = ? AND created_at >= ? AND state IN ('expired', 'cancelled')
           AND decided_by IS NULL AND remade = 0
         ORDER BY created_at DESC LIMIT 10",
        account,
        lane,
        day
    )
    .fetch_all(conn)
    .await?;
    let third = unanswered.get(2).map(|&at| from_db(at) + 600).filter(|&until| until > now);
    let tenth = unanswered.get(9).map(|&at| from_db(at) + DAY).filter(|&until| until > now);
    Ok(tenth.or(third))
}
