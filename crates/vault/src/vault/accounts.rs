//! Accounts: added, activated, changed, put in order, removed and brought back.

use std::sync::Arc;
use std::time::Duration;

use countersign_otp::UnixTime;
use sqlx::SqliteConnection;
use zeroize::Zeroizing;

use crate::account::{Account, Activation, Listing, NewAccount, PairingState};
use crate::content::{AccountContent, Content};
use crate::error::VaultError;
use crate::id::{AccountId, DocumentName, ImportId};
use crate::seal;
use crate::storage::connection::{Change, begin, data_version, translate};
use crate::storage::records;
use crate::vault::Vault;
use crate::vault::listed::Kept;
use crate::vault::reading::{read_all, to_account, unseal};

/// The room between two neighbors in the order, so that most moves write one row.
const GAP: i64 = 1 << 20;

impl Vault {
    /// All accounts in the person's order, the trash, and what could not be read. Kept in memory until
    /// something changes, here or in another process.
    ///
    /// # Errors
    /// Those of the system; a row that cannot be read is in the listing.
    pub async fn accounts(&self) -> Result<Arc<Listing>, VaultError> {
        Ok(self.read().await?.listing)
    }

    /// All records as they are kept in memory.
    pub(super) async fn read(&self) -> Result<Kept, VaultError> {
        // The one connection is held until the listing is kept, so no change of ours can come between. One of
        // another process can, but then the version is another one at the next look.
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        let version = data_version(&mut connection).await?;
        if let Some(kept) = self.listed.get(version) {
            return Ok(kept);
        }
        let reading = read_all(&mut connection, &self.records_key).await?;
        Ok(self.listed.keep(reading, version))
    }

    /// One account, also from the trash.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`], [`VaultError::Damaged`] and those of the system.
    pub async fn account(&self, id: AccountId) -> Result<Account, VaultError> {
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        self.read_account(&mut connection, id).await
    }

    /// Adds an account at the end. If it came out of a document (a link under way), the document goes
    /// in the same transaction.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] and those of the system.
    pub async fn add_account(
        &self,
        new: NewAccount,
        out_of: Option<&DocumentName>,
        now: UnixTime,
    ) -> Result<AccountId, VaultError> {
        let mut transaction = self.begin_change().await?;
        let mut last = self.last_position(&mut transaction).await?;
        let id = self.insert_account(&mut transaction, new, None, &mut last, now).await?;
        if let Some(name) = out_of {
            let row = seal::document_row(&self.key, self.id, name.as_str());
            records::delete(&mut transaction, row).await?;
        }
        transaction.commit().await.map_err(translate)?;
        Ok(id)
    }

    /// Stores what a server hands over at activation, all of it or nothing, and marks the pairing as
    /// active.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] (also if the account has no pairing) and those of the system.
    pub async fn activate(&self, id: AccountId, activation: Activation) -> Result<(), VaultError> {
        self.change_account(id, |account| {
            let pairing = account.pairing.as_mut().ok_or(VaultError::NoSuchAccount)?;
            pairing.state = PairingState::Active;
            pairing.offline_key = activation.offline_key;
            account.codes = activation.codes;
            account.backup_codes = activation.backup_codes;
            Ok(())
        })
        .await
    }

    /// Changes an account: reads, changes and writes it in one transaction.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`], [`VaultError::Damaged`] and those of the system.
    pub async fn update_account(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut Account) + Send,
    ) -> Result<(), VaultError> {
        self.change_account(id, |account| {
            change(account);
            Ok(())
        })
        .await
    }

    /// Moves an account to a place in the order, counted from 0; one beyond the end is the end.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn move_account(&self, id: AccountId, to_index: usize) -> Result<(), VaultError> {
        let mut transaction = self.begin_change().await?;
        let mut accounts = self.list(&mut transaction).await?.accounts;
        let from = accounts.iter().position(|account| account.id == id).ok_or(VaultError::NoSuchAccount)?;
        let mut moved = accounts.remove(from);
        let to = to_index.min(accounts.len());
        let before = to.checked_sub(1).map_or(0, |index| accounts[index].position);
        let after = accounts.get(to).map_or(before.saturating_add(2 * GAP), |next| next.position);
        if after.saturating_sub(before) >= 2 {
            moved.position = before.midpoint(after);
            self.write_account(&mut transaction, &moved).await?;
        } else {
            accounts.insert(to, moved);
            for (number, account) in (1..).zip(&mut accounts) {
                account.position = number * GAP;
                self.write_account(&mut transaction, account).await?;
            }
        }
        transaction.commit().await.map_err(translate)
    }

    /// Puts an account into the trash, where [`restore_account`](Self::restore_account) finds it.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn remove_account(&self, id: AccountId, now: UnixTime) -> Result<(), VaultError> {
        self.update_account(id, |account| account.removed_at = Some(now)).await
    }

    /// Takes an account back out of the trash, to its old place.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn restore_account(&self, id: AccountId) -> Result<(), VaultError> {
        self.update_account(id, |account| account.removed_at = None).await
    }

    /// Removes an account for good.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn erase_account(&self, id: AccountId) -> Result<(), VaultError> {
        let mut transaction = self.begin_change().await?;
        if !records::delete(&mut transaction, *id.bytes()).await? {
            return Err(VaultError::NoSuchAccount);
        }
        transaction.commit().await.map_err(translate)
    }

    /// Removes for good what has lain in the trash for longer than this.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn empty_trash(&self, older_than: Duration, now: UnixTime) -> Result<(), VaultError> {
        let is_due = |account: &Account| {
            account.removed_at.is_some_and(|removed_at| now.since(removed_at) > older_than)
        };
        if !self.accounts().await?.trash.iter().any(is_due) {
            return Ok(());
        }
        let mut transaction = self.begin_change().await?;
        for account in self.list(&mut transaction).await?.trash.iter().filter(|account| is_due(account)) {
            records::delete(&mut transaction, *account.id.bytes()).await?;
        }
        transaction.commit().await.map_err(translate)
    }

    /// Drops an account's pairing with all its keys; its codes stay.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn drop_pairing(&self, id: AccountId) -> Result<(), VaultError> {
        self.update_account(id, |account| account.pairing = None).await
    }

    /// The backup codes that wait to be kept; none if there are none. Warning: for their screen only.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn reveal_backup_codes(&self, id: AccountId) -> Result<Vec<Zeroizing<String>>, VaultError> {
        Ok(self.account(id).await?.backup_codes)
    }

    /// Forgets the backup codes: the person has kept them.
    ///
    /// # Errors
    /// [`VaultError::NoSuchAccount`] and those of the system.
    pub async fn forget_backup_codes(&self, id: AccountId) -> Result<(), VaultError> {
        self.update_account(id, |account| account.backup_codes.clear()).await
    }

    /// Begins a change: whatever was kept in memory is read again afterwards.
    pub(super) async fn begin_change(&self) -> Result<Change, VaultError> {
        let transaction = begin(&self.pool).await?;
        self.listed.forget();
        Ok(transaction)
    }

    pub(super) async fn last_position(&self, connection: &mut SqliteConnection) -> Result<i64, VaultError> {
        Ok(self.list(connection).await?.accounts.last().map_or(0, |account| account.position))
    }

    /// Writes a new account behind the last one.
    pub(super) async fn insert_account(
        &self,
        connection: &mut SqliteConnection,
        new: NewAccount,
        import: Option<ImportId>,
        last: &mut i64,
        now: UnixTime,
    ) -> Result<AccountId, VaultError> {
        *last = last.saturating_add(GAP);
        let account = Account {
            id: AccountId::random(self.random.as_ref()),
            position: *last,
            removed_at: None,
            import,
            backup_codes: new.backup_codes,
            added_at: now,
            service: new.service,
            user: new.user,
            own_names: new.own_names,
            codes: new.codes,
            extras: new.extras,
            pairing: new.pairing,
        };
        self.write_account(connection, &account).await?;
        Ok(account.id)
    }

    async fn change_account(
        &self,
        id: AccountId,
        change: impl FnOnce(&mut Account) -> Result<(), VaultError> + Send,
    ) -> Result<(), VaultError> {
        let mut transaction = self.begin_change().await?;
        let mut account = self.read_account(&mut transaction, id).await?;
        change(&mut account)?;
        self.write_account(&mut transaction, &account).await?;
        transaction.commit().await.map_err(translate)
    }

    pub(super) async fn list(&self, connection: &mut SqliteConnection) -> Result<Listing, VaultError> {
        Ok(read_all(connection, &self.records_key).await?.listing)
    }

    pub(super) async fn read_account(
        &self,
        connection: &mut SqliteConnection,
        id: AccountId,
    ) -> Result<Account, VaultError> {
        let sealed = records::read(connection, *id.bytes()).await?.ok_or(VaultError::NoSuchAccount)?;
        unseal(&self.records_key, id.bytes(), &sealed)
            .and_then(|content| to_account(id, content))
            .map_err(VaultError::Damaged)?
            .ok_or(VaultError::NoSuchAccount)
    }

    pub(super) async fn write_account(
        &self,
        connection: &mut SqliteConnection,
        account: &Account,
    ) -> Result<(), VaultError> {
        let content = Content::Account(Box::new(AccountContent::write(account)));
        let sealed = self.seal(account.id.bytes(), &content)?;
        records::put(connection, *account.id.bytes(), &sealed).await
    }
}
