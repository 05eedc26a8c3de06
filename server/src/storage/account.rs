//! Accounts: made by a setup link, by invitation or on the console; passwords; the list.

use super::challenge::expire;
use super::journal::{Told, enter};
use super::ledger::open_again;
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::row::{account_id, fresh_id, from_db, to_db};
use super::tombstone::{bury, seal_password};
use super::{Result, Storage};
use crate::domain::{AccountId, AccountName, AccountView, Hashed, JournalKind, NoticeKind, lifetimes};
use crate::tombstones::Tombstone;

/// What a new account is made of.
#[derive(Debug)]
pub struct NewAccount {
    /// Its name.
    pub name: AccountName,
    /// The PHC string of its password.
    pub password_hash: String,
    /// Whether its person is an administrator.
    pub is_admin: bool,
}

/// What came of making an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MadeAccount {
    /// It is there.
    Made(AccountId),
    /// Somebody has this name.
    NameTaken,
    /// The link is not or no longer good.
    LinkInvalid,
}

/// What is needed to check a password.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about the account")]
pub struct PasswordRecord {
    /// The account.
    pub account: AccountId,
    /// What its person is called.
    pub name: String,
    /// The PHC string.
    pub hash: String,
    /// Whether a second step comes next.
    pub two_step: bool,
    /// Whether the owner has stopped all sign-ins.
    pub is_frozen: bool,
    /// Whether administrators have suspended the account.
    pub is_suspended: bool,
    /// Whether a link is needed beside the password: after a reset.
    pub wants_link: bool,
    /// The tag of the language that the person signed in with last.
    pub language: String,
}

impl Storage {
    /// Whether there is any account.
    pub async fn has_accounts(&self) -> Result<bool> {
        let found = sqlx::query_scalar!("SELECT EXISTS (SELECT 1 FROM accounts) AS \"found!: bool\"");
        Ok(found.fetch_one(self.readers()).await?)
    }

    /// Makes this the one setup link, for half an hour.
    pub async fn renew_setup_link(&self, link: Hashed, now: u64) -> Result<()> {
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (hash, expires) = (link.as_bytes(), to_db(now + lifetimes::SETUP_LINK));
                    sqlx::query!("DELETE FROM setup_links").execute(&mut *conn).await?;
                    sqlx::query!("INSERT INTO setup_links (hash, expires_at) VALUES (?, ?)", hash, expires)
                        .execute(conn)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Makes the first account, an administrator's, and uses the setup link up.
    pub async fn make_first_account(&self, link: Hashed, new: NewAccount, now: u64) -> Result<MadeAccount> {
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (hash, at) = (link.as_bytes(), to_db(now));
                    let used = sqlx::query!(
                        "DELETE FROM setup_links
                         WHERE hash = ? AND expires_at > ? AND NOT EXISTS (SELECT 1 FROM accounts)",
                        hash,
                        at,
                    );
                    if used.execute(&mut *conn).await?.rows_affected() == 0 {
                        return Ok(MadeAccount::LinkInvalid);
                    }
                    insert(conn, NewAccount { is_admin: true, ..new }, now).await
                })
            })
            .await
    }

    /// Makes an account and uses its invitation up.
    pub async fn make_invited_account(&self, link: Hashed, new: NewAccount, now: u64) -> Result<MadeAccount> {
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (hash, at) = (link.as_bytes(), to_db(now));
                    let name_key = new.name.key();
                    let taken = sqlx::query!("SELECT id FROM accounts WHERE name_key = ?", name_key);
                    if taken.fetch_optional(&mut *conn).await?.is_some() {
                        // The invitation stays good for another name.
                        return Ok(MadeAccount::NameTaken);
                    }
                    let used = sqlx::query!(
                        "UPDATE invitations
                         SET used_at = ?1
                         WHERE hash = ?2 AND used_at IS NULL AND expires_at > ?1
                         RETURNING id, mail, is_admin AS \"is_admin!: bool\"",
                        at,
                        hash,
                    );
                    let Some(row) = used.fetch_optional(&mut *conn).await? else {
                        return Ok(MadeAccount::LinkInvalid);
                    };
                    let made = insert(conn, NewAccount { is_admin: row.is_admin, ..new }, now).await?;
                    if let MadeAccount::Made(account) = &made {
                        let account = account.as_str();
                        sqlx::query!("UPDATE invitations SET account = ? WHERE id = ?", account, row.id)
                            .execute(&mut *conn)
                            .await?;
                        // Whoever opened the link has read mail there.
                        sqlx::query!("UPDATE accounts SET mail = ? WHERE id = ?", row.mail, account)
                            .execute(conn)
                            .await?;
                    }
                    Ok(made)
                })
            })
            .await
    }

    /// Makes an account on the server's console.
    pub async fn make_account(&self, new: NewAccount, now: u64) -> Result<MadeAccount> {
        self.writer.run(move |conn| Box::pin(insert(conn, new, now))).await
    }

    /// What is needed to check the password of this name.
    pub async fn password_of(&self, name: &AccountName) -> Result<Option<PasswordRecord>> {
        let key = name.key();
        let row = sqlx::query!(
            "SELECT id, name, password_hash, two_step_since, frozen_at, suspended_at,
                    wants_link AS \"wants_link!: bool\", language
             FROM accounts WHERE name_key = ?",
            key
        )
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(PasswordRecord {
                account: account_id(&row.id)?,
                name: row.name,
                hash: row.password_hash,
                two_step: row.two_step_since.is_some(),
                is_frozen: row.frozen_at.is_some(),
                is_suspended: row.suspended_at.is_some(),
                wants_link: row.wants_link,
                language: row.language,
            })
        })
        .transpose()
    }

    /// Replaces a hash by one with newer parameters, unless the password was changed meanwhile.
    pub async fn upgrade_password(&self, account: &AccountId, old: String, new: String) -> Result<()> {
        let account = account.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    sqlx::query!(
                        "UPDATE accounts SET password_hash = ? WHERE id = ? AND password_hash = ?",
                        new,
                        account,
                        old
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Sets a new password: ends all other sessions, all trust, and what is pending or approved.
    pub async fn change_password(
        &self,
        account: &AccountId,
        hash: String,
        keep: &str,
        now: u64,
    ) -> Result<()> {
        let (id, keep, keys) = (account.clone(), keep.to_owned(), self.keys.clone());
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let sealed = seal_password(&keys, &id, &hash);
                    bury(conn, Tombstone::Password { account: id.to_string(), sealed }).await?;
                    let account = id.as_str();
                    sqlx::query!("UPDATE accounts SET password_hash = ? WHERE id = ?", hash, account)
                        .execute(&mut *conn)
                        .await?;
                    end_everything(conn, &id, Some(&keep), now).await?;
                    open_again(conn, &id).await?;
                    tell(conn, &id, NoticeKind::PasswordChanged, "", Behind::Session(&keep), now).await
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(())
    }

    /// Ends all sessions but `keep`, all trust, and what is pending or approved.
    pub async fn sign_out_everywhere(&self, account: &AccountId, keep: Option<&str>, now: u64) -> Result<()> {
        let (id, keep) = (account.clone(), keep.map(str::to_owned));
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    end_everything(conn, &id, keep.as_deref(), now).await?;
                    let behind = keep.as_deref().map_or(Behind::Nobody, Behind::Session);
                    enter(conn, &id, JournalKind::SignedOutEverywhere, Told::by(behind, ""), now).await
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(())
    }

    /// All accounts, by name.
    pub async fn accounts(&self) -> Result<Vec<AccountView>> {
        let rows = sqlx::query!(
            "SELECT id, name, is_admin AS \"is_admin!: bool\", created_at, two_step_since
             FROM accounts ORDER BY name_key"
        )
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(AccountView {
                    id: account_id(&row.id)?,
                    name: row.name,
                    is_admin: row.is_admin,
                    created_at: from_db(row.created_at),
                    two_step_since: row.two_step_since.map(from_db),
                })
            })
            .collect()
    }

    /// One account.
    pub async fn account(&self, account: &AccountId) -> Result<Option<AccountView>> {
        let id = account.as_str();
        let row = sqlx::query!(
            "SELECT name, is_admin AS \"is_admin!: bool\", created_at, two_step_since FROM accounts WHERE id = ?",
            id
        )
        .fetch_optional(self.readers())
        .await?;
        Ok(row.map(|row| AccountView {
            id: account.clone(),
            name: row.name,
            is_admin: row.is_admin,
            created_at: from_db(row.created_at),
            two_step_since: row.two_step_since.map(from_db),
        }))
    }
}

async fn insert(conn: &mut Conn, new: NewAccount, now: u64) -> Result<MadeAccount> {
    let (id, at) = (fresh_id(), to_db(now));
    let (shown, key) = (new.name.shown().as_str(), new.name.key());
    let made = sqlx::query!(
        "INSERT INTO accounts (id, name, name_key, password_hash, is_admin, created_at, admin_since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (name_key) DO NOTHING",
        id,
        shown,
        key,
        new.password_hash,
        new.is_admin,
        at,
    );
    if made.execute(&mut *conn).await?.rows_affected() == 0 {
        return Ok(MadeAccount::NameTaken);
    }
    let account = account_id(&id)?;
    enter(conn, &account, JournalKind::AccountMade, Told::by(Behind::Nobody, ""), now).await?;
    Ok(MadeAccount::Made(account))
}

/// Ends sessions (but `keep`), trust, sign-ins on their way, and questions that are pending or approved.
pub(super) async fn end_everything(
    conn: &mut Conn,
    account: &AccountId,
    keep: Option<&str>,
    now: u64,
) -> Result<()> {
    expire(conn, account, now).await?;
    let (account, at, keep) = (account.as_str(), to_db(now), keep.unwrap_or_default());
    sqlx::query!(
        "UPDATE sessions SET ended_at = ? WHERE account = ? AND ended_at IS NULL AND id <> ?",
        at,
        account,
        keep
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE browsers SET ended_at = ? WHERE account = ? AND ended_at IS NULL", at, account)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "UPDATE attempts SET state = 'ended' WHERE account = ? AND state IN ('waiting', 'asked')",
        account
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?
         WHERE account = ? AND state IN ('pending', 'approved')",
        at,
        account
    )
    .execute(&mut *conn)
    .await?;
    // A code on its way to an app would outlive the session that authorized it.
    sqlx::query!("UPDATE authorizations SET used_at = ? WHERE account = ? AND used_at IS NULL", at, account)
        .execute(conn)
        .await?;
    Ok(())
}
