//! What the links in mails do: a new method is suspended, or two-step verification that was switched on a moment ago
//! is switched off. A suspended method gets no questions, and neither its answers nor its codes count; its owner lifts
//! that by a proof, or it is removed a week later.

use super::challenge::expire;
use super::device::{cancel_what_nobody_answers, revoke};
use super::freeze::frozen_at;
use super::mail::Behind;
use super::method::off;
use super::notice::tell;
use super::open::Conn;
use super::proof::use_proof;
use super::row::{account_id, from_db, to_db};
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{
    AccountId, BrowserMark, MethodKind, NoticeKind, Reason, Session, SuspendedMethod, lifetimes,
};
use crate::tombstones::Tombstone;

/// Whose a method is, and what its person calls it.
struct Named {
    account: String,
    name: String,
}

impl Storage {
    /// Suspends a method that joined others, for a link that this server has signed. What it approved and is not used
    /// up is worth nothing, and the sessions that it let in end.
    pub async fn suspend_method(
        &self,
        kind: MethodKind,
        id: String,
        mark: BrowserMark,
        now: u64,
    ) -> Result<()> {
        let account = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some((account, name)) = stop(conn, kind, &id, now).await? else { return Ok(None) };
                    let behind = Behind::Mark(&mark);
                    tell(conn, &account, NoticeKind::DeviceSuspended, &name, behind, now).await?;
                    Ok(Some(account))
                })
            })
            .await?;
        if let Some(account) = account {
            self.wake.changed(&account);
        }
        Ok(())
    }

    /// Lets a suspended method count again; wants a proof as for a new one, false without it.
    pub async fn lift_suspension(
        &self,
        session: &Session,
        kind: MethodKind,
        id: &str,
        now: u64,
    ) -> Result<bool> {
        let (session, id) = (session.clone(), id.to_owned());
        let account = session.account.clone();
        let lifted = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if !use_proof(conn, &session.id, &Reason::AddMethod, now).await? {
                        return Ok(false);
                    }
                    if let Some(name) = lift(conn, &session.account, kind, &id).await? {
                        let behind = Behind::Session(&session.id);
                        let told = NoticeKind::SuspensionLifted;
                        tell(conn, &session.account, told, &name, behind, now).await?;
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

/// Suspends a method that counts and was not the first one; whose it is, and its name.
pub(super) async fn stop(
    conn: &mut Conn,
    kind: MethodKind,
    id: &str,
    now: u64,
) -> Result<Option<(AccountId, String)>> {
    let at = to_db(now);
    let stopped = match kind {
        MethodKind::Device => {
            sqlx::query_as!(
                Named,
                "UPDATE devices SET state = 'stopped', suspended_at = ?
                 WHERE id = ? AND state = 'active' AND first_factor = 0
                 RETURNING account, name",
                at,
                id
            )
            .fetch_optional(&mut *conn)
            .await?
        }
        MethodKind::Authenticator => {
            sqlx::query_as!(
                Named,
                "UPDATE authenticators SET state = 'stopped', suspended_at = ?
                 WHERE id = ? AND state = 'active' AND first_factor = 0
                 RETURNING account, name",
                at,
                id
            )
            .fetch_optional(&mut *conn)
            .await?
        }
        MethodKind::Passkey => {
            sqlx::query_as!(
                Named,
                "UPDATE passkeys SET suspended_at = ?
                 WHERE id = ? AND suspended_at IS NULL AND first_factor = 0
                 RETURNING account, name",
                at,
                id
            )
            .fetch_optional(&mut *conn)
            .await?
        }
    };
    let Some(Named { account, name }) = stopped else { return Ok(None) };
    let account = account_id(&account)?;
    bury(conn, Tombstone::Suspended { method: kind.name().to_owned(), id: id.to_owned(), at: now }).await?;
    expire(conn, &account, now).await?;
    sqlx::query!("UPDATE challenges SET state = 'cancelled' WHERE decided_by = ? AND state = 'approved'", id)
        .execute(&mut *conn)
        .await?;
    cancel_what_nobody_answers(conn, &account, now).await?;
    sqlx::query!("UPDATE sessions SET ended_at = ? WHERE method = ? AND ended_at IS NULL", at, id)
        .execute(&mut *conn)
        .await?;
    Ok(Some((account, name)))
}

/// Lets a suspended method of this account count again; its name.
pub(super) async fn lift(
    conn: &mut Conn,
    account: &AccountId,
    kind: MethodKind,
    id: &str,
) -> Result<Option<String>> {
    let owner = account.as_str();
    let lifted = match kind {
        MethodKind::Device => {
            sqlx::query_scalar!(
                "UPDATE devices SET state = 'active', suspended_at = NULL
                 WHERE id = ? AND account = ? AND state = 'stopped'
                 RETURNING name",
                id,
                owner
            )
            .fetch_optional(&mut *conn)
            .await?
        }
        MethodKind::Authenticator => {
            sqlx::query_scalar!(
                "UPDATE authenticators SET state = 'active', suspended_at = NULL
                 WHERE id = ? AND account = ? AND state = 'stopped'
                 RETURNING name",
                id,
                owner
            )
            .fetch_optional(&mut *conn)
            .await?
        }
        MethodKind::Passkey => {
            sqlx::query_scalar!(
                "UPDATE passkeys SET suspended_at = NULL
                 WHERE id = ? AND account = ? AND suspended_at IS NOT NULL
                 RETURNING name",
                id,
                owner
            )
            .fetch_optional(&mut *conn)
            .await?
        }
    };
    if lifted.is_some() {
        bury(conn, Tombstone::Lifted { method: kind.name().to_owned(), id: id.to_owned() }).await?;
    }
    Ok(lifted)
}

/// Whose a suspended method is.
pub(super) async fn owner_of(conn: &mut Conn, kind: MethodKind, id: &str) -> Result<Option<AccountId>> {
    let owner = match kind {
        MethodKind::Device => {
            sqlx::query_scalar!("SELECT account FROM devices WHERE id = ?", id).fetch_optional(conn).await?
        }
        MethodKind::Authenticator => {
            sqlx::query_scalar!("SELECT account FROM authenticators WHERE id = ?", id)
                .fetch_optional(conn)
                .await?
        }
        MethodKind::Passkey => {
            sqlx::query_scalar!("SELECT account FROM passkeys WHERE id = ?", id).fetch_optional(conn).await?
        }
    };
    owner.as_deref().map(account_id).transpose()
}

/// The methods of an account that are suspended.
pub(super) async fn suspended(conn: &mut Conn, account: &AccountId) -> Result<Vec<SuspendedMethod>> {
    let owner = account.as_str();
    let rows = sqlx::query!(
        "SELECT 'device' AS \"kind!: String\", id AS \"id!: String\", name AS \"name!: String\",
                suspended_at AS \"at!: i64\"
         FROM devices WHERE account = ?1 AND state = 'stopped' AND suspended_at IS NOT NULL
         UNION ALL
         SELECT 'authenticator', id, name, suspended_at
         FROM authenticators WHERE account = ?1 AND state = 'stopped' AND suspended_at IS NOT NULL
         UNION ALL
         SELECT 'passkey', id, name, suspended_at
         FROM passkeys WHERE account = ?1 AND suspended_at IS NOT NULL
         ORDER BY 4, 2",
        owner
    )
    .fetch_all(conn)
    .await?;
    let methods = rows.into_iter().filter_map(|row| {
        let kind = MethodKind::from_name(&row.kind)?;
        Some(SuspendedMethod { kind, id: row.id, name: row.name, suspended_at: from_db(row.at) })
    });
    Ok(methods.collect())
}

/// Lets the week of every suspended method of an account begin then.
pub(super) async fn suspend_from(conn: &mut Conn, account: &AccountId, at: i64) -> Result<()> {
    let owner = account.as_str();
    sqlx::query!("UPDATE devices SET suspended_at = ? WHERE account = ? AND state = 'stopped'", at, owner)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "UPDATE authenticators SET suspended_at = ? WHERE account = ? AND state = 'stopped'",
        at,
        owner
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE passkeys SET suspended_at = ? WHERE account = ? AND suspended_at IS NOT NULL",
        at,
        owner
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the methods that have been suspended for a week; none while their owner can change nothing, by a freeze
/// or because administrators have suspended the account.
pub(super) async fn end_suspended(conn: &mut Conn, now: u64) -> Result<()> {
    let late = to_db(now.saturating_sub(lifetimes::SUSPENSION));
    let devices = sqlx::query!(
        "SELECT id, account, name FROM devices
         WHERE state = 'stopped' AND suspended_at <= ?
           AND account NOT IN (SELECT id FROM accounts WHERE frozen_at IS NOT NULL OR suspended_at IS NOT NULL)",
        late
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in devices {
        revoke(conn, &row.id, "removed", now).await?;
        gone(conn, &row.account, NoticeKind::DeviceRemoved, &row.name, now).await?;
    }
    let apps = sqlx::query!(
        "DELETE FROM authenticators
         WHERE state = 'stopped' AND suspended_at <= ?
           AND account NOT IN (SELECT id FROM accounts WHERE frozen_at IS NOT NULL OR suspended_at IS NOT NULL)
         RETURNING id, account, name",
        late
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in apps {
        bury(conn, Tombstone::Authenticator { id: row.id }).await?;
        gone(conn, &row.account, NoticeKind::AuthenticatorRemoved, &row.name, now).await?;
    }
    let passkeys = sqlx::query!(
        "DELETE FROM passkeys
         WHERE suspended_at <= ?
           AND account NOT IN (SELECT id FROM accounts WHERE frozen_at IS NOT NULL OR suspended_at IS NOT NULL)
         RETURNING id, account, name",
        late
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in passkeys {
        bury(conn, Tombstone::Passkey { id: row.id }).await?;
        gone(conn, &row.account, NoticeKind::PasskeyRemoved, &row.name, now).await?;
    }
    Ok(())
}

async fn gone(conn: &mut Conn, account: &str, kind: NoticeKind, name: &str, now: u64) -> Result<()> {
    tell(conn, &account_id(account)?, kind, name, Behind::Nobody, now).await
}
