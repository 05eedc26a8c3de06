//! Exports: accounts in the forms that other apps read, or on paper. What cannot go along is known first.

use std::path::Path;

use countersign_backup::export::{
    AccountQr, Format, MigrationPage, account_qr, aegis_encrypted, aegis_plain, losses, migration_pages,
    otpauth_list, sheet,
};
use countersign_backup::{Backup, Existing, put};
use countersign_vault::AccountId;
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::backing_up::{Snapshot, blocking};
use crate::error::Error;
use crate::opening::is_strong;
use crate::view::{AccountLoss, ExportForm, ExportLosses, ExportedFile};

impl Authenticator {
    /// What cannot go with a format, of all accounts or of one.
    ///
    /// # Errors
    /// [`Error::AccountUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn export_losses(
        &self,
        format: Format,
        only: Option<AccountId>,
    ) -> Result<ExportLosses, Error> {
        let snapshot = self.chosen(only).await?;
        let found = losses(format, &snapshot.backup);
        let accounts = found.accounts.into_iter().map(|each| AccountLoss {
            account: snapshot.ids[each.index],
            service: snapshot.backup.accounts[each.index].names.service.clone(),
            user: snapshot.backup.accounts[each.index].names.user.clone(),
            losses: each.losses,
        });
        Ok(ExportLosses { accounts: accounts.collect(), leaving: found.leaving })
    }

    /// Writes an export, readable by its owner only. Warning: but for the encrypted one, whoever has the file can
    /// make every code.
    ///
    /// # Errors
    /// [`Error::PassphraseWeak`], [`Error::PersonUnverified`], [`Error::NoCodes`] if nothing could go,
    /// [`Error::Backup`], [`Error::Locked`] and those of the vault.
    pub async fn export_to(
        &self,
        form: ExportForm,
        path: &Path,
        existing: Existing,
    ) -> Result<ExportedFile, Error> {
        let (content, accounts) = self.export(form).await?;
        let path = path.to_owned();
        let written = path.clone();
        let files = self.files();
        blocking(move || put(&*files, &written, &content, existing)).await??;
        Ok(ExportedFile { path, accounts })
    }

    /// An export as bytes, for a shell that writes them itself, and how many accounts are in it. Warning: as for
    /// [`export_to`](Self::export_to).
    ///
    /// # Errors
    /// Those of [`export_to`](Self::export_to), but for the file.
    pub async fn export(&self, form: ExportForm) -> Result<(Zeroizing<Vec<u8>>, usize), Error> {
        self.must_be_verified()?;
        if let ExportForm::AegisEncrypted(passphrase) = &form
            && !is_strong(passphrase)
        {
            return Err(Error::PassphraseWeak);
        }
        let backup = self.snapshot().await?.backup;
        let accounts = losses(form.format(), &backup).leaving;
        if accounts == 0 {
            return Err(Error::NoCodes);
        }
        let (random, now, language) = (self.inner.ports.random, self.now(), self.inner.settings.paper);
        let content = blocking(move || match form {
            ExportForm::OtpauthList => bytes(otpauth_list(&backup)),
            ExportForm::AegisPlain => aegis_plain(&backup, &random),
            ExportForm::AegisEncrypted(passphrase) => {
                Zeroizing::new(aegis_encrypted(&backup, &passphrase, &random))
            }
            ExportForm::Sheet => bytes(sheet(&backup, now, language)),
        });
        Ok((content.await?, accounts))
    }

    /// The QR codes by which Google Authenticator takes accounts over. Warning: they hold every secret.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::NoCodes`] if nothing could go, [`Error::Locked`] and those of the vault.
    pub async fn export_pages(&self) -> Result<Vec<MigrationPage>, Error> {
        self.must_be_verified()?;
        let backup = self.snapshot().await?.backup;
        let pages = migration_pages(&backup, &self.inner.ports.random);
        if pages.is_empty() { Err(Error::NoCodes) } else { Ok(pages) }
    }

    /// The QR code of one account, for another device. Warning: it holds the secret.
    ///
    /// # Errors
    /// [`Error::PersonUnverified`], [`Error::NoCodes`] where there is none, [`Error::AccountUnknown`],
    /// [`Error::Locked`] and those of the vault.
    pub async fn export_account(&self, id: AccountId) -> Result<AccountQr, Error> {
        self.must_be_verified()?;
        let snapshot = self.chosen(Some(id)).await?;
        account_qr(&snapshot.backup.accounts[0]).map_err(|_| Error::NoCodes)
    }

    async fn chosen(&self, only: Option<AccountId>) -> Result<Snapshot, Error> {
        let mut snapshot = self.snapshot().await?;
        if let Some(id) = only {
            let index = snapshot.ids.iter().position(|each| *each == id).ok_or(Error::AccountUnknown)?;
            let account = snapshot.backup.accounts.swap_remove(index);
            snapshot = Snapshot {
                backup: Backup { accounts: vec![account], ..snapshot.backup },
                ids: vec![id],
                since: vec![snapshot.since[index]],
            };
        }
        Ok(snapshot)
    }
}

fn bytes(mut text: Zeroizing<String>) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(std::mem::take(&mut *text).into_bytes())
}
