//! Who is an administrator, and what administrators did.

use super::acting::{ActOutcome, Acted, By};
use super::reset::cancel_resets_of;
use super::row::{account_id, from_db, to_db};
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{AccountId, Act, ActKind, NoticeKind};
use crate::tombstones::Tombstone;

/// How many acts are on one page.
pub const ACTS_PAGE: usize = 30;

impl Storage {
    /// Gives somebody the role of an administrator, or takes it. What an administrator has started ends with the role.
    pub async fn set_administrator(
        &self,
        by: By,
        account: &AccountId,
        is_admin: bool,
        now: u64,
    ) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, actor| {
            Box::pin(async move {
                let (id, at) = (owner.as_str(), to_db(now));
                let two_step = sqlx::query_scalar!("SELECT two_step_since FROM accounts WHERE id = ?", id);
                let two_step = two_step.fetch_one(&mut *conn).await?;
                if is_admin && two_step.is_none() && actor.account.is_some() {
                    return Ok(Acted::Not(ActOutcome::NoTwoStep));
                }
                let set = sqlx::query!(
                    "UPDATE accounts SET is_admin = ?1, admin_since = ?2 WHERE id = ?3 AND is_admin <> ?1",
                    is_admin,
                    at,
                    id
                );
                if set.execute(&mut *conn).await?.rows_affected() == 0 {
                    return Ok(Acted::Not(ActOutcome::Unchanged));
                }
                bury(conn, Tombstone::Administrator { account: id.to_owned(), is_admin }).await?;
                if is_admin {
                    return Ok(Acted::Tell(NoticeKind::AdministratorMade, ActKind::AdministratorMade));
                }
                cancel_resets_of(conn, owner, now).await?;
                Ok(Acted::Tell(NoticeKind::AdministratorEnded, ActKind::AdministratorEnded))
            })
        })
        .await
    }

    /// A page of what administrators did before this number, or the latest; the newest first.
    pub async fn acts(&self, before: Option<u64>) -> Result<Vec<Act>> {
        let before = to_db(before.unwrap_or(u64::MAX));
        let most = i64::try_from(ACTS_PAGE).unwrap_or(i64::MAX);
        let rows = sqlx::query!(
            "SELECT number, at, by_name, kind, account, detail FROM acts
             WHERE number < ? ORDER BY number DESC LIMIT ?",
            before,
            most
        )
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Act {
                    number: from_db(row.number),
                    at: from_db(row.at),
                    by: row.by_name,
                    kind: ActKind::from_name(&row.kind),
                    kind_name: row.kind,
                    account: row.account.as_deref().map(account_id).transpose()?,
                    detail: row.detail,
                })
            })
            .collect()
    }
}
