//! Imports: many accounts in one transaction, and back out as a whole.

use std::time::Duration;

use countersign_otp::UnixTime;
use serde::{Deserialize, Serialize};

use crate::account::{Account, NewAccount};
use crate::error::VaultError;
use crate::id::{AccountId, DocumentName, ImportId};
use crate::storage::connection::translate;
use crate::vault::Vault;

/// How long an import can be undone.
pub const IMPORT_UNDO: Duration = Duration::from_hours(24);

/// Accounts to be added together.
#[derive(Debug)]
pub struct Bringing {
    /// Where they come from: a format's name, for the person.
    pub source: String,
    /// The new accounts, in their order.
    pub accounts: Vec<NewAccount>,
    /// Accounts that some of the new ones take the place of. They go to the trash.
    pub replaced: Vec<AccountId>,
}

/// An import that can still be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Which one.
    pub id: ImportId,
    /// Where the accounts came from.
    pub source: String,
    /// When they came.
    pub at: UnixTime,
    /// How many accounts came.
    pub added: usize,
    /// The accounts that went to the trash for them.
    pub replaced: Vec<AccountId>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    id: String,
    source: String,
    at_ms: u64,
    added: usize,
    replaced: Vec<String>,
}

impl Vault {
    /// Adds all of the accounts at the end and puts the replaced ones into the trash, or nothing of it.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`], [`VaultError::NoSuchAccount`] for a replaced one, and those of the system.
    pub async fn import(&self, bringing: Bringing, now: UnixTime) -> Result<Import, VaultError> {
        let mut transaction = self.begin_change().await?;
        let mut last = self.last_position(&mut transaction).await?;
        let id = ImportId::random(self.random.as_ref());
        let added = bringing.accounts.len();
        for new in bringing.accounts {
            self.insert_account(&mut transaction, new, Some(id), &mut last, now).await?;
        }
        for &id in &bringing.replaced {
            let mut account = self.read_account(&mut transaction, id).await?;
            account.removed_at = Some(now);
            self.write_account(&mut transaction, &account).await?;
        }
        let import = Import { id, source: bringing.source, at: now, added, replaced: bringing.replaced };
        let mut imports = self.read_imports(&mut transaction).await?;
        imports.retain(|earlier| now.since(earlier.at) <= IMPORT_UNDO);
        imports.push(import.clone());
        self.write_imports(&mut transaction, &imports).await?;
        transaction.commit().await.map_err(translate)?;
        Ok(import)
    }

    /// The imports that can still be undone, the last one first.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] and those of the system.
    pub async fn imports(&self, now: UnixTime) -> Result<Vec<Import>, VaultError> {
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        let mut imports = self.read_imports(&mut connection).await?;
        imports.retain(|import| now.since(import.at) <= IMPORT_UNDO);
        imports.reverse();
        Ok(imports)
    }

    /// Takes an import back: its accounts go to the trash, those that it replaced come out of it. One that is
    /// not there any more is passed over. Nothing is erased.
    ///
    /// # Errors
    /// [`VaultError::NoSuchImport`] if it is too old, unknown or undone, and those of the system.
    pub async fn undo_import(&self, id: ImportId, now: UnixTime) -> Result<Import, VaultError> {
        let mut transaction = self.begin_change().await?;
        let mut imports = self.read_imports(&mut transaction).await?;
        let index = imports.iter().position(|import| import.id == id && now.since(import.at) <= IMPORT_UNDO);
        let undone = imports.remove(index.ok_or(VaultError::NoSuchImport)?);
        let mut listing = self.list(&mut transaction).await?;
        let came = |account: &&mut Account| account.import == Some(id);
        for account in listing.accounts.iter_mut().filter(came) {
            account.removed_at = Some(now);
            self.write_account(&mut transaction, account).await?;
        }
        let left = |account: &&mut Account| undone.replaced.contains(&account.id);
        for account in listing.trash.iter_mut().filter(left) {
            account.removed_at = None;
            self.write_account(&mut transaction, account).await?;
        }
        self.write_imports(&mut transaction, &imports).await?;
        transaction.commit().await.map_err(translate)?;
        Ok(undone)
    }

    async fn read_imports(&self, connection: &mut sqlx::SqliteConnection) -> Result<Vec<Import>, VaultError> {
        let Some(bytes) = self.read_document(connection, &name()).await? else { return Ok(Vec::new()) };
        // An entry that is not readable cannot be undone; the accounts themselves are not touched.
        let entries: Vec<Entry> = serde_json::from_slice(bytes.reveal()).unwrap_or_default();
        Ok(entries.into_iter().filter_map(Entry::read).collect())
    }

    async fn write_imports(
        &self,
        connection: &mut sqlx::SqliteConnection,
        imports: &[Import],
    ) -> Result<(), VaultError> {
        let entries: Vec<Entry> = imports.iter().map(Entry::write).collect();
        let json = serde_json::to_vec(&entries).expect("a plain structure");
        self.write_document(connection, &name(), &json).await
    }
}

impl Entry {
    fn write(import: &Import) -> Self {
        Self {
            id: import.id.to_string(),
            source: import.source.clone(),
            at_ms: u64::try_from(import.at.duration().as_millis()).unwrap_or(u64::MAX),
            added: import.added,
            replaced: import.replaced.iter().map(AccountId::to_string).collect(),
        }
    }

    fn read(self) -> Option<Import> {
        Some(Import {
            id: self.id.parse().ok()?,
            source: self.source,
            at: UnixTime::from_millis(self.at_ms),
            added: self.added,
            replaced: self.replaced.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?,
        })
    }
}

fn name() -> DocumentName {
    DocumentName::new("vault.imports").expect("visible ASCII")
}
