//! Backups that the person makes, sealed for a passphrase, and checks of any backup file.

use std::path::Path;

use countersign_backup::ways_back::Place;
use countersign_backup::{
    Existing, Files, Identity, Key, Limits, OpenError, Passphrase, SaveError, identity_from_words, open,
    rescue, save, save_over,
};
use countersign_otp::UnixTime;
use zeroize::Zeroizing;

use super::kept::{KeptByHand, millis};
use super::{blocking, text_of};
use crate::Authenticator;
use crate::error::Error;
use crate::opening::is_strong;
use crate::view::{BackupKey, CheckedFile};

impl Authenticator {
    /// Saves a backup that a passphrase opens. "Saved" is said only after it was read back, opened and compared.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::PassphraseWeak`], [`Error::Backup`], [`Error::Locked`] and those of the
    /// vault; what lay there before still does then.
    pub async fn back_up_to(
        &self,
        path: &Path,
        existing: Existing,
        place: Place,
        passphrase: Zeroizing<String>,
    ) -> Result<CheckedFile, Error> {
        self.must_be_verified()?;
        if !is_strong(&passphrase) {
            return Err(Error::PassphraseWeak);
        }
        let path_text = text_of(path)?;
        let backup = self.snapshot().await?.backup;
        let made_at = backup.made_at;
        let key = Passphrase::new(&passphrase).costing(self.inner.settings.backup_work);
        let path = path.to_owned();
        let files = self.files();
        let saving = move || {
            let saved = match existing {
                Existing::Keep => save(&*files, &path, &backup, Key::Passphrase(&key)),
                Existing::Replace => save_over(&*files, &path, &backup, Key::Passphrase(&key)),
            }?;
            // The backup is as good without the page, which finds no place beside a phone's single document.
            let _ = path.parent().map(|folder| rescue::put_beside_others(&*files, folder));
            Ok::<_, SaveError>(saved)
        };
        let saved = blocking(saving).await??;
        let now = self.now();
        self.change_kept(|kept| {
            kept.note_by_hand(KeptByHand {
                path: path_text,
                made_at: millis(made_at),
                checked_at: millis(now),
                accounts: saved.accounts,
                is_elsewhere: place == Place::Elsewhere,
                by_passphrase: true,
            });
        })
        .await?;
        Ok(CheckedFile { path: saved.path, accounts: saved.accounts, made_at })
    }

    /// Opens a backup file as if everything were lost, and says what is in it. A known one counts as checked now.
    ///
    /// # Errors
    /// [`Error::BackupOpen`], also as a question: for the other kind of key, for the cost; [`Error::Words`],
    /// [`Error::Backup`] about the file, [`Error::Locked`] and those of the vault.
    pub async fn check_backup(&self, path: &Path, key: BackupKey) -> Result<CheckedFile, Error> {
        let key = match key {
            BackupKey::Passphrase(passphrase) => Opener::Passphrase(Passphrase::new(&passphrase)),
            BackupKey::Words(words) => Opener::Identity(identity_from_words(&words)?),
            BackupKey::Own => Opener::Identity(self.own_identity().await?),
        };
        let (path, path_text) = (path.to_owned(), text_of(path)?);
        let (file, files) = (path.clone(), self.files());
        let (accounts, made_at) = blocking(move || look(&*files, &file, key.key())).await??;
        let now = self.now();
        self.change_kept(|kept| {
            let same = |each: &&mut KeptByHand| each.path == path_text && each.made_at == millis(made_at);
            if let Some(known) = kept.by_hand.iter_mut().find(same) {
                known.checked_at = millis(now);
            }
        })
        .await?;
        Ok(CheckedFile { path, accounts, made_at })
    }

    /// Forgets a backup that was made by hand; the file stays where it is.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn forget_hand_backup(&self, path: &Path) -> Result<(), Error> {
        let path = text_of(path)?;
        self.change_kept(|kept| kept.by_hand.retain(|each| each.path != path)).await
    }
}

enum Opener {
    Passphrase(Passphrase),
    Identity(Identity),
}

impl Opener {
    fn key(&self) -> Key<'_> {
        match self {
            Self::Passphrase(passphrase) => Key::Passphrase(passphrase),
            Self::Identity(identity) => Key::Identity(identity),
        }
    }
}

fn look(files: &dyn Files, path: &Path, key: Key<'_>) -> Result<(usize, UnixTime), Error> {
    let limits = Limits::default();
    let file = files.read(path, limits.bytes).map_err(SaveError::from)?;
    let reading = open(&file, key, limits)?;
    if reading.skipped.is_empty() {
        Ok((reading.backup.accounts.len(), reading.backup.made_at))
    } else {
        Err(OpenError::Damaged.into())
    }
}
