//! What an operator looks at to see whether all is well.

use super::acting::{ActOutcome, By};
use super::row::{from_db, to_db};
use super::{Result, Storage};
use crate::domain::{ActKind, MailHealth, without_addresses};

impl Storage {
    /// How the queue of mail is.
    pub async fn mail_health(&self) -> Result<MailHealth> {
        let mut conn = self.readers().begin().await?;
        let row = sqlx::query!(
            "SELECT COUNT(*) FILTER (WHERE dead_at IS NULL) AS \"waiting!: i64\",
                    COUNT(*) FILTER (WHERE dead_at IS NOT NULL) AS \"given_up!: i64\",
                    MIN(at) FILTER (WHERE dead_at IS NULL) AS \"oldest: i64\"
             FROM mails"
        )
        .fetch_one(&mut *conn)
        .await?;
        let error = sqlx::query_scalar!(
            "SELECT error FROM mails WHERE error <> '' ORDER BY next_at DESC, id DESC LIMIT 1"
        );
        let error = error.fetch_optional(&mut *conn).await?;
        Ok(MailHealth {
            waiting: from_db(row.waiting),
            given_up: from_db(row.given_up),
            oldest: row.oldest.map(from_db),
            last_error: error.map(|words| without_addresses(&words)),
        })
    }

    /// An administrator lets all mail be tried again at once, also what was given up.
    pub async fn retry_all_mail(&self, by: By, now: u64) -> Result<ActOutcome> {
        self.act(by, (ActKind::MailRetried, None), now, move |conn, _| {
            Box::pin(async move {
                let at = to_db(now);
                let retried = sqlx::query!("UPDATE mails SET next_at = ?, dead_at = NULL", at);
                let number = retried.execute(&mut *conn).await?.rows_affected();
                Ok(if number == 0 { Err(ActOutcome::Unchanged) } else { Ok(String::new()) })
            })
        })
        .await
    }

    /// The latest moment that the database knows of; a clock that is before it went back.
    pub async fn latest_moment(&self) -> Result<u64> {
        let latest = sqlx::query_scalar!(
            "SELECT MAX(COALESCE((SELECT MAX(last_seen_at) FROM sessions), 0),
                        COALESCE((SELECT MAX(created_at) FROM challenges), 0)) AS \"latest!: i64\""
        );
        Ok(from_db(latest.fetch_one(self.readers()).await?))
    }
}
