//! Notices: what an account's person is told at the next sign-in.

use super::journal::{Told, enter};
use super::mail::{Behind, post, post_undo};
use super::open::Conn;
use super::row::{from_db, to_db};
use super::{Result, Storage};
use crate::domain::{AccountId, JournalKind, MailKind, Notice, NoticeKind, Removal, TakeBack};

impl Storage {
    /// The notices that were not dismissed, newest first.
    pub async fn notices(&self, account: &AccountId) -> Result<Vec<Notice>> {
        let account = account.as_str();
        let rows = sqlx::query!(
            "SELECT id, kind, detail, at FROM notices
             WHERE account = ? AND seen_at IS NULL ORDER BY at DESC, id DESC LIMIT 20",
            account
        )
        .fetch_all(self.readers())
        .await?;
        let known = rows.into_iter().filter_map(|row| {
            let kind = NoticeKind::from_name(&row.kind)?;
            Some(Notice { id: row.id, kind, detail: row.detail, at: from_db(row.at) })
        });
        Ok(known.collect())
    }

    /// The person has read them, up to this one; a later one was not on the page.
    pub async fn dismiss_notices(&self, account: &AccountId, up_to: i64, now: u64) -> Result<()> {
        let account = account.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let at = to_db(now);
                    sqlx::query!(
                        "UPDATE notices SET seen_at = ? WHERE account = ? AND id <= ? AND seen_at IS NULL",
                        at,
                        account,
                        up_to
                    )
                    .execute(conn)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}

/// Writes a notice as part of an operation, and an entry of the journal and a mail about the same.
pub(super) async fn tell(
    conn: &mut Conn,
    account: &AccountId,
    kind: NoticeKind,
    detail: &str,
    behind: Behind<'_>,
    now: u64,
) -> Result<()> {
    enter(conn, account, JournalKind::Notice(kind), Told::by(behind, detail), now).await?;
    note(conn, account, kind, detail, now).await?;
    post(conn, account, MailKind::Notice(kind), detail, behind, now).await
}

/// The same; the mail has a link that takes it back.
pub(super) async fn tell_undo(
    conn: &mut Conn,
    account: &AccountId,
    kind: NoticeKind,
    (detail, undo): (&str, &TakeBack),
    behind: Behind<'_>,
    now: u64,
) -> Result<()> {
    enter(conn, account, JournalKind::Notice(kind), Told::by(behind, detail), now).await?;
    note(conn, account, kind, detail, now).await?;
    post_undo(conn, account, MailKind::Notice(kind), (detail, undo), behind, now).await
}

/// Tells of a removal; the mail has a link that undoes it, if that can be.
pub(super) async fn tell_removal(
    conn: &mut Conn,
    removal: (&AccountId, Option<Removal>),
    kind: NoticeKind,
    name: &str,
    behind: Behind<'_>,
    now: u64,
) -> Result<()> {
    match removal {
        (account, Some(removal)) => {
            tell_undo(conn, account, kind, (name, &TakeBack::Removal(removal)), behind, now).await
        }
        (account, None) => tell(conn, account, kind, name, behind, now).await,
    }
}

/// Writes a notice only.
pub(super) async fn note(
    conn: &mut Conn,
    account: &AccountId,
    kind: NoticeKind,
    detail: &str,
    now: u64,
) -> Result<()> {
    let (account, kind, at) = (account.as_str(), kind.name(), to_db(now));
    sqlx::query!(
        "INSERT INTO notices (account, kind, detail, at) VALUES (?, ?, ?, ?)",
        account,
        kind,
        detail,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}
