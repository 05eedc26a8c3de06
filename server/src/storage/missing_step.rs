//! Sign-ins whose password was right and whose second step never came: looked at after their end, told by mail.

use super::mail::{Behind, post};
use super::row::{account_id, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{MailKind, NoticeKind};

const DAY: u64 = 86400;

impl Storage {
    /// Looks at sign-ins that have ended since the last look; called every minute by the server. At most one mail a day
    /// for each account, and none about a browser that was let in after all, or of which *It wasn't me* told already.
    pub async fn look_for_missing_steps(&self, now: u64) -> Result<()> {
        let at = to_db(now);
        let any = sqlx::query!(
            "SELECT id FROM attempts
             WHERE looked_at = 0
               AND (expires_at <= ?
                    OR EXISTS (SELECT 1 FROM challenges
                               WHERE attempt = attempts.id AND challenges.state IN ('declined', 'failed')))
             LIMIT 1",
            at
        );
        if any.fetch_optional(self.readers()).await?.is_none() {
            return Ok(());
        }
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (at, day) = (to_db(now), to_db(now.saturating_sub(DAY)));
                    let ended = sqlx::query!(
                        "UPDATE attempts SET looked_at = ?1
                         WHERE looked_at = 0
                           AND (expires_at <= ?1
                                OR EXISTS (SELECT 1 FROM challenges
                                           WHERE attempt = attempts.id
                                             AND challenges.state IN ('declined', 'failed')))
                         RETURNING id, account, created_at",
                        at
                    )
                    .fetch_all(&mut *conn)
                    .await?;
                    for attempt in ended {
                        if attempt.created_at < day {
                            continue;
                        }
                        let told = sqlx::query!(
                            "UPDATE accounts SET missing_step_mailed_at = ?1
                             WHERE id = ?2 AND mail IS NOT NULL AND missing_step_mailed_at <= ?3
                               AND EXISTS (SELECT 1 FROM attempts
                                           WHERE attempts.id = ?4 AND state <> 'done'
                                             AND NOT EXISTS (SELECT 1 FROM sessions
                                                             WHERE sessions.account = attempts.account
                                                               AND sessions.created_at >= attempts.created_at
                                                               AND sessions.browser = attempts.browser
                                                               AND sessions.system = attempts.system
                                                               AND sessions.ip = attempts.ip))",
                            at,
                            attempt.account,
                            day,
                            attempt.id
                        );
                        if told.execute(&mut *conn).await?.rows_affected() == 0 {
                            continue;
                        }
                        let kind = MailKind::Notice(NoticeKind::SecondStepMissing);
                        let account = account_id(&attempt.account)?;
                        let behind = Behind::Attempt(Some(&attempt.id));
                        post(conn, &account, kind, "", behind, from_db(attempt.created_at)).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
