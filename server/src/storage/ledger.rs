//! The one attempt ledger: every guess at any factor is charged before it is checked, in its own transaction.

use super::open::Conn;
use super::row::{count, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{Factor, password_pause_after, pause_after};

/// What the ledger says to a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// It was charged and may be checked now.
    Charged {
        /// Guesses in a row in this lane, with this one.
        in_a_row: u32,
    },
    /// Not now: the lane is paused until then. Nothing was charged.
    Paused {
        /// Seconds since 1970.
        until: u64,
    },
}

/// Failures count as a row only while they follow each other within a day.
const FORGET_AFTER: u64 = 86400;

impl Storage {
    /// Charges a guess at this factor. `account` may be a tag of a name that nobody has; `lane` is the network for
    /// passwords, and empty for what only somebody with the right password can guess at.
    pub async fn charge(&self, account: &str, factor: Factor, lane: &str, now: u64) -> Result<Charge> {
        let (account, lane) = (account.to_owned(), lane.to_owned());
        self.writer
            .run(move |conn| Box::pin(async move { charge(conn, &account, factor, &lane, now).await }))
            .await
    }

    /// A right answer clears its own lane.
    pub async fn clear(&self, account: &str, factor: Factor, lane: &str) -> Result<()> {
        let (account, lane) = (account.to_owned(), lane.to_owned());
        self.writer.run(move |conn| Box::pin(async move { clear(conn, &account, factor, &lane).await })).await
    }

    /// How many guesses in a row this lane has seen.
    pub async fn guesses(&self, account: &str, factor: Factor, lane: &str) -> Result<u32> {
        let factor = factor.name();
        let row = sqlx::query!(
            "SELECT failures FROM ledger WHERE account = ? AND factor = ? AND lane = ?",
            account,
            factor,
            lane
        );
        Ok(row.fetch_optional(self.readers()).await?.map_or(0, |row| count(row.failures)))
    }
}

pub(super) async fn charge(
    conn: &mut Conn,
    account: &str,
    factor: Factor,
    lane: &str,
    now: u64,
) -> Result<Charge> {
    let name = factor.name();
    let row = sqlx::query!(
        "SELECT failures, last_at, paused_until FROM ledger WHERE account = ? AND factor = ? AND lane = ?",
        account,
        name,
        lane
    )
    .fetch_optional(&mut *conn)
    .await?;
    let before = match row {
        Some(row) if from_db(row.paused_until) > now => {
            return Ok(Charge::Paused { until: from_db(row.paused_until) });
        }
        Some(row) if from_db(row.last_at) + FORGET_AFTER > now => count(row.failures),
        Some(_) | None => 0,
    };
    let in_a_row = before.saturating_add(1);
    let pause = match factor {
        Factor::Password => password_pause_after(in_a_row),
        Factor::Code | Factor::BackupCode | Factor::Number | Factor::Passkey => pause_after(in_a_row),
    };
    let (failures, at, until) = (i64::from(in_a_row), to_db(now), to_db(now + pause));
    sqlx::query!(
        "INSERT INTO ledger (account, factor, lane, failures, last_at, paused_until) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, factor, lane)
         DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, paused_until = excluded.paused_until",
        account,
        name,
        lane,
        failures,
        at,
        until,
    )
    .execute(conn)
    .await?;
    Ok(Charge::Charged { in_a_row })
}

pub(super) async fn clear(conn: &mut Conn, account: &str, factor: Factor, lane: &str) -> Result<()> {
    let factor = factor.name();
    sqlx::query!("DELETE FROM ledger WHERE account = ? AND factor = ? AND lane = ?", account, factor, lane)
        .execute(conn)
        .await?;
    Ok(())
}
