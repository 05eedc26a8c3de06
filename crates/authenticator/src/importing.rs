//! Bringing accounts in: a preview of what a file, a text or some pictures hold, then one transaction, then a day in
//! which all of it can be undone. Restoring a backup is the same.

mod backup;
mod brought;
mod comparing;
mod previews;
mod reading;
mod several;
mod skipping;

use countersign_enrollment::import::{KdfCost, TableLook, TableMapping, look_at_table, recognize};
use countersign_enrollment::{Enrollment, QrText};
use countersign_otp::UnixTime;
use countersign_vault::{Account, AccountId, Bringing, IMPORT_UNDO, Import, ImportId};
use zeroize::Zeroizing;

use crate::Authenticator;
use crate::error::Error;
use crate::picture::{self, Picture};
use crate::ports::Event;
use crate::view::{
    EntryStanding, ImportChoice, ImportDone, ImportPreview, ImportSource, ImportView, PreviewId,
};

use brought::Brought;
use comparing::Known;
use previews::{PREVIEW_LIFETIME, Preview};
use reading::{Keys, Read};

pub(crate) use backup::is_sealed;
pub(crate) use previews::Previews;

/// What the person says about files beyond their bytes.
#[derive(Default)]
pub struct ImportRequest {
    /// The files' password; for an automatic backup, the words of the recovery sheet or `AGE-SECRET-KEY-1…`.
    pub passphrase: Option<Zeroizing<String>>,
    /// What opening the files may cost, after [`ErrorDetails::cost`](crate::ErrorDetails) asked.
    pub agreed_cost: Option<KdfCost>,
    /// Which column of a table holds what.
    pub mapping: Option<TableMapping>,
}

impl Authenticator {
    /// Reads files that were chosen together: an export, a backup, pictures with codes, or a file with the one beside
    /// it that it needs. Nothing has happened yet.
    ///
    /// # Errors
    /// [`Error::Import`], also as a question: for the password, for the cost; [`Error::BackupWordsNeeded`] and
    /// [`Error::Words`]; [`Error::Image`], [`Error::Locked`] and those of the vault.
    pub async fn preview_import(
        &self,
        files: Vec<Zeroizing<Vec<u8>>>,
        request: ImportRequest,
    ) -> Result<ImportPreview, Error> {
        let keys = Keys {
            passphrase: request.passphrase,
            identity: if self.is_unopened() { None } else { self.backup_identity().await? },
            agreed: request.agreed_cost,
            mapping: request.mapping,
            is_only_file: files.len() == 1,
        };
        self.preview(move || reading::read_files(&files, &keys)).await
    }

    /// Reads texts, each of any number of lines: setup codes, links, a whole clipboard.
    ///
    /// # Errors
    /// [`Error::Import`], [`Error::Locked`] and those of the vault.
    pub async fn preview_texts(&self, texts: Vec<Zeroizing<String>>) -> Result<ImportPreview, Error> {
        self.preview(move || reading::read_all_texts(texts.iter().map(|text| text.as_str()))).await
    }

    /// Reads the codes in pictures, such as the clipboard's.
    ///
    /// # Errors
    /// [`Error::Image`], [`Error::Import`], [`Error::Locked`] and those of the vault.
    pub async fn preview_pictures(&self, pictures: Vec<Picture>) -> Result<ImportPreview, Error> {
        self.preview(move || read_texts_of(&picture::read_all(pictures)?)).await
    }

    /// Shows together what several codes hold.
    pub(crate) async fn preview_codes(&self, texts: Vec<QrText>) -> Result<ImportPreview, Error> {
        self.preview(move || read_texts_of(&texts)).await
    }

    /// The first unknown table among files, or else the first table, as a person may see it, to say what its columns
    /// hold in [`ImportRequest::mapping`].
    pub fn look_at_table(&self, files: &[Zeroizing<Vec<u8>>]) -> Option<TableLook> {
        let unknown = files.iter().filter(|file| recognize(file).is_none());
        unknown.chain(files).find_map(|file| look_at_table(file))
    }

    /// Shows what a backup holds that came in another way, such as from another device.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn preview_backup(&self, backup: countersign_backup::Reading) -> Result<ImportPreview, Error> {
        self.keep(backup::of_reading(backup)).await
    }

    /// What the code of an entry looks like at this time, or at its counter, to be compared with the other app.
    /// Warning: the code itself.
    ///
    /// # Errors
    /// [`Error::PreviewUnknown`] and, for an entry without codes, [`Error::NoCodes`].
    pub fn reveal_preview_code(
        &self,
        id: PreviewId,
        index: usize,
        at: UnixTime,
    ) -> Result<Zeroizing<String>, Error> {
        let code = |preview: &Preview| {
            let entry = preview.brought.get(index)?;
            Some(entry.codes.as_ref().map(|codes| codes.reveal_preview(at)))
        };
        self.inner.previews.look(id, self.since_boot(), code)?.ok_or(Error::NoCodes)
    }

    /// Brings the chosen entries in, all of them or none. Entries that are not named stay out.
    ///
    /// # Errors
    /// [`Error::PreviewUnknown`] (also for an entry that there is not, or that replaces nothing),
    /// [`Error::AccountUnknown`] if an account to be replaced is gone, [`Error::Locked`] and those of the vault; with
    /// all but the first, the preview is still there.
    pub async fn confirm_import(&self, id: PreviewId, choices: &[ImportChoice]) -> Result<ImportDone, Error> {
        let vault = self.vault()?;
        let preview = self.inner.previews.take(id, self.since_boot())?;
        let brought = self.bring(&vault, &preview, choices).await;
        if let Err(error) = brought {
            self.inner.previews.put(id, preview);
            return Err(error);
        }
        if brought.as_ref().is_ok_and(|done| done.import.is_some()) {
            // The order of the groups is worth less than what has come.
            let _ = self.learn_groups(&preview.groups).await;
            self.tell(Event::AccountsChanged);
        }
        brought
    }

    /// Drops a preview with its secrets.
    ///
    /// # Errors
    /// [`Error::PreviewUnknown`].
    pub fn cancel_import(&self, id: PreviewId) -> Result<(), Error> {
        self.inner.previews.take(id, self.since_boot()).map(drop)
    }

    /// The imports that can still be undone, the last one first.
    ///
    /// # Errors
    /// [`Error::Locked`] and those of the vault.
    pub async fn imports(&self) -> Result<Vec<ImportView>, Error> {
        let imports = self.vault()?.imports(self.now()).await?;
        Ok(imports.iter().map(view).collect())
    }

    /// Takes an import back as a whole: what came goes to the trash, what it replaced comes out of it.
    ///
    /// # Errors
    /// [`Error::ImportUnknown`], [`Error::Locked`] and those of the vault.
    pub async fn undo_import(&self, id: ImportId) -> Result<ImportView, Error> {
        let undone = self.vault()?.undo_import(id, self.now()).await?;
        self.tell(Event::AccountsChanged);
        Ok(view(&undone))
    }

    async fn preview(
        &self,
        read: impl FnOnce() -> Result<Read, Error> + Send + 'static,
    ) -> Result<ImportPreview, Error> {
        if !self.is_unopened() {
            self.vault()?;
        }
        let read = tokio::task::spawn_blocking(read)
            .await
            .map_err(|error| Error::System(std::io::Error::other(error)))??;
        self.keep(read).await
    }

    async fn keep(&self, read: Read) -> Result<ImportPreview, Error> {
        let standings = self.standings(&read.brought).await?;
        let entries = read.brought.iter().zip(&standings).enumerate();
        let entries = entries.map(|(index, (entry, standing))| entry.view(index, *standing)).collect();
        let links = read.links.into_iter().map(|link| self.wait_for_word(Enrollment::Link(link)));
        let links = links.chain(read.sealed.into_iter().map(|text| self.wait_for_pin(text))).collect();
        let id = PreviewId(self.random_name());
        let preview = ImportPreview {
            id,
            source: read.source.clone(),
            made_at: read.made_at,
            entries,
            skipped: read.skipped,
            links,
        };
        let Read { source, groups, brought, .. } =
            Read { skipped: Vec::new(), links: Vec::new(), sealed: Vec::new(), ..read };
        let until = self.since_boot() + PREVIEW_LIFETIME;
        self.inner.previews.put(id, Preview { source, groups, brought, standings, until });
        let this = self.clone();
        self.spawn(async move {
            tokio::time::sleep(PREVIEW_LIFETIME).await;
            this.inner.previews.forget_old(this.since_boot());
        });
        Ok(preview)
    }

    /// How the entries stand to what is here. Where no vault was opened or made yet, all of them are new.
    async fn standings(&self, brought: &[Brought]) -> Result<Vec<EntryStanding>, Error> {
        if self.is_unopened() {
            return Ok(Known::new(&[]).standings(brought));
        }
        let listing = self.vault()?.accounts().await?;
        Ok(Known::new(&listing.accounts).standings(brought))
    }

    async fn bring(
        &self,
        vault: &countersign_vault::Vault,
        preview: &Preview,
        choices: &[ImportChoice],
    ) -> Result<ImportDone, Error> {
        let listing = vault.accounts().await?;
        let mut taken: Vec<(usize, Option<&Account>)> = Vec::with_capacity(choices.len());
        for choice in choices {
            let (index, replaced) = match *choice {
                ImportChoice::Add(index) => (index, None),
                ImportChoice::Replace(index) => {
                    let id = preview.replaceable(index).ok_or(Error::PreviewUnknown)?;
                    let old = listing.accounts.iter().find(|account| account.id() == id);
                    (index, Some(old.ok_or(Error::AccountUnknown)?))
                }
            };
            if index >= preview.brought.len() {
                return Err(Error::PreviewUnknown);
            }
            if taken.iter().all(|(other, _)| *other != index) {
                taken.push((index, replaced));
            }
        }
        let skipped = preview.brought.len() - taken.len();
        if taken.is_empty() {
            return Ok(ImportDone { import: None, added: 0, replaced: 0, skipped });
        }
        taken.sort_by_key(|(index, _)| (preview.brought[*index].position.unwrap_or(i64::MAX), *index));
        let mut replaced: Vec<AccountId> = taken.iter().filter_map(|(_, old)| old.map(Account::id)).collect();
        replaced.sort_unstable();
        replaced.dedup();
        let accounts = taken.iter().map(|(index, old)| preview.brought[*index].to_new(*old)).collect();
        let replacing = taken.iter().filter(|(_, old)| old.is_some()).count();
        let added = taken.len() - replacing;
        let source = preview.source.name().to_owned();
        let import = vault.import(Bringing { source, accounts, replaced }, self.now()).await?;
        Ok(ImportDone { import: Some(import.id), added, replaced: replacing, skipped })
    }
}

fn read_texts_of(texts: &[QrText]) -> Result<Read, Error> {
    reading::read_all_texts(texts.iter().map(QrText::reveal)).map(|mut read| {
        // A line tells nothing of a place in a picture.
        read.skipped.iter_mut().for_each(|skipped| skipped.place = None);
        read
    })
}

fn view(import: &Import) -> ImportView {
    ImportView {
        id: import.id,
        source: ImportSource::from_name(&import.source),
        at: import.at,
        added: import.added,
        replaced: import.replaced.len(),
        undo_until: UnixTime::from_duration(import.at.duration() + IMPORT_UNDO),
    }
}
