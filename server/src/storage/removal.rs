//! Undoing a removal: it does not bring the method back, because whoever holds it may have lost it rightly. It stops all
//! sign-ins and suspends what joined later, so that neither side gets in without a stronger proof.

use super::freeze::stop_all;
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::row::{account_id, to_db};
use super::suspension::stop;
use super::tombstone::bury;
use super::{PasswordRecord, Result, Storage};
use crate::domain::{AccountId, BrowserMark, MethodKind, NoticeKind, Removal, lifetimes};
use crate::tombstones::Tombstone;

impl Storage {
    /// Whose removal this is, with what is needed to check the password; `None` once it was undone, or one after it, or
    /// if two-step verification is off or was switched on anew, as after a reset, or if administrators have suspended
    /// the account.
    pub async fn owner_of_removal(&self, removal: &Removal) -> Result<Option<PasswordRecord>> {
        let (owner, at) = (removal.account.as_str(), to_db(removal.removed_at));
        let row = sqlx::query!(
            "SELECT id, name, password_hash, frozen_at, wants_link AS \"wants_link!: bool\", language FROM accounts
             WHERE id = ?1 AND two_step_since <= ?2 AND suspended_at IS NULL
               AND COALESCE(undone_removal_at, -1) < ?2",
            owner,
            at
        )
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(PasswordRecord {
                account: account_id(&row.id)?,
                name: row.name,
                hash: row.password_hash,
                two_step: true,
                is_frozen: row.frozen_at.is_some(),
                is_suspended: false,
                wants_link: row.wants_link,
                language: row.language,
            })
        })
        .transpose()
    }

    /// Undoes a removal, for a link that this server has signed and the right password: all sign-ins stop, every method
    /// that joined after the removed one is suspended, and backup codes made shortly before or since do not let
    /// sign-ins go on. False if it was undone before, or what [`Self::owner_of_removal`] wants is no longer so.
    pub async fn undo_removal(&self, removal: &Removal, mark: BrowserMark, now: u64) -> Result<bool> {
        let (account, removal) = (removal.account.clone(), removal.clone());
        let undone = self
            .writer
            .run(move |conn| Box::pin(async move { undo(conn, &removal, &mark, now).await }))
            .await?;
        self.wake.changed(&account);
        Ok(undone)
    }

    /// Whether the account's backup codes may let sign-ins go on: not those that were made around a removal that was
    /// undone.
    pub async fn codes_may_thaw(&self, account: &AccountId) -> Result<bool> {
        let mut conn = self.readers().acquire().await?;
        codes_may_thaw(&mut conn, account).await
    }
}

async fn undo(conn: &mut Conn, removal: &Removal, mark: &BrowserMark, now: u64) -> Result<bool> {
    let (owner, at) = (removal.account.as_str(), to_db(removal.removed_at));
    let since = removal.removed_at.saturating_sub(lifetimes::PROBATION);
    let disputed = to_db(since);
    let undone = sqlx::query!(
        "UPDATE accounts SET undone_removal_at = ?1, disputed_since = ?2
         WHERE id = ?3 AND two_step_since <= ?1 AND suspended_at IS NULL
           AND COALESCE(undone_removal_at, -1) < ?1",
        at,
        disputed,
        owner
    );
    if undone.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let account = owner.to_owned();
    bury(conn, Tombstone::Disputed { account, since, removed_at: removal.removed_at }).await?;
    // The first method is never among them; what joined in the same second is.
    let joined = to_db(removal.joined_at);
    let later = sqlx::query!(
        "SELECT 'device' AS \"kind!: String\", id AS \"id!: String\" FROM devices
         WHERE account = ?1 AND state = 'active' AND COALESCE(activated_at, linked_at) >= ?2
         UNION ALL
         SELECT 'authenticator', id FROM authenticators
         WHERE account = ?1 AND state = 'active' AND created_at >= ?2
         UNION ALL
         SELECT 'passkey', id FROM passkeys
         WHERE account = ?1 AND suspended_at IS NULL AND created_at >= ?2",
        owner,
        joined
    )
    .fetch_all(&mut *conn)
    .await?;
    for row in later {
        if let Some(kind) = MethodKind::from_name(&row.kind) {
            stop(conn, kind, &row.id, now).await?;
        }
    }
    stop_all(conn, &removal.account, Behind::Mark(mark), now).await?;
    tell(conn, &removal.account, NoticeKind::RemovalUndone, "", Behind::Mark(mark), now).await?;
    Ok(true)
}

/// Not those that were made around a removal that was undone, unless they came with the first method.
pub(super) async fn codes_may_thaw(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let owner = account.as_str();
    let disputed = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT 1 FROM accounts JOIN backup_sets ON backup_sets.account = accounts.id
                        WHERE accounts.id = ? AND made_at >= disputed_since AND made_at > two_step_since)
            AS \"disputed!: bool\"",
        owner
    );
    Ok(!disputed.fetch_one(conn).await?)
}
