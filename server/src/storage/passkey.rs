//! Passkeys and security keys of an account: the list, other names, removal.

use super::mail::Behind;
use super::method::RemoveOutcome;
use super::notice::tell_removal;
use super::open::Conn;
use super::proof::use_proof;
use super::row::from_db;
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{AccountId, Joined, NoticeKind, PasskeyView, Reason, Removal, Session};
use crate::tombstones::Tombstone;

impl Storage {
    /// Whether passkeys can be made at this server's origin.
    pub fn offers_passkeys(&self) -> bool {
        self.relying_party.is_some()
    }

    /// Gives a passkey another name; its person may, without a proof.
    pub async fn rename_passkey(&self, account: &AccountId, id: &str, name: String) -> Result<()> {
        let (owner, id) = (account.to_string(), id.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!(
                        "UPDATE passkeys SET name = ? WHERE id = ? AND account = ?",
                        name,
                        id,
                        owner
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Removes a passkey; wants a proof for exactly this.
    pub async fn remove_passkey(&self, session: &Session, id: &str, now: u64) -> Result<RemoveOutcome> {
        let (session, id) = (session.clone(), id.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let owner = session.account.as_str();
                    let row = sqlx::query!(
                        "SELECT name, suspended_at, created_at, first_factor AS \"is_first!: bool\" FROM passkeys
                         WHERE id = ? AND account = ?",
                        id,
                        owner
                    );
                    let Some(row) = row.fetch_optional(&mut *conn).await? else {
                        return Ok(RemoveOutcome::NotFound);
                    };
                    // One that is suspended counts for nothing, so it is never the last.
                    if row.suspended_at.is_none() && is_last(conn, &session.account).await? {
                        return Ok(RemoveOutcome::LastMethod);
                    }
                    if !use_proof(conn, &session.id, &Reason::RemoveMethod, now).await? {
                        return Ok(RemoveOutcome::ProofNeeded);
                    }
                    sqlx::query!("DELETE FROM passkeys WHERE id = ?", id).execute(&mut *conn).await?;
                    bury(conn, Tombstone::Passkey { id }).await?;
                    sqlx::query!(
                        "UPDATE accounts SET passkey_alone = 0
                         WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM passkeys WHERE account = ?1)",
                        owner
                    )
                    .execute(&mut *conn)
                    .await?;
                    let joined = Joined { is_first: row.is_first, at: from_db(row.created_at) };
                    let removal = Removal::of(&session.account, joined, now);
                    let removal = (&session.account, removal.filter(|_| row.suspended_at.is_none()));
                    let (kind, behind) = (NoticeKind::PasskeyRemoved, Behind::Session(&session.id));
                    tell_removal(conn, removal, kind, &row.name, behind, now).await?;
                    Ok(RemoveOutcome::Removed)
                })
            })
            .await
    }
}

/// The passkeys of an account that count, as pages show them.
pub(super) async fn passkeys(conn: &mut Conn, account: &AccountId) -> Result<Vec<PasskeyView>> {
    let account = account.as_str();
    let rows = sqlx::query!(
        "SELECT id, name, first_factor AS \"first_factor!: bool\", created_at, last_used_at FROM passkeys
         WHERE account = ? AND suspended_at IS NULL ORDER BY created_at, id",
        account
    )
    .fetch_all(conn)
    .await?;
    let views = rows.into_iter().map(|row| PasskeyView {
        id: row.id,
        name: row.name,
        first_factor: row.first_factor,
        created_at: from_db(row.created_at),
        last_used_at: row.last_used_at.map(from_db),
    });
    Ok(views.collect())
}

pub(super) async fn has_passkeys(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT 1 FROM passkeys WHERE account = ? AND suspended_at IS NULL)
            AS \"found!: bool\"",
        account
    );
    Ok(found.fetch_one(conn).await?)
}

/// Whether the account has one method left, or none: the last one is not removed but switched off.
pub(super) async fn is_last(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let account = account.as_str();
    let number = sqlx::query_scalar!(
        "SELECT (SELECT COUNT(*) FROM devices WHERE account = ?1 AND state = 'active')
              + (SELECT COUNT(*) FROM authenticators WHERE account = ?1 AND state = 'active')
              + (SELECT COUNT(*) FROM passkeys WHERE account = ?1 AND suspended_at IS NULL) AS \"number!: i64\"",
        account
    );
    Ok(number.fetch_one(conn).await? <= 1)
}
