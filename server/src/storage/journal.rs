//! The journal: written by the operation that it tells of, in the same transaction; read, never changed.
//!
//! An entry's text names the hash of the one before. The mark is an HMAC under a key outside the database, so that
//! who has the database alone cannot write a chain anew; who has both is noticed by the devices, which keep heads.

use countersign_protocol::{Digest, JournalEntry, JournalHead};
use subtle::ConstantTimeEq;

use super::mail::Behind;
use super::open::Conn;
use super::row::{from_db, to_db};
use super::{Result, Storage, StorageError};
use crate::domain::{AccountId, DeviceId, JournalKind};
use crate::keys::ServerKeys;

/// How many entries a page shows: with the longest names it stays below 30 KB.
pub const JOURNAL_LINES: usize = 30;

/// What an entry says beside what happened and when.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    /// To what, or how.
    pub(super) detail: &'a str,
    /// The device that did it.
    pub(super) device: Option<&'a DeviceId>,
    /// The browser that was used.
    pub(super) behind: Behind<'a>,
}

impl<'a> Told<'a> {
    /// What a browser did, or a device in signed words.
    pub(super) fn by(behind: Behind<'a>, detail: &'a str) -> Self {
        let device = match behind {
            Behind::Order(device) => Some(device),
            Behind::Session(_)
            | Behind::Attempt(_)
            | Behind::Device(_)
            | Behind::Mark(_)
            | Behind::Nobody => None,
        };
        Self { detail, device, behind }
    }
}

/// One entry as pages show it.
#[derive(Debug, Clone)]
pub struct JournalLine {
    /// Its number.
    pub number: u64,
    /// What happened; `None` for a kind that this version does not know.
    pub kind: Option<JournalKind>,
    /// The entry.
    pub entry: JournalEntry,
}

/// Where the device's server stands: what it signs for the devices to remember.
#[derive(Debug, Clone, Copy)]
pub struct Witnessed {
    /// Which life of the database this is.
    pub epoch: u64,
    /// The latest entry.
    pub head: Option<JournalHead>,
}

impl Storage {
    /// A page of an account's entries before this number, or the latest ones; the newest first.
    pub async fn journal(&self, account: &AccountId, before: Option<u64>) -> Result<Vec<JournalLine>> {
        entries(&mut *self.readers().acquire().await?, account, before).await
    }

    /// The texts of an account's entries after this number, the oldest first; at most `most`.
    pub async fn journal_after(&self, account: &AccountId, after: u64, most: usize) -> Result<Vec<String>> {
        let (owner, after) = (account.as_str(), to_db(after));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let texts = sqlx::query_scalar!(
            "SELECT entry FROM journal WHERE account = ? AND number > ? ORDER BY number LIMIT ?",
            owner,
            after,
            most
        );
        Ok(texts.fetch_all(self.readers()).await?)
    }

    /// Checks an account's whole journal: the chain, the marks, and that its end is there. Gives how many entries
    /// there are, or what is wrong and where.
    pub async fn verify_journal(&self, account: &AccountId) -> Result<std::result::Result<u64, String>> {
        let mut conn = self.readers().begin().await?;
        let owner = account.as_str();
        let stated = head_row(&mut conn, account).await?;
        let rows =
            sqlx::query!("SELECT number, entry, mark FROM journal WHERE account = ? ORDER BY number", owner)
                .fetch_all(&mut *conn)
                .await?;
        let mut head = None;
        for row in rows {
            head = match countersign_protocol::follow(account, head, [row.entry.as_str()]) {
                Ok(head) => head,
                Err(broken) => return Ok(Err(broken.to_string())),
            };
            let mark = mark_of(&self.keys, owner, &row.entry);
            if !bool::from(row.mark.as_deref().unwrap_or_default().ct_eq(&mark)) {
                return Ok(Err(format!("entry {} was not written by this server", row.number)));
            }
        }
        let number = head.map_or(0, |head| head.number);
        let stated_number = stated.map_or(0, |head| head.number);
        if number < stated_number {
            return Ok(Err(format!("entry {} is missing, and all after it", number + 1)));
        }
        if head != stated {
            return Ok(Err(format!("entry {number} is not the one that was written last")));
        }
        Ok(Ok(number))
    }

    /// What devices of this account are to remember.
    pub async fn witnessed(&self, account: &AccountId) -> Result<Witnessed> {
        witnessed(&mut *self.readers().begin().await?, account).await
    }
}

/// A page of an account's entries before this number, or the latest ones; the newest first.
pub(super) async fn entries(
    conn: &mut Conn,
    account: &AccountId,
    before: Option<u64>,
) -> Result<Vec<JournalLine>> {
    let (owner, before) = (account.as_str(), to_db(before.unwrap_or(u64::MAX)));
    let most = i64::try_from(JOURNAL_LINES).unwrap_or(i64::MAX);
    let rows = sqlx::query!(
        "SELECT number, entry FROM journal WHERE account = ? AND number < ? ORDER BY number DESC LIMIT ?",
        owner,
        before,
        most
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let entry: JournalEntry = serde_json::from_str(&row.entry)
                .map_err(|_| StorageError::row("journal", "entry", format!("{account} {}", row.number)))?;
            let kind = JournalKind::from_name(&entry.kind);
            Ok(JournalLine { number: from_db(row.number), kind, entry })
        })
        .collect()
}

/// Writes an entry as part of an operation.
pub(super) async fn enter(
    conn: &mut Conn,
    account: &AccountId,
    kind: JournalKind,
    told: Told<'_>,
    now: u64,
) -> Result<()> {
    let seen = told.behind.look(conn).await?;
    let device = match told.device {
        Some(device) => {
            let device = device.as_str();
            let name = sqlx::query_scalar!("SELECT name FROM devices WHERE id = ?", device);
            name.fetch_optional(&mut *conn).await?.unwrap_or_default()
        }
        None => String::new(),
    };
    let head = head_row(conn, account).await?;
    let number = head.map_or(1, |head| head.number + 1);
    let entry = JournalEntry {
        account: account.clone(),
        number,
        at: now,
        kind: kind.name().to_owned(),
        detail: told.detail.to_owned(),
        device,
        browser: seen.browser,
        system: seen.system,
        ip: seen.ip,
        before: head.map(|head| head.sha256),
    };
    let (owner, number, text) = (account.as_str(), to_db(number), entry.to_text());
    let hash = Digest::of(text.as_bytes());
    let hash = hash.as_bytes().as_slice();
    sqlx::query!("INSERT INTO journal (account, number, entry) VALUES (?, ?, ?)", owner, number, text)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "UPDATE accounts SET journal_number = ?, journal_hash = ? WHERE id = ?",
        number,
        hash,
        owner
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Marks what a transaction has written, just before its commit.
pub(super) async fn mark(conn: &mut Conn, keys: &ServerKeys) -> Result<()> {
    let rows = sqlx::query!("SELECT account, number, entry FROM journal WHERE mark IS NULL")
        .fetch_all(&mut *conn)
        .await?;
    for row in rows {
        let mark = mark_of(keys, &row.account, &row.entry);
        let mark = mark.as_slice();
        sqlx::query!(
            "UPDATE journal SET mark = ? WHERE account = ? AND number = ?",
            mark,
            row.account,
            row.number
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Epoch and head, in one look.
pub(super) async fn witnessed(conn: &mut Conn, account: &AccountId) -> Result<Witnessed> {
    let epoch = sqlx::query_scalar!("SELECT number FROM epoch WHERE id = 1").fetch_one(&mut *conn).await?;
    Ok(Witnessed { epoch: from_db(epoch), head: head_row(conn, account).await? })
}

async fn head_row(conn: &mut Conn, account: &AccountId) -> Result<Option<JournalHead>> {
    let owner = account.as_str();
    let row = sqlx::query!("SELECT journal_number, journal_hash FROM accounts WHERE id = ?", owner);
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let Some(hash) = row.journal_hash else { return Ok(None) };
    let hash = hash.try_into().map_err(|_| StorageError::row("accounts", "journal_hash", account))?;
    Ok(Some(JournalHead { number: from_db(row.journal_number), sha256: Digest::from_bytes(hash) }))
}

fn mark_of(keys: &ServerKeys, account: &str, entry: &str) -> [u8; 32] {
    keys.mac("journal", account, entry)
}
