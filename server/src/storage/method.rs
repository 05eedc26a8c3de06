//! The second steps of an account together: the list, renaming, removal, switching off.

use super::answer::is_active;
use super::backup_code::overview;
use super::device::{revoke, tidy, views};
use super::freeze::frozen_at;
use super::mail::Behind;
use super::notice::{tell, tell_removal};
use super::open::Conn;
use super::passkey::{is_last, passkeys};
use super::proof::use_proof;
use super::row::{from_db, to_db};
use super::suspension::suspended;
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{
    AccountId, AuthenticatorView, DeviceId, Joined, Methods, NoticeKind, Reason, Removal, Session,
};
use crate::tombstones::Tombstone;

/// What came of removing a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoveOutcome {
    /// It is removed.
    Removed,
    /// It is the last one: that is switching off.
    LastMethod,
    /// A proof for removing a method is needed first.
    ProofNeeded,
    /// All changes are stopped.
    Frozen,
    /// There is no such method.
    NotFound,
}

impl Storage {
    /// All second steps of an account.
    pub async fn methods(&self, account: &AccountId, now: u64) -> Result<Methods> {
        self.tidy(account, now).await?;
        methods(&mut *self.readers().acquire().await?, account).await
    }

    /// Forgets devices that nobody confirmed in time.
    pub(super) async fn tidy(&self, account: &AccountId, now: u64) -> Result<()> {
        let id = account.clone();
        self.writer.run(move |conn| Box::pin(async move { tidy(conn, &id, now).await })).await
    }

    /// Gives a device another name; its person may, without a proof.
    pub async fn rename_device(&self, account: &AccountId, device: &DeviceId, name: String) -> Result<()> {
        let (owner, device) = (account.to_string(), device.to_string());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!(
                        "UPDATE devices SET name = ? WHERE id = ? AND account = ? AND state = 'active'",
                        name,
                        device,
                        owner
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(())
    }

    /// Removes a device on its person's page; wants a proof for exactly this.
    pub async fn remove_device(
        &self,
        session: &Session,
        device: &DeviceId,
        now: u64,
    ) -> Result<RemoveOutcome> {
        let (session, device) = (session.clone(), device.clone());
        let account = session.account.clone();
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(leaving) = leaving(conn, &session.account, &device).await? else {
                        return Ok(RemoveOutcome::NotFound);
                    };
                    // One that is suspended counts for nothing, so it is never the last.
                    if is_active(conn, &device).await? && is_last(conn, &session.account).await? {
                        return Ok(RemoveOutcome::LastMethod);
                    }
                    if !use_proof(conn, &session.id, &Reason::RemoveMethod, now).await? {
                        return Ok(RemoveOutcome::ProofNeeded);
                    }
                    let behind = Behind::Session(&session.id);
                    remove(conn, &session.account, &device, &leaving, behind, now).await
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// A device removes itself or another one, in its own signed words.
    pub async fn revoke_device(
        &self,
        account: &AccountId,
        by: &DeviceId,
        device: &DeviceId,
        now: u64,
    ) -> Result<RemoveOutcome> {
        let (id, by, device) = (account.clone(), by.clone(), device.clone());
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if frozen_at(conn, &id).await?.is_some() {
                        return Ok(RemoveOutcome::Frozen);
                    }
                    let Some(leaving) = leaving(conn, &id, &device).await? else {
                        return Ok(RemoveOutcome::NotFound);
                    };
                    if is_last(conn, &id).await? {
                        return Ok(RemoveOutcome::LastMethod);
                    }
                    remove(conn, &id, &device, &leaving, Behind::Order(&by), now).await
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(outcome)
    }

    /// Removes another authenticator app; wants a proof for exactly this.
    pub async fn remove_authenticator(&self, session: &Session, id: &str, now: u64) -> Result<RemoveOutcome> {
        let (session, id) = (session.clone(), id.to_owned());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let owner = session.account.as_str();
                    let row = sqlx::query!(
                        "SELECT name, state, created_at, first_factor AS \"is_first!: bool\" FROM authenticators
                         WHERE id = ? AND account = ? AND state IN ('active', 'stopped')",
                        id,
                        owner
                    );
                    let Some(row) = row.fetch_optional(&mut *conn).await? else {
                        return Ok(RemoveOutcome::NotFound);
                    };
                    if row.state == "active" && is_last(conn, &session.account).await? {
                        return Ok(RemoveOutcome::LastMethod);
                    }
                    if !use_proof(conn, &session.id, &Reason::RemoveMethod, now).await? {
                        return Ok(RemoveOutcome::ProofNeeded);
                    }
                    sqlx::query!("DELETE FROM authenticators WHERE id = ?", id).execute(&mut *conn).await?;
                    bury(conn, Tombstone::Authenticator { id }).await?;
                    let joined = Joined { is_first: row.is_first, at: from_db(row.created_at) };
                    let removal = Removal::of(&session.account, joined, now);
                    let removal = (&session.account, removal.filter(|_| row.state == "active"));
                    let (kind, behind) = (NoticeKind::AuthenticatorRemoved, Behind::Session(&session.id));
                    tell_removal(conn, removal, kind, &row.name, behind, now).await?;
                    Ok(RemoveOutcome::Removed)
                })
            })
            .await
    }

    /// Switches two-step verification off: every method goes, the backup codes die, all trust ends. Wants a proof for
    /// exactly this; false without one.
    pub async fn switch_off(&self, session: &Session, now: u64) -> Result<bool> {
        let session = session.clone();
        let account = session.account.clone();
        let done = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if !use_proof(conn, &session.id, &Reason::SwitchOff, now).await? {
                        return Ok(false);
                    }
                    off(conn, &session.account, Behind::Session(&session.id), now).await?;
                    Ok(true)
                })
            })
            .await?;
        self.wake.changed(&account);
        Ok(done)
    }
}

/// The owner switches two-step verification off.
pub(super) async fn off(conn: &mut Conn, account: &AccountId, behind: Behind<'_>, now: u64) -> Result<()> {
    take_all(conn, account, now).await?;
    tell(conn, account, NoticeKind::SwitchedOff, "", behind, now).await
}

/// Every method goes, the backup codes die, all trust ends.
pub(super) async fn take_all(conn: &mut Conn, account: &AccountId, now: u64) -> Result<()> {
    let (owner, at) = (account.as_str(), to_db(now));
    bury(conn, Tombstone::SwitchedOff { account: owner.to_owned(), at: now }).await?;
    let devices =
        sqlx::query_scalar!("SELECT id FROM devices WHERE account = ? AND state <> 'revoked'", owner)
            .fetch_all(&mut *conn)
            .await?;
    for device in devices {
        revoke(conn, &device, "switched-off", now).await?;
    }
    sqlx::query!("DELETE FROM authenticators WHERE account = ?", owner).execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM passkeys WHERE account = ?", owner).execute(&mut *conn).await?;
    sqlx::query!("DELETE FROM backup_sets WHERE account = ?", owner).execute(&mut *conn).await?;
    sqlx::query!(
        "UPDATE accounts SET two_step_since = NULL, number_until = 0, passkey_alone = 0 WHERE id = ?",
        owner
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE browsers SET ended_at = ? WHERE account = ? AND ended_at IS NULL", at, owner)
        .execute(&mut *conn)
        .await?;
    super::enrollment::end_live(conn, account, now).await
}

/// The second steps of an account, as they are.
pub(super) async fn methods(conn: &mut Conn, account: &AccountId) -> Result<Methods> {
    let owner = account.as_str();
    let rows = sqlx::query!(
        "SELECT id, name, created_at, first_factor AS \"first_factor!: bool\" FROM authenticators
         WHERE account = ? AND state = 'active' ORDER BY created_at, id",
        owner
    )
    .fetch_all(&mut *conn)
    .await?;
    let authenticators = rows.into_iter().map(|row| AuthenticatorView {
        id: row.id,
        name: row.name,
        created_at: from_db(row.created_at),
        joined: Joined { is_first: row.first_factor, at: from_db(row.created_at) },
    });
    Ok(Methods {
        authenticators: authenticators.collect(),
        devices: views(conn, account).await?,
        suspended: suspended(conn, account).await?,
        passkeys: passkeys(conn, account).await?,
        backup_codes: overview(conn, account).await?,
    })
}

/// A device that is to be removed.
struct Leaving {
    name: String,
    /// How it came to the account, while it counts.
    joined: Option<Joined>,
}

async fn leaving(conn: &mut Conn, account: &AccountId, device: &DeviceId) -> Result<Option<Leaving>> {
    let (owner, id) = (account.as_str(), device.as_str());
    let row = sqlx::query!(
        "SELECT name, state, first_factor AS \"is_first!: bool\", COALESCE(activated_at, linked_at) AS \"at!: i64\"
         FROM devices WHERE id = ? AND account = ? AND state IN ('active', 'stopped')",
        id,
        owner
    );
    Ok(row.fetch_optional(conn).await?.map(|row| Leaving {
        joined: (row.state == "active").then(|| Joined { is_first: row.is_first, at: from_db(row.at) }),
        name: row.name,
    }))
}

async fn remove(
    conn: &mut Conn,
    account: &AccountId,
    device: &DeviceId,
    leaving: &Leaving,
    behind: Behind<'_>,
    now: u64,
) -> Result<RemoveOutcome> {
    if !revoke(conn, device.as_str(), "removed", now).await? {
        return Ok(RemoveOutcome::NotFound);
    }
    // Whoever removes a device with that device is not its owner's enemy.
    let by_itself = matches!(behind, Behind::Order(by) if by == device);
    let removal = leaving.joined.filter(|_| !by_itself).and_then(|joined| Removal::of(account, joined, now));
    let kind = NoticeKind::DeviceRemoved;
    tell_removal(conn, (account, removal), kind, &leaving.name, behind, now).await?;
    Ok(RemoveOutcome::Removed)
}
