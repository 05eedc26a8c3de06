//! The vault's own backup identity, which opens its automatic backups.

use countersign_backup::Identity;
use countersign_vault::DocumentName;

use crate::Authenticator;
use crate::error::Error;

impl Authenticator {
    /// The identity, if this vault has made one. One that cannot be read is none: the sheet has its words.
    pub(crate) async fn backup_identity(&self) -> Result<Option<Identity>, Error> {
        let text = self.vault()?.document(&document()).await?;
        Ok(text.and_then(|text| Identity::from_text(std::str::from_utf8(text.reveal()).ok()?).ok()))
    }
}

pub(crate) fn document() -> DocumentName {
    DocumentName::new("backup.identity").expect("visible ASCII")
}
