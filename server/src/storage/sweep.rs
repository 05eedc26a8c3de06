//! What time takes away: secrets that were shown long enough, and rows that nobody will ask for again.

use super::mail::forget_dead;
use super::reset::end_waiting;
use super::row::to_db;
use super::suspension::end_suspended;
use super::{Result, Storage};
use crate::domain::lifetimes;

const HOUR: u64 = 3600;
const DAY: u64 = 86400;
/// How long ended sessions, attempts and questions are kept for whoever asks what happened.
const KEPT: u64 = 90 * DAY;

impl Storage {
    /// Forgets what has had its time; called every minute by the server.
    pub async fn sweep(&self, now: u64) -> Result<()> {
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let at = to_db(now);
                    let before = |age: u64| to_db(now.saturating_sub(age));
                    let (hour, day, kept) = (before(HOUR), before(DAY), before(KEPT));
                    let (seen, tombstone) = (before(lifetimes::REQUEST_ID), before(lifetimes::TOMBSTONE));
                    sqlx::query!(
                        "UPDATE backup_sets SET shown_sealed = NULL WHERE shown_sealed IS NOT NULL AND shown_until <= ?",
                        at
                    )
                    .execute(&mut *conn)
                    .await?;
                    sqlx::query!(
                        "UPDATE enrollments SET shown_sealed = NULL WHERE shown_sealed IS NOT NULL AND expires_at <= ?",
                        at
                    )
                    .execute(&mut *conn)
                    .await?;
                    sqlx::query!("DELETE FROM authenticators WHERE state = 'pending' AND expires_at <= ?", at)
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query!("DELETE FROM passkey_ceremonies WHERE expires_at <= ?", at)
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query!("DELETE FROM passkey_doors WHERE expires_at <= ?", at).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM recovery_links WHERE expires_at <= ?", at).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM resets WHERE ended_at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM setup_links WHERE expires_at <= ?", at).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM request_ids WHERE at < ?", seen).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM blocks WHERE until <= ?", at).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM proofs WHERE proved_at < ?", hour).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM authorizations WHERE expires_at < ?", hour).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM ledger WHERE last_at < ? AND paused_until <= ?", day, at)
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query!("DELETE FROM answers WHERE at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM attempts WHERE expires_at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM challenges WHERE expires_at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM sessions WHERE last_seen_at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM browsers WHERE trusted_until < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM invitations WHERE expires_at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM notices WHERE seen_at < ?", kept).execute(&mut *conn).await?;
                    sqlx::query!("DELETE FROM devices WHERE state = 'revoked' AND revoked_at < ?", tombstone)
                        .execute(&mut *conn)
                        .await?;
                    end_suspended(conn, now).await?;
                    end_waiting(conn, now).await?;
                    forget_dead(conn, now).await
                })
            })
            .await
    }
}
