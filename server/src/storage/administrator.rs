//! Who is an administrator, and what administrators did.

use super::journal::{Told, enter};
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::reset::cancel_resets_of;
use super::row::{account_id, from_db, to_db};
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{
    AccountId, Act, ActKind, JournalKind, NoticeKind, Reason, Session, lifetimes, reason_name,
};
use crate::tombstones::Tombstone;

/// How many acts are on one page.
pub const ACTS_PAGE: usize = 50;

/// Who does something that only administrators may.
#[derive(Debug, Clone)]
pub enum By {
    /// Whoever works on the server's console.
    Console,
    /// An administrator, in this session.
    Session(Session),
}

/// What came of an administrator's act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActOutcome {
    /// It is done.
    Done,
    /// It was so already: nothing was changed or told.
    Unchanged,
    /// This session may not, or not any longer: the role, the proof or two-step verification is missing.
    NotAllowed,
    /// Nobody does this to oneself.
    OwnAccount,
    /// It needs two-step verification to be on.
    NoTwoStep,
    /// All sign-ins and changes of the account are stopped.
    Stopped,
    /// There is no such account, or no such thing of it.
    NotFound,
}

/// Whoever acts, once it is certain that they may.
pub(super) struct Actor {
    /// The account; nobody on the console.
    pub(super) account: Option<String>,
    /// What the person is called; empty on the console.
    pub(super) name: String,
}

impl Storage {
    /// Gives somebody the role of an administrator, or takes it. What an administrator has started ends with the role.
    pub async fn set_administrator(
        &self,
        by: By,
        account: &AccountId,
        is_admin: bool,
        now: u64,
    ) -> Result<ActOutcome> {
        let account = account.clone();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let actor = match acting_on(conn, &by, &account, now).await? {
                        Ok(actor) => actor,
                        Err(refused) => return Ok(refused),
                    };
                    let (id, at) = (account.as_str(), to_db(now));
                    let two_step =
                        sqlx::query_scalar!("SELECT two_step_since FROM accounts WHERE id = ?", id);
                    let two_step = two_step.fetch_one(&mut *conn).await?;
                    if is_admin && two_step.is_none() && actor.account.is_some() {
                        return Ok(ActOutcome::NoTwoStep);
                    }
                    let set = sqlx::query!(
                        "UPDATE accounts SET is_admin = ?1, admin_since = ?2 WHERE id = ?3 AND is_admin <> ?1",
                        is_admin,
                        at,
                        id
                    );
                    if set.execute(&mut *conn).await?.rows_affected() == 0 {
                        return Ok(ActOutcome::Unchanged);
                    }
                    bury(conn, Tombstone::Administrator { account: id.to_owned(), is_admin }).await?;
                    if !is_admin {
                        cancel_resets_of(conn, &account, now).await?;
                    }
                    let (notice, act) = if is_admin {
                        (NoticeKind::AdministratorMade, ActKind::AdministratorMade)
                    } else {
                        (NoticeKind::AdministratorEnded, ActKind::AdministratorEnded)
                    };
                    tell(conn, &account, notice, &actor.name, Behind::Nobody, now).await?;
                    write_act(conn, &actor, act, Some(&account), now).await?;
                    Ok(ActOutcome::Done)
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

/// Whoever acts, if this session may open the administrators' pages at this moment: the role, two-step verification,
/// nothing stopped, and a proof of its own a moment ago. `None` if not.
pub(super) async fn acting(conn: &mut Conn, by: &By, now: u64) -> Result<Option<Actor>> {
    let By::Session(session) = by else {
        return Ok(Some(Actor { account: None, name: String::new() }));
    };
    let (id, owner) = (session.id.as_str(), session.account.as_str());
    let (reason, oldest) = (reason_name(&Reason::StepUp), to_db(now.saturating_sub(lifetimes::STEP_UP)));
    let name = sqlx::query_scalar!(
        "SELECT name FROM accounts
         WHERE id = ?1 AND is_admin = 1 AND two_step_since IS NOT NULL AND frozen_at IS NULL
           AND suspended_at IS NULL
           AND EXISTS (SELECT 1 FROM sessions
                       WHERE sessions.id = ?2 AND sessions.account = ?1 AND ended_at IS NULL)
           AND EXISTS (SELECT 1 FROM proofs
                       WHERE session = ?2 AND reason = ?3 AND used_at IS NULL AND proved_at > ?4)",
        owner,
        id,
        reason,
        oldest
    );
    let name = name.fetch_optional(conn).await?;
    Ok(name.map(|name| Actor { account: Some(owner.to_owned()), name }))
}

/// The same for an act on somebody else's account.
pub(super) async fn acting_on(
    conn: &mut Conn,
    by: &By,
    account: &AccountId,
    now: u64,
) -> Result<std::result::Result<Actor, ActOutcome>> {
    let Some(actor) = acting(conn, by, now).await? else { return Ok(Err(ActOutcome::NotAllowed)) };
    let id = account.as_str();
    let found = sqlx::query!("SELECT id FROM accounts WHERE id = ?", id);
    if found.fetch_optional(conn).await?.is_none() {
        return Ok(Err(ActOutcome::NotFound));
    }
    if actor.account.as_deref() == Some(id) {
        return Ok(Err(ActOutcome::OwnAccount));
    }
    Ok(Ok(actor))
}

/// Writes down what was done to an account.
pub(super) async fn write_act(
    conn: &mut Conn,
    actor: &Actor,
    kind: ActKind,
    account: Option<&AccountId>,
    now: u64,
) -> Result<()> {
    let detail = match account {
        Some(account) => {
            let id = account.as_str();
            let name = sqlx::query_scalar!("SELECT name FROM accounts WHERE id = ?", id);
            name.fetch_optional(&mut *conn).await?.unwrap_or_default()
        }
        None => String::new(),
    };
    insert(conn, actor, kind, (account, &detail), now).await
}

/// Writes down what was done to nobody in particular; in the administrator's own journal as well.
pub(super) async fn write_own_act(
    conn: &mut Conn,
    actor: &Actor,
    (kind, journal): (ActKind, Option<JournalKind>),
    detail: &str,
    now: u64,
) -> Result<()> {
    if let (Some(account), Some(journal)) = (&actor.account, journal) {
        enter(conn, &account_id(account)?, journal, Told::by(Behind::Nobody, detail), now).await?;
    }
    insert(conn, actor, kind, (None, detail), now).await
}

async fn insert(
    conn: &mut Conn,
    actor: &Actor,
    kind: ActKind,
    (account, detail): (Option<&AccountId>, &str),
    now: u64,
) -> Result<()> {
    let (at, kind, account) = (to_db(now), kind.name(), account.map(AccountId::as_str));
    sqlx::query!(
        "INSERT INTO acts (at, by_account, by_name, kind, account, detail) VALUES (?, ?, ?, ?, ?, ?)",
        at,
        actor.account,
        actor.name,
        kind,
        account,
        detail
    )
    .execute(conn)
    .await?;
    Ok(())
}
