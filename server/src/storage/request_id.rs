//! Requests of devices that were seen: none counts twice.

use super::row::to_db;
use super::{Result, Storage};
use crate::domain::{DeviceId, lifetimes};

impl Storage {
    /// Remembers a request; false if it was seen within the last ten minutes.
    pub async fn first_sight(
        &self,
        device: &DeviceId,
        request: countersign_protocol::RequestId,
        now: u64,
    ) -> Result<bool> {
        let device = device.to_string();
        self.writer
            .run(move |conn| {
                Box::pin(async move {
                    let (jti, at) = (request.as_bytes().as_slice(), to_db(now));
                    let old = to_db(now.saturating_sub(lifetimes::REQUEST_ID));
                    sqlx::query!("DELETE FROM request_ids WHERE at < ?", old).execute(&mut *conn).await?;
                    let seen = sqlx::query!(
                        "INSERT INTO request_ids (device, jti, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        device,
                        jti,
                        at
                    );
                    Ok(seen.execute(conn).await?.rows_affected() == 1)
                })
            })
            .await
    }
}
