//! What browsers were asked about passkeys: each challenge is good for one reply, of the browser that was asked, for
//! what it was asked for, for five minutes.

use super::Result;
use super::open::Conn;
use super::row::{fresh_id, from_db, to_db};
use crate::domain::{AccountId, Asker, Reason, lifetimes, reason_name};
use crate::relying_party::Asked;

/// What a reply is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A new passkey.
    Register,
    /// A sign-in, or a change.
    Prove(Reason),
}

impl Purpose {
    /// As stored; no reason has the first name.
    fn name(&self) -> &str {
        match self {
            Self::Register => "register",
            Self::Prove(reason) => reason_name(reason),
        }
    }
}

/// A challenge that was taken out.
pub(super) struct Taken {
    pub(super) state: String,
    pub(super) expires_at: u64,
}

/// Remembers what this browser is asked, in place of what it was asked for the same before; gives its id.
pub(super) async fn begin(
    conn: &mut Conn,
    asker: &Asker,
    purpose: &Purpose,
    question: Asked,
    now: u64,
) -> Result<String> {
    let (attempt, session) = columns(asker);
    let name = purpose.name();
    sqlx::query!(
        "DELETE FROM passkey_ceremonies WHERE attempt IS ?1 AND session IS ?2 AND purpose = ?3",
        attempt,
        session,
        name
    )
    .execute(&mut *conn)
    .await?;
    let id = fresh_id();
    insert(conn, &id, asker, purpose, question, now + lifetimes::CEREMONY).await?;
    Ok(id)
}

/// Asks once more under the same id, until the same end.
pub(super) async fn insert(
    conn: &mut Conn,
    id: &str,
    asker: &Asker,
    purpose: &Purpose,
    question: Asked,
    expires_at: u64,
) -> Result<()> {
    let (attempt, session) = columns(asker);
    let (name, expires) = (purpose.name(), to_db(expires_at));
    sqlx::query!(
        "INSERT INTO passkey_ceremonies (id, attempt, session, purpose, state, options, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        attempt,
        session,
        name,
        question.state,
        question.options,
        expires
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the challenge out that this browser was given for this purpose; `None` when its time is over, or it was taken.
pub(super) async fn take(
    conn: &mut Conn,
    asker: &Asker,
    purpose: &Purpose,
    now: u64,
) -> Result<Option<Taken>> {
    let (attempt, session) = columns(asker);
    let (name, at) = (purpose.name(), to_db(now));
    let taken = sqlx::query!(
        "DELETE FROM passkey_ceremonies
         WHERE attempt IS ?1 AND session IS ?2 AND purpose = ?3 AND expires_at > ?4
         RETURNING state, expires_at",
        attempt,
        session,
        name,
        at
    );
    Ok(taken
        .fetch_optional(conn)
        .await?
        .map(|row| Taken { state: row.state, expires_at: from_db(row.expires_at) }))
}

/// Ends every adding of a passkey that is under way for an account.
pub(super) async fn end_passkeys_under_way(conn: &mut Conn, account: &AccountId) -> Result<()> {
    let (owner, name) = (account.as_str(), Purpose::Register.name());
    sqlx::query!(
        "DELETE FROM passkey_ceremonies
         WHERE purpose = ? AND session IN (SELECT id FROM sessions WHERE account = ?)",
        name,
        owner
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn columns(asker: &Asker) -> (Option<&str>, Option<&str>) {
    match asker {
        Asker::Attempt(id) => (Some(id), None),
        Asker::Session(id) => (None, Some(id)),
    }
}
