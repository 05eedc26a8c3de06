//! Signing in with a passkey and nothing else: no name, no password. Only where the account's person wants it, and only
//! by a passkey past its probation. It makes sure of its person itself, so it is two factors in one.

use super::attempt::{By, Keep, finish, insert_attempt, live_attempt};
use super::ledger::clear;
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::passkey::has_passkeys;
use super::passkey_answer::count;
use super::proof::use_proof;
use super::row::{account_id, from_db, to_db};
use super::tombstone::bury;
use super::{Charge, Completed, NewAttempt, PasskeyOutcome, Result, Storage, StorageError};
use crate::domain::{
    AccountId, BrowserMark, Factor, Hashed, Joined, Lane, NoticeKind, Reason, Session, lifetimes,
};
use crate::relying_party::{Answered, Asked, PasskeyReply, ReplyRefused};
use crate::tombstones::Tombstone;

/// Under what the ledger charges replies, by network: nobody knows yet whose they are.
const CHARGED: &str = "passkey alone";
/// How many questions are kept for one network; older ones make room.
const DOORS: i64 = 64;

/// A browser's reply to a question that named nobody.
#[derive(Debug)]
pub struct AloneReply {
    /// Of the login cookie.
    pub login: Hashed,
    /// The reply.
    pub reply: PasskeyReply,
    /// What the browser looks like.
    pub mark: BrowserMark,
    /// Of the cookie for trust that the browser has for the passkey's account.
    pub known: Option<Hashed>,
    /// What it gets.
    pub keep: Keep,
}

/// What came of such a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AloneOutcome {
    /// Somebody is signed in.
    In(Completed),
    /// The passkey is right, and its account wants name and password first.
    PasswordToo,
    /// The passkey is right, and all sign-ins of its account are stopped.
    Frozen,
    /// As for a passkey beside the password; never [`PasskeyOutcome::Accepted`].
    Not(PasskeyOutcome),
}

/// The passkey that answered, as stored.
struct Stored {
    id: String,
    name: String,
    credential: String,
    account: AccountId,
    joined: Joined,
}

impl Storage {
    /// Asks any passkey of this server to answer; false where there are none.
    pub async fn open_door(&self, login: Hashed, mark: &BrowserMark, next: String, now: u64) -> Result<bool> {
        let Some(asked) = self.relying_party.as_ref().and_then(|party| party.ask_anybody()) else {
            return Ok(false);
        };
        let prefix = mark.prefix();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let Asked { options, state } = asked;
                    let (hash, prefix) = (login.as_bytes(), prefix.as_str());
                    let expires = to_db(now + lifetimes::CEREMONY);
                    sqlx::query!(
                        "INSERT INTO passkey_doors (hash, prefix, state, options, next, expires_at)
                         VALUES (?, ?, ?, ?, ?, ?)",
                        hash,
                        prefix,
                        state,
                        options,
                        next,
                        expires
                    )
                    .execute(&mut *conn)
                    .await?;
                    sqlx::query!(
                        "DELETE FROM passkey_doors
                         WHERE prefix = ?1 AND rowid NOT IN (SELECT rowid FROM passkey_doors
                                                             WHERE prefix = ?1 ORDER BY rowid DESC LIMIT ?2)",
                        prefix,
                        DOORS
                    )
                    .execute(conn)
                    .await?;
                    Ok(true)
                })
            })
            .await
    }

    /// What the browser of this login cookie is asked, as JSON; `None` when its time is over, or it has replied.
    pub async fn asked_at_door(&self, login: Hashed, now: u64) -> Result<Option<String>> {
        let (hash, at) = (login.as_bytes(), to_db(now));
        let options = sqlx::query_scalar!(
            "SELECT options FROM passkey_doors WHERE hash = ? AND expires_at > ?",
            hash,
            at
        );
        Ok(options.fetch_optional(self.readers()).await?)
    }

    /// Whose passkey has replied, whether rightly or not.
    pub async fn owner_of_passkey(&self, reply: &PasskeyReply) -> Result<Option<AccountId>> {
        Ok(self.stored(reply).await?.map(|stored| stored.account))
    }

    /// Signs in whoever's passkey has replied rightly.
    pub async fn sign_in_with_passkey_alone(&self, new: AloneReply, now: u64) -> Result<AloneOutcome> {
        let Some(party) = self.relying_party.clone() else {
            return Ok(AloneOutcome::Not(PasskeyOutcome::Gone));
        };
        let lane = Lane::network(&new.mark.prefix());
        if let Charge::Paused { until } = self.charge(CHARGED, Factor::Passkey, &lane, now).await? {
            return Ok(AloneOutcome::Not(PasskeyOutcome::Paused { until }));
        }
        let login = new.login;
        let door =
            self.writer.run(move |conn| Box::pin(async move { close(conn, login, now).await })).await?;
        let Some((state, next)) = door else { return Ok(AloneOutcome::Not(PasskeyOutcome::Gone)) };
        let Some(stored) = self.stored(&new.reply).await? else {
            return Ok(AloneOutcome::Not(PasskeyOutcome::Refused));
        };
        let owner = stored.account.as_str();
        if let Charge::Paused { until } = self.charge(owner, Factor::Passkey, &lane, now).await? {
            return Ok(AloneOutcome::Not(PasskeyOutcome::Paused { until }));
        }
        let checked = party.answer_of(&stored.account, &state, &stored.credential, &new.reply);
        let right = match checked.ok_or_else(|| StorageError::row("passkeys", "credential", &stored.id))? {
            Ok(right) => right,
            Err(ReplyRefused::Copied) => {
                self.tell_of_copy(&stored.account, stored.name, &new.mark, now).await?;
                return Ok(AloneOutcome::Not(PasskeyOutcome::Copied));
            }
            Err(refused @ ReplyRefused::Wrong(_)) => {
                tracing::debug!(error = &refused as &dyn std::error::Error, "passkey refused");
                return Ok(AloneOutcome::Not(PasskeyOutcome::Refused));
            }
        };
        let account = stored.account.clone();
        let outcome = self
            .writer
            .run(move |conn| Box::pin(async move { let_in(conn, &stored, &right, (new, next), now).await }))
            .await?;
        self.wake.changed(&account);
        Ok(outcome)
    }

    /// Whether this account's passkeys sign in alone.
    pub async fn passkey_alone(&self, account: &AccountId) -> Result<bool> {
        let mut conn = self.readers().acquire().await?;
        signs_in_alone(&mut conn, account).await
    }

    /// Whether this account's passkeys are to sign in alone; wants a proof for another rule, false without it.
    pub async fn set_passkey_alone(&self, session: &Session, alone: bool, now: u64) -> Result<bool> {
        let session = session.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let account = &session.account;
                    if alone && !has_passkeys(conn, account).await? {
                        return Ok(true);
                    }
                    if !use_proof(conn, &session.id, &Reason::ChangePolicy, now).await? {
                        return Ok(false);
                    }
                    let owner = account.as_str();
                    sqlx::query!("UPDATE accounts SET passkey_alone = ? WHERE id = ?", alone, owner)
                        .execute(&mut *conn)
                        .await?;
                    bury(conn, Tombstone::PasskeyAlone { account: owner.to_owned(), alone }).await?;
                    let kind = if alone { NoticeKind::PasskeyAloneOn } else { NoticeKind::PasskeyAloneOff };
                    tell(conn, account, kind, "", Behind::Session(&session.id), now).await?;
                    Ok(true)
                })
            })
            .await
    }

    async fn stored(&self, reply: &PasskeyReply) -> Result<Option<Stored>> {
        let credential_id = reply.get_credential_id();
        let row = sqlx::query!(
            "SELECT id, name, credential, account, created_at, first_factor AS \"is_first!: bool\"
             FROM passkeys WHERE credential_id = ? AND suspended_at IS NULL",
            credential_id
        )
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| {
            Ok(Stored {
                account: account_id(&row.account)?,
                joined: Joined { is_first: row.is_first, at: from_db(row.created_at) },
                id: row.id,
                name: row.name,
                credential: row.credential,
            })
        })
        .transpose()
    }
}

/// Takes the question out; what it is checked against, and where to go.
async fn close(conn: &mut Conn, login: Hashed, now: u64) -> Result<Option<(String, String)>> {
    let (hash, at) = (login.as_bytes(), to_db(now));
    let taken = sqlx::query!(
        "DELETE FROM passkey_doors WHERE hash = ? AND expires_at > ? RETURNING state, next",
        hash,
        at
    );
    Ok(taken.fetch_optional(conn).await?.map(|row| (row.state, row.next)))
}

/// Makes the session of a passkey that was right, if its account lets it.
async fn let_in(
    conn: &mut Conn,
    stored: &Stored,
    right: &Answered,
    (new, next): (AloneReply, String),
    now: u64,
) -> Result<AloneOutcome> {
    let (account, lane) = (&stored.account, Lane::network(&new.mark.prefix()));
    let counted = count(conn, account, right, &new.mark, now).await?;
    if counted != PasskeyOutcome::Accepted(None) {
        return Ok(AloneOutcome::Not(counted));
    }
    for charged in [CHARGED, account.as_str()] {
        clear(conn, charged, Factor::Passkey, &lane).await?;
    }
    if super::freeze::frozen_at(conn, account).await?.is_some() {
        return Ok(AloneOutcome::Frozen);
    }
    // A passkey on probation is a second step and no more: whoever slipped it in does not know the password.
    if !signs_in_alone(conn, account).await? || stored.joined.new_until(now).is_some() {
        return Ok(AloneOutcome::PasswordToo);
    }
    let attempt = NewAttempt {
        login: new.login,
        account: account.clone(),
        mark: new.mark.clone(),
        known: new.known,
        next,
        wrong_passwords: 0,
    };
    insert_attempt(conn, attempt, now).await?;
    let Some(attempt) = live_attempt(conn, new.login, now).await? else {
        return Ok(AloneOutcome::Not(PasskeyOutcome::Gone));
    };
    let by = By::PasskeyAlone(stored.id.clone());
    Ok(AloneOutcome::In(finish(conn, &attempt, &new.mark, new.keep, by, now).await?))
}

async fn signs_in_alone(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    let owner = account.as_str();
    let alone = sqlx::query_scalar!(
        "SELECT passkey_alone AS \"alone!: bool\" FROM accounts WHERE id = ? AND two_step_since IS NOT NULL",
        owner
    );
    Ok(alone.fetch_optional(conn).await?.unwrap_or(false))
}
