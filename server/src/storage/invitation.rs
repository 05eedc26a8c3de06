//! Invitations: how later accounts come about.

use super::acting::{ActOutcome, By};
use super::row::{fresh_id, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{ActKind, Hashed, Invitation, JournalKind, MailAddress, lifetimes};

/// What a new invitation is made of.
#[derive(Debug)]
pub struct NewInvitation {
    /// Of the link's token.
    pub link: Hashed,
    /// For whom, in the inviter's words.
    pub note: String,
    /// Whether it makes an administrator.
    pub is_admin: bool,
    /// Where the link is mailed; becomes the address of the account.
    pub mail: Option<MailAddress>,
}

impl Storage {
    /// Makes an invitation, good for a week.
    pub async fn invite(&self, by: By, new: NewInvitation, now: u64) -> Result<ActOutcome> {
        let kinds = (ActKind::Invited, Some(JournalKind::Invited));
        self.act(by, kinds, now, move |conn, actor| {
            Box::pin(async move {
                let (id, hash, mail) =
                    (fresh_id(), new.link.as_bytes(), new.mail.as_ref().map(MailAddress::as_str));
                let (at, expires) = (to_db(now), to_db(now + lifetimes::INVITATION));
                sqlx::query!(
                    "INSERT INTO invitations (id, hash, created_by, note, is_admin, created_at, expires_at, mail)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    hash,
                    actor.account,
                    new.note,
                    new.is_admin,
                    at,
                    expires,
                    mail,
                )
                .execute(&mut *conn)
                .await?;
                Ok(Ok(new.note))
            })
        })
        .await
    }

    /// Whether an invitation is still good.
    pub async fn invitation_holds(&self, link: Hashed, now: u64) -> Result<bool> {
        let (hash, at) = (link.as_bytes(), to_db(now));
        let found = sqlx::query!(
            "SELECT id FROM invitations WHERE hash = ? AND used_at IS NULL AND expires_at > ?",
            hash,
            at
        );
        Ok(found.fetch_optional(self.readers()).await?.is_some())
    }

    /// All invitations, newest first.
    pub async fn invitations(&self) -> Result<Vec<Invitation>> {
        let rows = sqlx::query!(
            "SELECT id, note, is_admin AS \"is_admin!: bool\", created_at, expires_at, used_at, mail
             FROM invitations ORDER BY created_at DESC LIMIT 200"
        )
        .fetch_all(self.readers())
        .await?;
        let invitations = rows.into_iter().map(|row| Invitation {
            id: row.id,
            note: row.note,
            is_admin: row.is_admin,
            created_at: from_db(row.created_at),
            expires_at: from_db(row.expires_at),
            used_at: row.used_at.map(from_db),
            mail: row.mail,
        });
        Ok(invitations.collect())
    }

    /// Takes an unused invitation back.
    pub async fn withdraw_invitation(&self, by: By, id: &str, now: u64) -> Result<ActOutcome> {
        let id = id.to_owned();
        let kinds = (ActKind::InvitationWithdrawn, Some(JournalKind::InvitationWithdrawn));
        self.act(by, kinds, now, move |conn, _| {
            Box::pin(async move {
                let note = sqlx::query_scalar!(
                    "DELETE FROM invitations WHERE id = ? AND used_at IS NULL RETURNING note",
                    id
                );
                Ok(note.fetch_optional(&mut *conn).await?.ok_or(ActOutcome::NotFound))
            })
        })
        .await
    }
}
