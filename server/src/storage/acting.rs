//! The frame of whatever administrators do: role and proof of whoever acts, the act, both journals, and word to
//! everybody whom it concerns. What an act changes is its own operation's part.

use futures_util::future::BoxFuture;

use super::journal::{Told, enter};
use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::row::{account_id, to_db};
use super::{Result, Storage};
use crate::domain::{AccountId, ActKind, JournalKind, NoticeKind, Reason, Session, lifetimes, reason_name};

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
    /// This is for another administrator: not for whoever began it, nor for one who became an administrator a moment
    /// ago.
    AnotherOne,
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

/// What an act on somebody's account comes to.
pub(super) enum Acted {
    /// It is done; its owner is to be told this, in the name of whoever acted.
    Tell(NoticeKind, ActKind),
    /// It is done, and its owner was told in the act's own words.
    Told(ActKind),
    /// Nothing was done.
    Not(ActOutcome),
}

/// What an act on nobody in particular comes to: to what it was done, in a word, or why nothing was.
pub(super) type OwnAct = std::result::Result<String, ActOutcome>;

impl Storage {
    /// Does something to somebody else's account, as one operation: checks whoever acts, acts, tells the owner on
    /// every channel, writes it down for the administrators, and wakes whoever waits for the account.
    pub(super) async fn act_on<F>(&self, by: By, account: &AccountId, now: u64, act: F) -> Result<ActOutcome>
    where
        F: for<'c> FnOnce(&'c mut Conn, &'c AccountId, &'c Actor) -> BoxFuture<'c, Result<Acted>>
            + Send
            + 'static,
    {
        let owner = account.clone();
        let outcome = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    let actor = match acting_on(conn, &by, &owner, now).await? {
                        Ok(actor) => actor,
                        Err(refused) => return Ok(refused),
                    };
                    let kind = match act(conn, &owner, &actor).await? {
                        Acted::Tell(notice, kind) => {
                            tell(conn, &owner, notice, &actor.name, Behind::Nobody, now).await?;
                            kind
                        }
                        Acted::Told(kind) => kind,
                        Acted::Not(outcome) => return Ok(outcome),
                    };
                    let name = name_of(conn, &owner).await?;
                    write(conn, &actor, kind, (Some(&owner), &name), now).await?;
                    Ok(ActOutcome::Done)
                })
            })
            .await?;
        self.wake.changed(account);
        Ok(outcome)
    }

    /// Does something to nobody in particular, as one operation: it stands in the administrators' journal and, where
    /// `kinds` says so, in the one of whoever acts.
    pub(super) async fn act<F>(
        &self,
        by: By,
        kinds: (ActKind, Option<JournalKind>),
        now: u64,
        act: F,
    ) -> Result<ActOutcome>
    where
        F: for<'c> FnOnce(&'c mut Conn, &'c Actor) -> BoxFuture<'c, Result<OwnAct>> + Send + 'static,
    {
        let (kind, journal) = kinds;
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let Some(actor) = acting(conn, &by, now).await? else {
                        return Ok(ActOutcome::NotAllowed);
                    };
                    let detail = match act(conn, &actor).await? {
                        Ok(detail) => detail,
                        Err(outcome) => return Ok(outcome),
                    };
                    if let (Some(account), Some(journal)) = (&actor.account, journal) {
                        let told = Told::by(Behind::Nobody, &detail);
                        enter(conn, &account_id(account)?, journal, told, now).await?;
                    }
                    write(conn, &actor, kind, (None, &detail), now).await?;
                    Ok(ActOutcome::Done)
                })
            })
            .await
    }
}

/// Whoever acts, if this session may open the administrators' pages at this moment: the role, two-step verification,
/// nothing stopped, and a proof of its own a moment ago. `None` if not.
async fn acting(conn: &mut Conn, by: &By, now: u64) -> Result<Option<Actor>> {
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
async fn acting_on(
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

async fn name_of(conn: &mut Conn, account: &AccountId) -> Result<String> {
    let id = account.as_str();
    let name = sqlx::query_scalar!("SELECT name FROM accounts WHERE id = ?", id);
    Ok(name.fetch_optional(conn).await?.unwrap_or_default())
}

/// Writes down what was done.
async fn write(
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
