//! What the links in mails do: a new device is suspended, or two-step verification that was switched on a moment ago
//! is switched off. A suspended device gets no questions, and neither its answers nor its codes count; its owner lifts
//! that by a proof, or it is removed a week later.

use super::challenge::expire;
use super::device::{cancel_what_nobody_answers, revoke};
use super::freeze::frozen_at;
use super::mail::Behind;
use super::method::off;
use super::notice::tell;
use super::open::Conn;
use super::proof::use_proof;
use super::row::{account_id, to_db};
use super::{Result, Storage};
use crate::domain::{AccountId, BrowserMark, DeviceId, NoticeKind, Reason, Session, lifetimes};

impl Storage {
    /// Suspends a device, for a link that this server has signed. What it approved and is not used up is worth nothing,
    /// and the sessions that it let in end.
    pub async fn suspend_device(&self, device: &DeviceId, mark: BrowserMark, now: u64) -> Result<()> {
        let device = device.clone();
        let account = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let (id, at) = (device.as_str(), to_db(now));
                    let row = sqlx::query!(
                        "UPDATE devices SET state = 'stopped', suspended_at = ?
                         WHERE id = ? AND state = 'active' AND first_factor = 0
                         RETURNING account, name",
                        at,
                        id
                    )
                    .fetch_optional(&mut *conn)
                    .await?;
                    let Some(row) = row else { return Ok(None) };
                    let account = account_id(&row.account)?;
                    expire(conn, &account, now).await?;
                    sqlx::query!(
                        "UPDATE challenges SET state = 'cancelled' WHERE decided_by = ? AND state = 'approved'",
                        id
                    )
                    .execute(&mut *conn)
                    .await?;
                    cancel_what_nobody_answers(conn, &account, now).await?;
                    sqlx::query!(
                        "UPDATE sessions SET ended_at = ? WHERE device = ? AND ended_at IS NULL",
                        at,
                        id
                    )
                    .execute(&mut *conn)
                    .await?;
                    let behind = Behind::Mark(&mark);
                    tell(conn, &account, NoticeKind::DeviceSuspended, &row.name, behind, now).await?;
                    Ok(Some(account))
                })
            })
            .await?;
        if let Some(account) = account {
            self.wake.changed(&account);
        }
        Ok(())
    }

    /// Lets a suspended device count again; wants a proof as for a new one, false without it.
    pub async fn lift_suspension(&self, session: &Session, device: &DeviceId, now: u64) -> Result<bool> {
        let (session, device) = (session.clone(), device.clone());
        let account = session.account.clone();
        let lifted = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if !use_proof(conn, &session.id, &Reason::AddMethod, now).await? {
                        return Ok(false);
                    }
                    let (id, owner) = (device.as_str(), session.account.as_str());
                    let name = sqlx::query_scalar!(
                        "UPDATE devices SET state = 'active', suspended_at = NULL
                         WHERE id = ? AND account = ? AND state = 'stopped'
                         RETURNING name",
                        id,
                        owner
                    );
                    if let Some(name) = name.fetch_optional(&mut *conn).await? {
                        let behind = Behind::Session(&session.id);
                        let kind = NoticeKind::SuspensionLifted;
                        tell(conn, &session.account, kind, &name, behind, now).await?;
                    }
                    Ok(true)
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(lifted)
    }

    /// Switches two-step verification off, for a link that this server has signed: only if it was switched on then, and
    /// not while all changes are stopped. Sessions end as well: whoever switched it on is not who has the mailbox.
    pub async fn take_back_two_step(
        &self,
        account: &AccountId,
        since: u64,
        mark: BrowserMark,
        now: u64,
    ) -> Result<bool> {
        let owner = account.clone();
        let done = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let (id, at) = (owner.as_str(), to_db(since));
                    let same =
                        sqlx::query!("SELECT id FROM accounts WHERE id = ? AND two_step_since = ?", id, at);
                    if same.fetch_optional(&mut *conn).await?.is_none()
                        || frozen_at(conn, &owner).await?.is_some()
                    {
                        return Ok(false);
                    }
                    off(conn, &owner, Behind::Mark(&mark), now).await?;
                    super::account::end_everything(conn, &owner, None, now).await?;
                    Ok(true)
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(done)
    }
}

/// Removes the devices that have been suspended for a week.
pub(super) async fn end_suspended(conn: &mut Conn, now: u64) -> Result<()> {
    let late = to_db(now.saturating_sub(lifetimes::SUSPENSION));
    let rows = sqlx::query!(
        "SELECT id, account, name FROM devices WHERE state = 'stopped' AND suspended_at <= ?",
        late
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in rows {
        revoke(conn, &row.id, "removed", now).await?;
        let account = account_id(&row.account)?;
        tell(conn, &account, NoticeKind::DeviceRemoved, &row.name, Behind::Nobody, now).await?;
    }
    Ok(())
}
