//! Steps of devices: one copy of a device goes on from where it stands; a second one, or one that was put back, does
//! not, and its owner is told. Nothing is refused: nobody knows which copy is the owner's.

use countersign_protocol::message::Step;

use super::mail::Behind;
use super::notice::tell;
use super::open::Conn;
use super::row::{account_id, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{AccountId, DeviceId, NoticeKind, lifetimes};

impl Storage {
    /// A request of a device names its step; without one the device did not say where it stands. Whether that shows a
    /// copy.
    pub async fn go_step(&self, device: &DeviceId, step: Option<Step>, now: u64) -> Result<bool> {
        let device = device.clone();
        let account = self
            .writer
            .run(move |conn| {
                Box::pin(async move {
                    if fits(conn, &device, step).await? {
                        Ok(None)
                    } else {
                        note_copy(conn, &device, now).await
                    }
                })
            })
            .await?;
        if let Some(account) = &account {
            self.wake.changed(account);
        }
        Ok(account.is_some())
    }
}

/// Takes the step over; whether it goes on from where the device stands.
async fn fits(conn: &mut Conn, device: &DeviceId, step: Option<Step>) -> Result<bool> {
    let id = device.as_str();
    let Some(step) = step else {
        let known = sqlx::query_scalar!("SELECT id FROM devices WHERE id = ? AND step IS NOT NULL", id);
        return Ok(known.fetch_optional(conn).await?.is_none());
    };
    let (last, next) = (step.last.as_bytes().as_slice(), step.next.as_bytes().as_slice());
    let gone = sqlx::query!(
        "UPDATE devices SET step_before = step, step = ?1 WHERE id = ?2 AND (step IS NULL OR step = ?3)",
        next,
        id,
        last
    );
    if gone.execute(&mut *conn).await?.rows_affected() == 1 {
        return Ok(true);
    }
    // Sent again because the reply was lost, or overtaken by the next one.
    let again = sqlx::query_scalar!(
        "SELECT id FROM devices WHERE id = ?1 AND (step = ?2 OR step_before = ?2)",
        id,
        next
    );
    if again.fetch_optional(&mut *conn).await?.is_some() {
        return Ok(true);
    }
    // Whoever came last goes on from here, so that the other one shows itself the next time.
    sqlx::query!("UPDATE devices SET step_before = step, step = ? WHERE id = ?", next, id)
        .execute(conn)
        .await?;
    Ok(false)
}

/// Tells the owner, once a day at most. The account, if the device counts.
async fn note_copy(conn: &mut Conn, device: &DeviceId, now: u64) -> Result<Option<AccountId>> {
    let id = device.as_str();
    let row = sqlx::query!(
        "SELECT account, name, copied_at FROM devices WHERE id = ? AND state IN ('active', 'stopped')",
        id
    );
    let Some(row) = row.fetch_optional(&mut *conn).await? else { return Ok(None) };
    let at = to_db(now);
    sqlx::query!("UPDATE devices SET copied_at = ? WHERE id = ?", at, id).execute(&mut *conn).await?;
    let account = account_id(&row.account)?;
    if row.copied_at.is_none_or(|last| from_db(last) + lifetimes::COPY_TOLD <= now) {
        tell(conn, &account, NoticeKind::DeviceCopied, &row.name, Behind::Nobody, now).await?;
    }
    Ok(Some(account))
}
