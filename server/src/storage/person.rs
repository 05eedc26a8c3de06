//! One person as administrators find them.

use super::journal::{JournalLine, entries};
use super::method::methods;
use super::open::Conn;
use super::people::person_line;
use super::policy::policies;
use super::reset::waiting;
use super::row::from_db;
use super::session::live;
use super::{Result, Storage};
use crate::domain::{AccountId, InvitedBy, Methods, PersonLine, Policies, Reset, SessionView};

/// All that stands on one person's page, as it was at one moment.
#[derive(Debug)]
pub struct PersonNow {
    /// The line in the list.
    pub person: PersonLine,
    /// The second steps.
    pub methods: Methods,
    /// The sessions that can be used.
    pub sessions: Vec<SessionView>,
    /// How devices are asked.
    pub policies: Policies,
    /// The latest entries of the journal.
    pub journal: Vec<JournalLine>,
    /// The reset that waits.
    pub reset: Option<Reset>,
    /// How the person came.
    pub invited: Option<InvitedBy>,
}

impl Storage {
    /// One person's line.
    pub async fn person(&self, account: &AccountId) -> Result<Option<PersonLine>> {
        person_line(&mut *self.readers().acquire().await?, account).await
    }

    /// One person with everything about them, read in one look: a reset that happens meanwhile is on it altogether or
    /// not at all.
    pub async fn person_now(&self, account: &AccountId, now: u64) -> Result<Option<PersonNow>> {
        self.tidy(account, now).await?;
        let mut conn = self.readers().begin().await?;
        let Some(person) = person_line(&mut conn, account).await? else { return Ok(None) };
        Ok(Some(PersonNow {
            person,
            methods: methods(&mut conn, account).await?,
            sessions: live(&mut conn, account, now).await?,
            policies: policies(&mut conn, &self.rules, account).await?,
            journal: entries(&mut conn, account, None).await?,
            reset: waiting(&mut conn, account).await?,
            invited: invited_by(&mut conn, account).await?,
        }))
    }

    /// Whether this account administers, and since when.
    pub async fn administers_since(&self, account: &AccountId) -> Result<Option<u64>> {
        let id = account.as_str();
        let since = sqlx::query_scalar!("SELECT admin_since FROM accounts WHERE id = ? AND is_admin = 1", id);
        Ok(since.fetch_optional(self.readers()).await?.map(from_db))
    }
}

/// By which invitation an account came; `None` if by none, or if it is forgotten.
async fn invited_by(conn: &mut Conn, account: &AccountId) -> Result<Option<InvitedBy>> {
    let id = account.as_str();
    let row = sqlx::query!(
        "SELECT note, COALESCE(used_at, 0) AS \"at!: i64\", name AS \"by?\"
         FROM invitations LEFT JOIN accounts ON accounts.id = created_by WHERE account = ?",
        id
    );
    let row = row.fetch_optional(conn).await?;
    Ok(row.map(|row| InvitedBy { by: row.by, note: row.note, at: from_db(row.at) }))
}
