//! The vault's own backup identity, which opens its automatic backups.

use countersign_backup::Identity;
use countersign_vault::{Damage, DocumentName, SecretBytes, VaultError};

use crate::Authenticator;
use crate::error::Error;

impl Authenticator {
    /// The identity, if this vault has made one. One that cannot be read is none: the sheet has its words.
    pub(crate) async fn backup_identity(&self) -> Result<Option<Identity>, Error> {
        let text = self.vault()?.document(&document()).await?;
        Ok(text.and_then(|text| read(&text)))
    }

    /// The identity, made when it is first needed. One that cannot be read stays, because backups depend on it.
    pub(crate) async fn own_identity(&self) -> Result<Identity, Error> {
        if let Some(identity) = self.backup_identity().await? {
            return Ok(identity);
        }
        let new = Identity::generate();
        // Another process may be making one; the first one counts.
        let text = self.vault()?.document_or_put(&document(), new.reveal_text().as_bytes()).await?;
        let damage = || Damage::Content { table: "records", row: document().as_str().to_owned() };
        read(&text).ok_or_else(|| VaultError::Damaged(damage()).into())
    }
}

fn read(text: &SecretBytes) -> Option<Identity> {
    Identity::from_text(std::str::from_utf8(text.reveal()).ok()?).ok()
}

fn document() -> DocumentName {
    DocumentName::new("backup.identity").expect("visible ASCII")
}
