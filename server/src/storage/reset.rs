//! Resets of two-step verification: an administrator starts one, every channel tells of it, and it happens a day later
//! unless the owner, a device or an administrator cancels it; at once only when another administrator confirms it.
//!
//! Afterwards the password alone lets nobody in: an administrator hands over a link, which is worth nothing without
//! the password. So neither a thief of the password nor an administrator gets in by a reset.

use super::account::end_everything;
use super::acting::{ActOutcome, Acted, By};
use super::enrollment::is_on;
use super::freeze::frozen_at;
use super::journal::{Told, enter};
use super::ledger::open_again;
use super::mail::Behind;
use super::method::take_all;
use super::notice::{tell, tell_undo};
use super::open::Conn;
use super::row::{account_id, fresh_id, from_db, to_db};
use super::session::{NewSession, insert_session};
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{
    AccountId, ActKind, BrowserMark, Hashed, JournalKind, Lane, NoticeKind, Reset, TakeBack, lifetimes,
    may_confirm,
};
use crate::tombstones::Tombstone;

impl Storage {
    /// Starts a reset.
    pub async fn start_reset(&self, by: By, account: &AccountId, now: u64) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, actor| {
            Box::pin(async move {
                if !is_on(conn, owner).await? {
                    return Ok(Acted::Not(ActOutcome::NoTwoStep));
                }
                if frozen_at(conn, owner).await?.is_some() {
                    return Ok(Acted::Not(ActOutcome::Stopped));
                }
                let (id, name) = (fresh_id(), owner.as_str());
                let (at, matures) = (to_db(now), to_db(now + lifetimes::RESET));
                let started = sqlx::query!(
                    "INSERT INTO resets (id, account, started_by, by_name, started_at, matures_at, state)
                     VALUES (?, ?, ?, ?, ?, ?, 'waiting')
                     ON CONFLICT (account) WHERE state = 'waiting' DO NOTHING",
                    id,
                    name,
                    actor.account,
                    actor.name,
                    at,
                    matures
                );
                if started.execute(&mut *conn).await?.rows_affected() == 0 {
                    return Ok(Acted::Not(ActOutcome::Unchanged));
                }
                let told = (actor.name.as_str(), &TakeBack::Reset(id));
                tell_undo(conn, owner, NoticeKind::ResetStarted, told, Behind::Nobody, now).await?;
                Ok(Acted::Told(ActKind::ResetStarted))
            })
        })
        .await
    }

    /// The reset of this account that waits.
    pub async fn waiting_reset(&self, account: &AccountId) -> Result<Option<Reset>> {
        waiting(&mut *self.readers().acquire().await?, account).await
    }

    /// An administrator cancels a reset.
    pub async fn cancel_reset(&self, by: By, account: &AccountId, now: u64) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, _| {
            Box::pin(async move {
                if !cancel(conn, owner, None, now).await? {
                    return Ok(Acted::Not(ActOutcome::NotFound));
                }
                Ok(Acted::Tell(NoticeKind::ResetCancelled, ActKind::ResetCancelled))
            })
        })
        .await
    }

    /// The owner cancels the reset, from a browser that is signed in. False if none waits.
    pub async fn refuse_reset(&self, account: &AccountId, mark: BrowserMark, now: u64) -> Result<bool> {
        let owner = account.clone();
        let refused = self
            .writer
            .run(move |conn| {
                Box::pin(async move { refuse(conn, &owner, None, Behind::Mark(&mark), now).await })
            })
            .await?;
        self.wake.changed(account);
        Ok(refused)
    }

    /// The same by the link in the mail about this very reset, which this server has signed.
    pub async fn refuse_reset_by_mail(&self, reset: &str, mark: BrowserMark, now: u64) -> Result<bool> {
        let reset = reset.to_owned();
        let account = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let owner = sqlx::query_scalar!("SELECT account FROM resets WHERE id = ?", reset);
                    let Some(owner) = owner.fetch_optional(&mut *conn).await? else { return Ok(None) };
                    let owner = account_id(&owner)?;
                    let done = refuse(conn, &owner, Some(&reset), Behind::Mark(&mark), now).await?;
                    Ok(done.then_some(owner))
                })
            })
            .await?;
        if let Some(account) = &account {
            self.wake.changed(account);
        }
        Ok(account.is_some())
    }

    /// Another administrator confirms a reset, which happens at once: neither the one who started it nor its owner, and
    /// nobody who has been an administrator for less than 72 hours.
    pub async fn confirm_reset(&self, by: By, account: &AccountId, now: u64) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, actor| {
            Box::pin(async move {
                let Some(second) = actor.account.as_deref() else {
                    return Ok(Acted::Not(ActOutcome::AnotherOne));
                };
                if waiting(conn, owner).await?.is_none() {
                    return Ok(Acted::Not(ActOutcome::NotFound));
                }
                let since = sqlx::query_scalar!("SELECT admin_since FROM accounts WHERE id = ?", second);
                if !may_confirm(from_db(since.fetch_one(&mut *conn).await?), now) {
                    return Ok(Acted::Not(ActOutcome::AnotherOne));
                }
                // Whoever started it is an administrator to this day, or it would have been cancelled.
                let (id, at) = (owner.as_str(), to_db(now));
                let first = sqlx::query_scalar!(
                    "UPDATE resets SET state = 'done', confirmed_by = ?1, ended_at = ?2
                     WHERE account = ?3 AND state = 'waiting' AND started_by IS NOT NULL AND started_by <> ?1
                     RETURNING by_name",
                    second,
                    at,
                    id
                );
                let Some(first) = first.fetch_optional(&mut *conn).await? else {
                    return Ok(Acted::Not(ActOutcome::AnotherOne));
                };
                happen(conn, owner, &format!("{first}, {}", actor.name), now).await?;
                Ok(Acted::Told(ActKind::ResetConfirmed))
            })
        })
        .await
    }

    /// Makes the link with which the password lets in again after a reset; an earlier one is worth nothing then.
    pub async fn make_recovery_link(
        &self,
        by: By,
        account: &AccountId,
        link: Hashed,
        now: u64,
    ) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, _| {
            Box::pin(async move {
                let (id, hash) = (owner.as_str(), link.as_bytes());
                let expires = to_db(now + lifetimes::RECOVERY_LINK);
                let made = sqlx::query!(
                    "INSERT INTO recovery_links (account, hash, expires_at)
                     SELECT id, ?1, ?2 FROM accounts
                     WHERE id = ?3 AND wants_link = 1 AND two_step_since IS NULL
                     ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at",
                    hash,
                    expires,
                    id
                );
                if made.execute(&mut *conn).await?.rows_affected() == 0 {
                    return Ok(Acted::Not(ActOutcome::NotFound));
                }
                Ok(Acted::Tell(NoticeKind::RecoveryLinkMade, ActKind::RecoveryLinkMade))
            })
        })
        .await
    }

    /// Whether this is the link of this account now.
    pub async fn recovery_link_holds(&self, account: &AccountId, link: Hashed, now: u64) -> Result<bool> {
        let (owner, hash, at) = (account.as_str(), link.as_bytes(), to_db(now));
        let found = sqlx::query!(
            "SELECT account FROM recovery_links WHERE account = ? AND hash = ? AND expires_at > ?",
            owner,
            hash,
            at
        );
        Ok(found.fetch_optional(self.readers()).await?.is_some())
    }

    /// Signs in after a reset, where the password was right: uses the link up. False if the link is not good, or
    /// something changed meanwhile.
    pub async fn sign_in_with_link(
        &self,
        account: &AccountId,
        link: Hashed,
        session: Hashed,
        mark: BrowserMark,
        now: u64,
    ) -> Result<bool> {
        let account = account.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    if is_on(conn, &account).await? || frozen_at(conn, &account).await?.is_some() {
                        return Ok(false);
                    }
                    let (owner, hash, at) = (account.as_str(), link.as_bytes(), to_db(now));
                    let used = sqlx::query!(
                        "DELETE FROM recovery_links WHERE account = ? AND hash = ? AND expires_at > ?",
                        owner,
                        hash,
                        at
                    );
                    if used.execute(&mut *conn).await?.rows_affected() == 0 {
                        return Ok(false);
                    }
                    let new = NewSession {
                        hash: session,
                        account: &account,
                        mark: &mark,
                        challenge: None,
                        method: None,
                        trusted_browser: None,
                        lane: Lane::shared(),
                    };
                    insert_session(conn, new, now).await?;
                    let told = Told::by(Behind::Mark(&mark), "recovery-link");
                    enter(conn, &account, JournalKind::SignedIn, told, now).await?;
                    Ok(true)
                })
            })
            .await
    }
}

/// The reset of this account that waits.
pub(super) async fn waiting(conn: &mut Conn, account: &AccountId) -> Result<Option<Reset>> {
    let owner = account.as_str();
    let row = sqlx::query!(
        "SELECT id, started_by, by_name, started_at, matures_at FROM resets
         WHERE account = ? AND state = 'waiting'",
        owner
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(Reset {
        id: row.id,
        started_by: row.started_by.as_deref().map(account_id).transpose()?,
        by: row.by_name,
        started_at: from_db(row.started_at),
        matures_at: from_db(row.matures_at),
    }))
}

/// Lets happen what has waited for its time; called every minute by the server.
pub(super) async fn end_waiting(conn: &mut Conn, now: u64) -> Result<()> {
    let at = to_db(now);
    let rows = sqlx::query!(
        "UPDATE resets SET state = 'done', ended_at = ?1 WHERE state = 'waiting' AND matures_at <= ?1
         RETURNING account, by_name",
        at
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        happen(conn, &account_id(&row.account)?, &row.by_name, now).await?;
    }
    Ok(())
}

/// Cancels what this administrator has started: the role is gone.
pub(super) async fn cancel_resets_of(conn: &mut Conn, administrator: &AccountId, now: u64) -> Result<()> {
    let by = administrator.as_str();
    let accounts =
        sqlx::query_scalar!("SELECT account FROM resets WHERE started_by = ? AND state = 'waiting'", by)
            .fetch_all(&mut *conn)
            .await?;
    for account in accounts {
        let account = account_id(&account)?;
        cancel(conn, &account, None, now).await?;
        tell(conn, &account, NoticeKind::ResetCancelled, "", Behind::Nobody, now).await?;
    }
    Ok(())
}

/// All changes are stopped, so this one does not happen either.
pub(super) async fn cancel_because_stopped(
    conn: &mut Conn,
    account: &AccountId,
    behind: Behind<'_>,
    now: u64,
) -> Result<()> {
    refuse(conn, account, None, behind, now).await.map(|_| ())
}

async fn refuse(
    conn: &mut Conn,
    account: &AccountId,
    reset: Option<&str>,
    behind: Behind<'_>,
    now: u64,
) -> Result<bool> {
    if !cancel(conn, account, reset, now).await? {
        return Ok(false);
    }
    tell(conn, account, NoticeKind::ResetRefused, "", behind, now).await?;
    Ok(true)
}

async fn cancel(conn: &mut Conn, account: &AccountId, reset: Option<&str>, now: u64) -> Result<bool> {
    let (owner, at) = (account.as_str(), to_db(now));
    let cancelled = sqlx::query!(
        "UPDATE resets SET state = 'cancelled', ended_at = ?1
         WHERE account = ?2 AND state = 'waiting' AND (?3 IS NULL OR id = ?3)",
        at,
        owner,
        reset
    );
    Ok(cancelled.execute(conn).await?.rows_affected() > 0)
}

/// All methods go, sessions end, and the password alone lets nobody in until two-step verification is on again.
async fn happen(conn: &mut Conn, account: &AccountId, by: &str, now: u64) -> Result<()> {
    take_all(conn, account, now).await?;
    end_everything(conn, account, None, now).await?;
    open_again(conn, account).await?;
    let owner = account.as_str();
    bury(conn, Tombstone::Reset { account: owner.to_owned() }).await?;
    sqlx::query!("UPDATE accounts SET wants_link = 1 WHERE id = ?", owner).execute(&mut *conn).await?;
    tell(conn, account, NoticeKind::ResetDone, by, Behind::Nobody, now).await
}
