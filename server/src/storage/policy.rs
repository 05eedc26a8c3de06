//! How an account's devices are asked: the operator's rule, the administrators' and the person's own.

use super::challenge::expire;
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::proof::use_proof;
use super::row::to_db;
use super::tombstone::bury;
use super::{Result, Storage, StorageError};
use crate::domain::{AccountId, NoticeKind, Policies, Policy, Reason, Session};
use crate::rules::Rules;
use crate::tombstones::Tombstone;

impl Storage {
    /// The rules of this account.
    pub async fn policies(&self, account: &AccountId) -> Result<Policies> {
        let mut conn = self.readers().acquire().await?;
        policies(&mut conn, &self.rules, account).await
    }

    /// Sets the person's own rule; wants a proof for exactly this, false without one. What was asked under the old
    /// rule and is not used up yet is worth nothing.
    pub async fn change_policy(&self, session: &Session, own: Policy, now: u64) -> Result<bool> {
        let session = session.clone();
        let account = session.account.clone();
        let changed = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if !use_proof(conn, &session.id, &Reason::ChangePolicy, now).await? {
                        return Ok(false);
                    }
                    expire(conn, &session.account, now).await?;
                    let (owner, name, at) = (session.account.as_str(), own.name(), to_db(now));
                    sqlx::query!("UPDATE accounts SET approval = ? WHERE id = ?", name, owner)
                        .execute(&mut *conn)
                        .await?;
                    let approval = name.to_owned();
                    bury(conn, Tombstone::Policy { account: owner.to_owned(), approval }).await?;
                    sqlx::query!(
                        "UPDATE challenges SET state = 'cancelled', decided_at = ?, remade = 1
                         WHERE account = ? AND state IN ('pending', 'approved')",
                        at,
                        owner
                    )
                    .execute(&mut *conn)
                    .await?;
                    let behind = Behind::Session(&session.id);
                    tell(conn, &session.account, NoticeKind::PolicyChanged, "", behind, now).await?;
                    Ok(true)
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(changed)
    }
}

pub(super) async fn policies(conn: &mut Conn, rules: &Rules, account: &AccountId) -> Result<Policies> {
    let id = account.as_str();
    let row = sqlx::query!("SELECT approval, approval_least FROM accounts WHERE id = ?", id);
    let row = row.fetch_one(&mut *conn).await?;
    let read =
        |name: &str, column| Policy::from_name(name).ok_or_else(|| StorageError::row("accounts", column, id));
    let (own, least) = (read(&row.approval, "approval")?, read(&row.approval_least, "approval_least")?);
    Ok(Policies { server: rules.approval, admin: least.max(of_everybody(conn).await?), own })
}

/// What administrators want of everybody at least.
pub(super) async fn of_everybody(conn: &mut Conn) -> Result<Policy> {
    let name = sqlx::query_scalar!("SELECT approval FROM everybody WHERE id = 1").fetch_one(conn).await?;
    Policy::from_name(&name).ok_or_else(|| StorageError::row("everybody", "approval", 1))
}
