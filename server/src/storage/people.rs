//! People as administrators find them, and what administrators do to their accounts short of a reset.

use super::account::end_everything;
use super::acting::{ActOutcome, Acted, By};
use super::ceremony::end_passkeys_under_way;
use super::challenge::expire;
use super::enrollment::end_live;
use super::mail::Behind;
use super::open::Conn;
use super::reset::cancel_because_stopped;
use super::row::{account_id, from_db, to_db};
use super::session::end_one;
use super::suspension::suspend_from;
use super::tombstone::bury;
use super::{Result, Storage};
use crate::domain::{AccountId, AccountName, ActKind, JournalKind, NoticeKind, People, PersonLine, Policy};
use crate::tombstones::Tombstone;

/// How many people are on one page.
pub const PEOPLE_PAGE: usize = 30;

struct Row {
    id: String,
    name: String,
    name_key: String,
    is_admin: bool,
    created_at: i64,
    two_step_since: Option<i64>,
    methods: i64,
    last_sign_in: Option<i64>,
    frozen_at: Option<i64>,
    suspended_at: Option<i64>,
    has_reset: bool,
    wants_link: bool,
    mail: Option<String>,
}

impl Storage {
    /// The people whose names have this in them, from the one after `after` on.
    pub async fn people(&self, wanted: &str, after: &str) -> Result<People> {
        let mut conn = self.readers().begin().await?;
        let key = AccountName::parse(wanted).map_or_else(|_| String::new(), |name| name.key().to_owned());
        let pattern = format!("%{}%", key.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let number = sqlx::query_scalar!(
            "SELECT COUNT(*) AS \"number!: i64\" FROM accounts WHERE name_key LIKE ? ESCAPE '\\'",
            pattern
        );
        let number = from_db(number.fetch_one(&mut *conn).await?);
        let most = i64::try_from(PEOPLE_PAGE + 1).unwrap_or(i64::MAX);
        let rows = sqlx::query_as!(
            Row,
            "SELECT id, name, name_key, is_admin AS \"is_admin!: bool\", created_at, two_step_since, frozen_at,
                    suspended_at, wants_link AS \"wants_link!: bool\", mail,
                    (SELECT COUNT(*) FROM devices WHERE account = accounts.id AND state = 'active')
                  + (SELECT COUNT(*) FROM authenticators WHERE account = accounts.id AND state = 'active')
                  + (SELECT COUNT(*) FROM passkeys WHERE account = accounts.id) AS \"methods!: i64\",
                    (SELECT MAX(sessions.created_at) FROM sessions WHERE account = accounts.id)
                        AS \"last_sign_in: i64\",
                    EXISTS (SELECT 1 FROM resets WHERE account = accounts.id AND state = 'waiting')
                        AS \"has_reset!: bool\"
             FROM accounts
             WHERE name_key > ? AND name_key LIKE ? ESCAPE '\\'
             ORDER BY name_key LIMIT ?",
            after,
            pattern,
            most
        )
        .fetch_all(&mut *conn)
        .await?;
        let mut lines = rows.into_iter().map(line).collect::<Result<Vec<_>>>()?;
        let has_more = lines.len() > PEOPLE_PAGE;
        lines.truncate(PEOPLE_PAGE);
        let next = lines.last().filter(|_| has_more).map(|last| last.key.clone());
        Ok(People { lines, number, next })
    }

    /// Suspends an account, or lets its sign-ins go on. Suspended, it is stopped as by its owner's own freeze, which
    /// neither a device nor a backup code ends.
    pub async fn set_suspended(
        &self,
        by: By,
        account: &AccountId,
        suspended: bool,
        now: u64,
    ) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, _| {
            Box::pin(async move {
                let (id, at) = (owner.as_str(), suspended.then(|| to_db(now)));
                let set = sqlx::query!(
                    "UPDATE accounts SET suspended_at = ?1
                     WHERE id = ?2 AND (suspended_at IS NULL) <> (?1 IS NULL)",
                    at,
                    id
                );
                if set.execute(&mut *conn).await?.rows_affected() == 0 {
                    return Ok(Acted::Not(ActOutcome::Unchanged));
                }
                let at = suspended.then_some(now);
                bury(conn, Tombstone::AccountSuspended { account: id.to_owned(), at }).await?;
                if !suspended {
                    // Nobody could lift what is suspended meanwhile: it has its whole week from now on.
                    suspend_from(conn, owner, to_db(now)).await?;
                    return Ok(Acted::Tell(NoticeKind::AccountAllowed, ActKind::Allowed));
                }
                end_everything(conn, owner, None, now).await?;
                end_live(conn, owner, now).await?;
                end_passkeys_under_way(conn, owner).await?;
                cancel_because_stopped(conn, owner, Behind::Nobody, now).await?;
                Ok(Acted::Tell(NoticeKind::AccountSuspended, ActKind::Suspended))
            })
        })
        .await
    }

    /// Ends one session of somebody, or all sessions and all trust.
    pub async fn end_sessions_of(
        &self,
        by: By,
        account: &AccountId,
        session: Option<String>,
        now: u64,
    ) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, _| {
            Box::pin(async move {
                match session {
                    Some(session) => {
                        if !end_one(conn, owner, &session, now).await? {
                            return Ok(Acted::Not(ActOutcome::NotFound));
                        }
                    }
                    None => end_everything(conn, owner, None, now).await?,
                }
                Ok(Acted::Tell(NoticeKind::SessionsEnded, ActKind::SessionsEnded))
            })
        })
        .await
    }

    /// Sets what administrators want of an account at least. What was asked under a weaker rule is worth nothing.
    pub async fn set_least_policy(
        &self,
        by: By,
        account: &AccountId,
        least: Policy,
        now: u64,
    ) -> Result<ActOutcome> {
        self.act_on(by, account, now, move |conn, owner, _| {
            Box::pin(async move {
                let (id, name) = (owner.as_str(), least.name());
                let set = sqlx::query!(
                    "UPDATE accounts SET approval_least = ?1 WHERE id = ?2 AND approval_least <> ?1",
                    name,
                    id
                );
                if set.execute(&mut *conn).await?.rows_affected() == 0 {
                    return Ok(Acted::Not(ActOutcome::Unchanged));
                }
                cancel_questions(conn, Some(owner), now).await?;
                Ok(Acted::Tell(NoticeKind::PolicySet, ActKind::PolicySet))
            })
        })
        .await
    }

    /// What administrators want of everybody at least.
    pub async fn everybodys_policy(&self) -> Result<Policy> {
        let mut conn = self.readers().acquire().await?;
        super::policy::of_everybody(&mut conn).await
    }

    /// Sets that.
    pub async fn set_everybodys_policy(&self, by: By, least: Policy, now: u64) -> Result<ActOutcome> {
        let kinds = (ActKind::EverybodysPolicy, Some(JournalKind::EverybodysPolicy));
        let outcome = self
            .act(by, kinds, now, move |conn, _| {
                Box::pin(async move {
                    let name = least.name();
                    let set = sqlx::query!("UPDATE everybody SET approval = ?1 WHERE approval <> ?1", name);
                    if set.execute(&mut *conn).await?.rows_affected() == 0 {
                        return Ok(Err(ActOutcome::Unchanged));
                    }
                    cancel_questions(conn, None, now).await?;
                    Ok(Ok(name.to_owned()))
                })
            })
            .await?;
        if outcome == ActOutcome::Done {
            self.wake.all_changed();
        }
        Ok(outcome)
    }
}

/// One person's line.
pub(super) async fn person_line(conn: &mut Conn, account: &AccountId) -> Result<Option<PersonLine>> {
    let id = account.as_str();
    let row = sqlx::query_as!(
        Row,
        "SELECT id, name, name_key, is_admin AS \"is_admin!: bool\", created_at, two_step_since, frozen_at,
                suspended_at, wants_link AS \"wants_link!: bool\", mail,
                (SELECT COUNT(*) FROM devices WHERE account = accounts.id AND state = 'active')
              + (SELECT COUNT(*) FROM authenticators WHERE account = accounts.id AND state = 'active')
              + (SELECT COUNT(*) FROM passkeys WHERE account = accounts.id) AS \"methods!: i64\",
                (SELECT MAX(sessions.created_at) FROM sessions WHERE account = accounts.id)
                    AS \"last_sign_in: i64\",
                EXISTS (SELECT 1 FROM resets WHERE account = accounts.id AND state = 'waiting')
                    AS \"has_reset!: bool\"
         FROM accounts WHERE id = ?",
        id
    );
    row.fetch_optional(conn).await?.map(line).transpose()
}

fn line(row: Row) -> Result<PersonLine> {
    Ok(PersonLine {
        id: account_id(&row.id)?,
        name: row.name,
        key: row.name_key,
        is_admin: row.is_admin,
        created_at: from_db(row.created_at),
        two_step: row.two_step_since.is_some(),
        methods: from_db(row.methods),
        last_sign_in: row.last_sign_in.map(from_db),
        frozen_at: row.frozen_at.map(from_db),
        suspended_at: row.suspended_at.map(from_db),
        has_reset: row.has_reset,
        wants_link: row.wants_link,
        mail: row.mail,
    })
}

/// What waits was asked under another rule: it is asked anew.
async fn cancel_questions(conn: &mut Conn, account: Option<&AccountId>, now: u64) -> Result<()> {
    if let Some(account) = account {
        expire(conn, account, now).await?;
    }
    let (account, at) = (account.map(AccountId::as_str), to_db(now));
    sqlx::query!(
        "UPDATE challenges SET state = 'cancelled', decided_at = ?1, remade = 1
         WHERE (?2 IS NULL OR account = ?2) AND state IN ('pending', 'approved')",
        at,
        account
    )
    .execute(conn)
    .await?;
    Ok(())
}
