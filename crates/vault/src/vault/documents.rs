//! Documents: small named contents of the use cases, such as settings or a link that is under way.

use sqlx::SqliteConnection;
use zeroize::Zeroizing;

use crate::content::{Content, DocumentContent};
use crate::error::{Damage, VaultError};
use crate::id::{DocumentName, VaultId};
use crate::seal::{self, SymmetricKey};
use crate::secret::SecretBytes;
use crate::storage::connection::{begin, translate};
use crate::storage::records;
use crate::vault::Vault;
use crate::vault::reading::unseal;

impl Vault {
    /// Reads a document.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] and those of the system.
    pub async fn document(&self, name: &DocumentName) -> Result<Option<SecretBytes>, VaultError> {
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        self.read_document(&mut connection, name).await
    }

    pub(super) async fn read_document(
        &self,
        connection: &mut SqliteConnection,
        name: &DocumentName,
    ) -> Result<Option<SecretBytes>, VaultError> {
        let row = seal::document_row(&self.key, self.id, name.as_str());
        let Some(sealed) = records::read(connection, row).await? else { return Ok(None) };
        let unintelligible = || {
            let row = data_encoding::HEXLOWER.encode(&row);
            VaultError::Damaged(Damage::Content { table: records::TABLE, row })
        };
        match unseal(&self.records_key, &row, &sealed).map_err(VaultError::Damaged)? {
            Content::Document(content) => content.bytes().map(Some).map_err(|_| unintelligible()),
            Content::Account(_) => Err(unintelligible()),
        }
    }

    /// Writes a document over whatever had this name.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] above 768 KiB, and those of the system.
    pub async fn put_document(&self, name: &DocumentName, bytes: &[u8]) -> Result<(), VaultError> {
        let mut transaction = begin(&self.pool).await?;
        self.listed.forget_documents();
        self.write_document(&mut transaction, name, bytes).await?;
        transaction.commit().await.map_err(translate)
    }

    /// What lies under this name; if nothing does, these bytes from now on. One transaction, so that of several
    /// processes that make the same thing for the first time one wins, and all get what it made.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::TooLarge`] and those of the system.
    pub async fn document_or_put(
        &self,
        name: &DocumentName,
        bytes: &[u8],
    ) -> Result<SecretBytes, VaultError> {
        let mut change = begin(&self.pool).await?;
        if let Some(there) = self.read_document(&mut change, name).await? {
            return Ok(there);
        }
        self.listed.forget_documents();
        self.write_document(&mut change, name, bytes).await?;
        change.commit().await.map_err(translate)?;
        Ok(SecretBytes::new(bytes.to_vec()))
    }

    /// Changes a document by what lies there: read, changed and written in one transaction, so that no change of
    /// another process is lost in between. What `change` leaves as it was is not written.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::TooLarge`] and those of the system; then nothing is changed.
    pub async fn change_document<T>(
        &self,
        name: &DocumentName,
        change: impl FnOnce(Option<&[u8]>) -> (Option<Zeroizing<Vec<u8>>>, T) + Send,
    ) -> Result<T, VaultError> {
        let mut transaction = begin(&self.pool).await?;
        let before = self.read_document(&mut transaction, name).await?;
        let (after, outcome) = change(before.as_ref().map(SecretBytes::reveal));
        if let Some(after) = after {
            self.listed.forget_documents();
            self.write_document(&mut transaction, name, &after).await?;
            transaction.commit().await.map_err(translate)?;
        }
        Ok(outcome)
    }

    pub(super) async fn write_document(
        &self,
        connection: &mut SqliteConnection,
        name: &DocumentName,
        bytes: &[u8],
    ) -> Result<(), VaultError> {
        let (row, content) = to_record(&self.key, self.id, name, bytes);
        records::put(connection, row, &self.seal(&row, &content)?).await
    }

    /// Removes a document. One that is not there is removed already.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn delete_document(&self, name: &DocumentName) -> Result<(), VaultError> {
        let row = seal::document_row(&self.key, self.id, name.as_str());
        let mut transaction = begin(&self.pool).await?;
        self.listed.forget_documents();
        records::delete(&mut transaction, row).await?;
        transaction.commit().await.map_err(translate)
    }

    /// Removes documents together. Those that are not there are removed already.
    ///
    /// # Errors
    /// Those of the system; then none is removed.
    pub async fn delete_documents(&self, names: &[DocumentName]) -> Result<(), VaultError> {
        let mut transaction = begin(&self.pool).await?;
        self.listed.forget_documents();
        for name in names {
            records::delete(&mut transaction, seal::document_row(&self.key, self.id, name.as_str())).await?;
        }
        transaction.commit().await.map_err(translate)
    }

    /// The documents whose names begin with this, in the order of their names. Those that cannot be read are left
    /// out; so are those that go meanwhile.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn documents(&self, prefix: &str) -> Result<Vec<(DocumentName, SecretBytes)>, VaultError> {
        let names = self.document_names(prefix).await?;
        let mut connection = self.pool.acquire().await.map_err(translate)?;
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            match self.read_document(&mut connection, &name).await {
                Ok(Some(bytes)) => found.push((name, bytes)),
                Ok(None) | Err(VaultError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// The names of the documents that begin with this, in order.
    ///
    /// # Errors
    /// Those of the system.
    pub async fn document_names(&self, prefix: &str) -> Result<Vec<DocumentName>, VaultError> {
        let mut kept = self.read().await?;
        if kept.documents.is_none() {
            self.listed.forget();
            kept = self.read().await?;
        }
        let names = kept.documents.iter().flat_map(|names| names.iter());
        Ok(names.filter(|name| name.as_str().starts_with(prefix)).cloned().collect())
    }
}

/// The row in which a document lies, and its content.
pub(super) fn to_record(
    vault_key: &SymmetricKey,
    vault: VaultId,
    name: &DocumentName,
    bytes: &[u8],
) -> ([u8; 16], Content) {
    let row = seal::document_row(vault_key, vault, name.as_str());
    (row, Content::Document(DocumentContent::new(name.as_str(), bytes)))
}
