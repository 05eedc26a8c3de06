//! Proofs for changes: made for one reason by one session, used up by the change.

use super::Result;
use super::open::Conn;
use super::row::to_db;
use crate::domain::{Reason, lifetimes, reason_name};

/// How long a proof for this reason holds, in seconds.
fn lifetime(reason: &Reason) -> u64 {
    if *reason == Reason::StepUp { lifetimes::STEP_UP } else { lifetimes::PROOF }
}

/// Writes down that this session has proved this reason.
pub(super) async fn prove(conn: &mut Conn, session: &str, reason: &Reason, now: u64) -> Result<()> {
    let (reason, at) = (reason_name(reason), to_db(now));
    sqlx::query!("INSERT INTO proofs (session, reason, proved_at) VALUES (?, ?, ?)", session, reason, at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses a proof up; false if there is none.
pub(super) async fn use_proof(conn: &mut Conn, session: &str, reason: &Reason, now: u64) -> Result<bool> {
    let oldest = to_db(now.saturating_sub(lifetime(reason)));
    let (reason, at) = (reason_name(reason), to_db(now));
    let used = sqlx::query!(
        "UPDATE proofs SET used_at = ?1
         WHERE id = (SELECT id FROM proofs
                     WHERE session = ?2 AND reason = ?3 AND used_at IS NULL AND proved_at > ?4
                     ORDER BY id LIMIT 1)
           AND used_at IS NULL",
        at,
        session,
        reason,
        oldest,
    );
    Ok(used.execute(conn).await?.rows_affected() == 1)
}

impl super::Storage {
    /// Whether this session holds an unused proof for this reason.
    pub async fn has_proof(&self, session: &str, reason: &Reason, now: u64) -> Result<bool> {
        let oldest = to_db(now.saturating_sub(lifetime(reason)));
        let reason = reason_name(reason);
        let found = sqlx::query!(
            "SELECT id FROM proofs WHERE session = ? AND reason = ? AND used_at IS NULL AND proved_at > ?",
            session,
            reason,
            oldest
        );
        Ok(found.fetch_optional(self.readers()).await?.is_some())
    }

    /// Uses a proof up for a change that is no operation of the storage itself; false if there is none.
    pub async fn spend_proof(&self, session: &str, reason: Reason, now: u64) -> Result<bool> {
        let session = session.to_owned();
        self.writer
            .run(move |conn| Box::pin(async move { use_proof(conn, &session, &reason, now).await }))
            .await
    }
}
