//! From sealed rows to what they hold.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::SqliteConnection;
use tokio::task::JoinHandle;

use crate::account::{Account, Listing, Unreadable};
use crate::content::Content;
use crate::error::{Damage, VaultError};
use crate::id::{AccountId, DocumentName};
use crate::seal::{self, Place, SymmetricKey};
use crate::storage::records::{self, Record};

/// Opens a record's seal.
pub(crate) fn unseal(key: &SymmetricKey, id: &[u8; 16], sealed: &[u8]) -> Result<Content, Damage> {
    let row = || data_encoding::HEXLOWER.encode(id);
    let place = Place { table: records::TABLE, row: id, context: &[] };
    let json =
        seal::open(key, place, sealed).map_err(|_| Damage::Seal { table: records::TABLE, row: row() })?;
    Content::from_json(&json).map_err(|_| Damage::Content { table: records::TABLE, row: row() })
}

/// The account in a record; `None` if it holds something else.
pub(super) fn to_account(id: AccountId, content: Content) -> Result<Option<Account>, Damage> {
    match content {
        Content::Account(content) => content
            .read(id)
            .map(Some)
            .map_err(|_| Damage::Content { table: records::TABLE, row: id.to_string() }),
        Content::Document(_) => Ok(None),
    }
}

/// Rows that are opened in one go.
const TOGETHER: usize = 256;
/// So many goes at a time wait or run beside the reading, which bounds the memory.
const AT_A_TIME: usize = 4;

/// Reads all records. Opening seals takes longer than reading, so it is shared among the processor's cores.
pub(super) async fn read_all(
    connection: &mut SqliteConnection,
    key: &Arc<SymmetricKey>,
) -> Result<Reading, VaultError> {
    let (mut reading, mut beside) = (Reading::default(), VecDeque::<JoinHandle<Reading>>::new());
    let mut rows = std::pin::pin!(records::all(connection).try_chunks(TOGETHER));
    while let Some(chunk) = rows.try_next().await.map_err(|error| error.1)? {
        if chunk.len() < TOGETHER {
            reading.take_all(key, &chunk);
            continue;
        }
        if beside.len() == AT_A_TIME
            && let Some(oldest) = beside.pop_front()
        {
            reading.join(oldest.await.expect("opening seals does not panic"));
        }
        let key = Arc::clone(key);
        beside.push_back(tokio::task::spawn_blocking(move || {
            let mut reading = Reading::default();
            reading.take_all(&key, &chunk);
            reading
        }));
    }
    for task in beside {
        reading.join(task.await.expect("opening seals does not panic"));
    }
    Ok(reading.finish())
}

/// All records, sorted into what they are.
#[derive(Default)]
pub(crate) struct Reading {
    pub(crate) listing: Listing,
    pub(super) documents: Vec<DocumentName>,
}

impl Reading {
    /// Takes a row in.
    pub(crate) fn take(&mut self, key: &SymmetricKey, record: &Record) {
        let id = AccountId::from_bytes(record.id);
        match unseal(key, &record.id, &record.sealed) {
            Ok(Content::Document(document)) => self.documents.extend(DocumentName::new(document.name()).ok()),
            Ok(content) => match to_account(id, content) {
                Ok(account) => self.listing.accounts.extend(account),
                Err(damage) => self.listing.unreadable.push(Unreadable { id, damage }),
            },
            Err(damage) => self.listing.unreadable.push(Unreadable { id, damage }),
        }
    }

    fn take_all(&mut self, key: &SymmetricKey, records: &[Record]) {
        for record in records {
            self.take(key, record);
        }
    }

    /// Takes in what another reading has read.
    pub(super) fn join(&mut self, other: Self) {
        self.listing.accounts.extend(other.listing.accounts);
        self.listing.unreadable.extend(other.listing.unreadable);
        self.documents.extend(other.documents);
    }

    /// Puts everything in its order.
    pub(crate) fn finish(mut self) -> Self {
        let listing = &mut self.listing;
        let all = std::mem::take(&mut listing.accounts);
        (listing.trash, listing.accounts) = all.into_iter().partition(|account| account.removed_at.is_some());
        listing.accounts.sort_by_key(|account| (account.position, account.id));
        listing.trash.sort_by_key(|account| std::cmp::Reverse((account.removed_at, account.id)));
        listing.unreadable.sort_by_key(|row| row.id);
        self.documents.sort();
        self
    }
}
