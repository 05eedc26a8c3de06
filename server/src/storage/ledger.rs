//! The one attempt ledger: every guess at any factor is charged before it is checked, in its own transaction.

use super::open::Conn;
use super::row::{count, from_db, to_db};
use super::{Result, Storage};
use crate::domain::{AccountId, Charge, Factor, Guesses, Lane};

impl Storage {
    /// Charges a guess at this factor. `account` may be a tag of a name that nobody has; what only somebody with
    /// the right password can guess at has the lane of the browser, everything else that of its network.
    pub async fn charge(&self, account: &str, factor: Factor, lane: &Lane, now: u64) -> Result<Charge> {
        let (account, lane) = (account.to_owned(), lane.clone());
        self.writer
            .run(move |conn| Box::pin(async move { charge(conn, &account, factor, &lane, now).await }))
            .await
    }

    /// A right answer clears its own lane.
    pub async fn clear(&self, account: &str, factor: Factor, lane: &Lane) -> Result<()> {
        let (account, lane) = (account.to_owned(), lane.clone());
        self.writer.run(move |conn| Box::pin(async move { clear(conn, &account, factor, &lane).await })).await
    }
}

pub(super) async fn charge(
    conn: &mut Conn,
    account: &str,
    factor: Factor,
    lane: &Lane,
    now: u64,
) -> Result<Charge> {
    let (name, key) = (factor.name(), lane.as_str());
    let row = sqlx::query!(
        "SELECT failures, in_all, last_at, paused_until FROM ledger WHERE account = ? AND factor = ? AND lane = ?",
        account,
        name,
        key
    )
    .fetch_optional(&mut *conn)
    .await?;
    let before = row.map_or_else(Guesses::default, |row| Guesses {
        in_a_row: count(row.failures),
        in_all: count(row.in_all),
        last_at: from_db(row.last_at),
        paused_until: from_db(row.paused_until),
    });
    let guesses = match before.charge(factor, lane, now) {
        Ok(guesses) => guesses,
        Err(refused) => return Ok(refused),
    };
    let (failures, in_all) = (i64::from(guesses.in_a_row), i64::from(guesses.in_all));
    let (at, until) = (to_db(guesses.last_at), to_db(guesses.paused_until));
    sqlx::query!(
        "INSERT INTO ledger (account, factor, lane, failures, in_all, last_at, paused_until)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (account, factor, lane)
         DO UPDATE SET failures = excluded.failures, in_all = excluded.in_all, last_at = excluded.last_at,
                       paused_until = excluded.paused_until",
        account,
        name,
        key,
        failures,
        in_all,
        at,
        until,
    )
    .execute(conn)
    .await?;
    Ok(Charge::Charged { in_a_row: guesses.in_a_row })
}

/// A new password: whoever guessed with the old one does not know it, so every lane is open again.
pub(super) async fn open_again(conn: &mut Conn, account: &AccountId) -> Result<()> {
    let account = account.as_str();
    sqlx::query!("DELETE FROM ledger WHERE account = ?", account).execute(conn).await?;
    Ok(())
}

pub(super) async fn clear(conn: &mut Conn, account: &str, factor: Factor, lane: &Lane) -> Result<()> {
    let (factor, lane) = (factor.name(), lane.as_str());
    sqlx::query!("DELETE FROM ledger WHERE account = ? AND factor = ? AND lane = ?", account, factor, lane)
        .execute(conn)
        .await?;
    Ok(())
}
