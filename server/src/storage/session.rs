//! Sessions: made by a sign-in, found by their cookie, ended.

use super::challenge::expire;
use super::journal::{Told, enter};
use super::mail::Behind;
use super::open::Conn;
use super::row::{account_id, fresh_id, from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{
    AccountId, BrowserMark, ChallengeId, Hashed, JournalKind, Lane, Prefix, Session, SessionView, lifetimes,
};

/// `last_seen_at` is written at most this often.
const SEEN_EVERY: u64 = 60;
/// The most sessions that one account has at once: lists of them stay readable, and the table small.
const MOST: i64 = 50;

/// What a new session is made of.
pub(super) struct NewSession<'a> {
    pub(super) hash: Hashed,
    pub(super) account: &'a AccountId,
    pub(super) mark: &'a BrowserMark,
    pub(super) challenge: Option<ChallengeId>,
    /// The device, authenticator app or passkey that let it in.
    pub(super) method: Option<&'a str>,
    pub(super) trusted_browser: Option<&'a str>,
    /// The lane that its sign-in was counted in.
    pub(super) lane: Lane,
}

impl Storage {
    /// Signs in where there is no second step; `hash` is of the new session cookie. False if two-step verification
    /// was switched on or reset, or all sign-ins were stopped, since the password was checked.
    pub async fn sign_in(
        &self,
        account: &AccountId,
        hash: Hashed,
        mark: BrowserMark,
        now: u64,
    ) -> Result<bool> {
        let account = account.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if !is_password_enough(conn, &account).await? {
                        return Ok(false);
                    }
                    let new = NewSession {
                        hash,
                        account: &account,
                        mark: &mark,
                        challenge: None,
                        method: None,
                        trusted_browser: None,
                        lane: Lane::shared(),
                    };
                    insert_session(conn, new, now).await?;
                    let told = Told::by(Behind::Mark(&mark), "password");
                    enter(conn, &account, JournalKind::SignedIn, told, now).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// The session of this cookie, if it still counts; remembers that it was used.
    pub async fn session(&self, hash: Hashed, now: u64) -> Result<Option<Session>> {
        let bytes = hash.as_bytes();
        let idle = to_db(now.saturating_sub(lifetimes::SESSION_IDLE));
        let oldest = to_db(now.saturating_sub(lifetimes::SESSION));
        let row = sqlx::query!(
            "SELECT sessions.id, account, sessions.created_at, last_seen_at, name,
                    is_admin AS \"is_admin!: bool\", two_step_since
             FROM sessions JOIN accounts ON accounts.id = account
             WHERE hash = ? AND ended_at IS NULL AND last_seen_at > ? AND sessions.created_at > ?",
            bytes,
            idle,
            oldest,
        )
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        if from_db(row.last_seen_at) + SEEN_EVERY <= now {
            let (id, at) = (row.id.clone(), to_db(now));
            self.writer
                .run(move |conn| {
                    Box::pin(async move {
                        sqlx::query!("UPDATE sessions SET last_seen_at = ? WHERE id = ?", at, id)
                            .execute(conn)
                            .await?;
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(Some(Session {
            account: account_id(&row.account)?,
            id: row.id,
            name: row.name,
            is_admin: row.is_admin,
            created_at: from_db(row.created_at),
            two_step: row.two_step_since.is_some(),
        }))
    }

    /// The sessions of an account that still count, the one used last first.
    pub async fn sessions(&self, account: &AccountId, now: u64) -> Result<Vec<SessionView>> {
        live(&mut *self.readers().acquire().await?, account, now).await
    }

    /// Ends one session of this account, and what it asks for.
    pub async fn end_session(&self, account: &AccountId, session: &str, now: u64) -> Result<()> {
        let (id, session) = (account.clone(), session.to_owned());
        self.writer.run(move |conn| Box::pin(async move { end(conn, &id, &session, now).await })).await?;
        self.wake.changed(account);
        Ok(())
    }
}

/// The sessions of an account that can be used now, the latest used first.
pub(super) async fn live(conn: &mut Conn, account: &AccountId, now: u64) -> Result<Vec<SessionView>> {
    let account = account.as_str();
    let idle = to_db(now.saturating_sub(lifetimes::SESSION_IDLE));
    let oldest = to_db(now.saturating_sub(lifetimes::SESSION));
    let rows = sqlx::query!(
        "SELECT id, browser, system, ip, created_at, last_seen_at FROM sessions
         WHERE account = ? AND ended_at IS NULL AND last_seen_at > ? AND created_at > ?
         ORDER BY last_seen_at DESC",
        account,
        idle,
        oldest,
    )
    .fetch_all(conn)
    .await?;
    let views = rows.into_iter().map(|row| SessionView {
        id: row.id,
        browser: row.browser,
        system: row.system,
        ip: row.ip,
        created_at: from_db(row.created_at),
        last_seen_at: from_db(row.last_seen_at),
    });
    Ok(views.collect())
}

/// Ends one session of this account as part of an operation, and what it asks for: its owner has signed out.
pub(super) async fn end(conn: &mut Conn, account: &AccountId, session: &str, now: u64) -> Result<()> {
    if end_one(conn, account, session, now).await? {
        let told = Told::by(Behind::Session(session), "");
        enter(conn, account, JournalKind::SignedOut, told, now).await?;
    }
    Ok(())
}

/// Ends one session of this account, and what it asks for; false if it had ended.
pub(super) async fn end_one(conn: &mut Conn, account: &AccountId, session: &str, now: u64) -> Result<bool> {
    expire(conn, account, now).await?;
    let (owner, at) = (account.as_str(), to_db(now));
    let ended = sqlx::query!(
        "UPDATE sessions SET ended_at = ? WHERE id = ? AND account = ? AND ended_at IS NULL",
        at,
        session,
        owner
    );
    let ended = ended.execute(&mut *conn).await?.rows_affected() > 0;
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?
         WHERE session = ? AND account = ? AND state IN ('pending', 'approved')",
        at,
        session,
        owner
    )
    .execute(conn)
    .await?;
    Ok(ended)
}

/// Makes a session as part of an operation; gives its id. Beyond [`MOST`], the ones that were not used for longest end.
pub(super) async fn insert_session(conn: &mut Conn, new: NewSession<'_>, now: u64) -> Result<String> {
    let (id, hash, account, at) = (fresh_id(), new.hash.as_bytes(), new.account.as_str(), to_db(now));
    let ip = new.mark.ip.to_string();
    let challenge = new.challenge.map(|cid| cid.as_bytes().to_vec());
    let lane = new.lane.as_str();
    sqlx::query!(
        "INSERT INTO sessions (id, hash, account, browser, system, ip, created_at, last_seen_at,
                               challenge, method, trusted_browser, lane)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        hash,
        account,
        new.mark.browser,
        new.mark.system,
        ip,
        at,
        at,
        challenge,
        new.method,
        new.trusted_browser,
        lane,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE sessions SET ended_at = ?1
         WHERE account = ?2 AND ended_at IS NULL
           AND id NOT IN (SELECT id FROM sessions WHERE account = ?2 AND ended_at IS NULL
                          ORDER BY last_seen_at DESC, rowid DESC LIMIT ?3)",
        at,
        account,
        MOST
    )
    .execute(conn)
    .await?;
    Ok(id)
}

/// Whether somebody may sign in with the password alone: there is no second step, nothing is stopped, and no reset
/// wants a link beside it.
async fn is_password_enough(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let enough = sqlx::query_scalar!(
        "SELECT two_step_since IS NULL AND frozen_at IS NULL AND suspended_at IS NULL AND NOT wants_link
                AS \"enough!: bool\"
         FROM accounts WHERE id = ?",
        account
    );
    Ok(enough.fetch_one(conn).await?)
}

/// What guesses of a session are counted in: the lane of its browser while that is trusted, and its network.
pub(super) async fn lane_of(conn: &mut Conn, session: &str, now: u64) -> Result<(Lane, Prefix)> {
    let at = to_db(now);
    let row = sqlx::query!(
        "SELECT ip, (SELECT id FROM browsers
                     WHERE id = trusted_browser AND browsers.ended_at IS NULL AND trusted_until > ?2) AS lane
         FROM sessions WHERE id = ?1",
        session,
        at
    )
    .fetch_one(conn)
    .await?;
    let ip = row.ip.parse().map_err(|_| StorageError::row("sessions", "ip", session))?;
    Ok((Lane::of(row.lane), Prefix::of(ip)))
}
