//! Sessions that a removed device let in: they go on until they are ended, and the page offers that.

use super::open::Conn;
use super::row::{count, device_id, to_db};
use super::session::end;
use super::{Result, Storage};
use crate::domain::{DeviceId, LeftSessions, Session, lifetimes};

impl Storage {
    /// The removed devices of this account that let other sessions in than this one, the device removed last first.
    pub async fn left_sessions(&self, session: &Session, now: u64) -> Result<Vec<LeftSessions>> {
        let (owner, own) = (session.account.as_str(), session.id.as_str());
        let idle = to_db(now.saturating_sub(lifetimes::SESSION_IDLE));
        let oldest = to_db(now.saturating_sub(lifetimes::SESSION));
        let rows = sqlx::query!(
            "SELECT devices.id, devices.name, COUNT(*) AS \"sessions!: i64\"
             FROM sessions JOIN devices ON devices.id = sessions.method
             WHERE sessions.account = ?1 AND sessions.id <> ?2 AND sessions.ended_at IS NULL
               AND sessions.last_seen_at > ?3 AND sessions.created_at > ?4
               AND devices.account = ?1 AND devices.state = 'revoked'
             GROUP BY devices.id ORDER BY devices.revoked_at DESC, devices.id",
            owner,
            own,
            idle,
            oldest
        )
        .fetch_all(self.readers())
        .await?;
        rows.into_iter()
            .map(|row| {
                let sessions = u64::from(count(row.sessions));
                Ok(LeftSessions { device: device_id(&row.id)?, name: row.name, sessions })
            })
            .collect()
    }

    /// Ends the sessions that a removed device of this account let in, but for this one. It only takes away, so nothing
    /// has to be proved.
    pub async fn end_left_sessions(&self, session: &Session, device: &DeviceId, now: u64) -> Result<()> {
        let (session, device) = (session.clone(), device.clone());
        let account = session.account.clone();
        self.writer
            .run(move |conn| Box::pin(async move { end_all(conn, &session, &device, now).await }))
            .await?;
        self.wake.changed(&account);
        Ok(())
    }
}

async fn end_all(conn: &mut Conn, session: &Session, device: &DeviceId, now: u64) -> Result<()> {
    let (owner, own, device) = (session.account.as_str(), session.id.as_str(), device.as_str());
    let left = sqlx::query_scalar!(
        "SELECT sessions.id FROM sessions JOIN devices ON devices.id = sessions.method
         WHERE sessions.account = ?1 AND sessions.id <> ?2 AND sessions.ended_at IS NULL
           AND devices.id = ?3 AND devices.account = ?1 AND devices.state = 'revoked'",
        owner,
        own,
        device
    )
    .fetch_all(&mut *conn)
    .await?;
    for each in left {
        end(conn, &session.account, &each, now).await?;
    }
    Ok(())
}
