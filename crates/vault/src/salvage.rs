//! Reading what is left of a damaged vault, around the database.
//!
//! Each row proves itself by its seal. So the file's pages are searched for rows, whether or not the tree that
//! should lead to them is whole, and nothing false can come up.

mod cells;
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::account::Listing;
use crate::error::{Damage, VaultError};
use crate::file;
use crate::id::VaultId;
use crate::seal::{self, SymmetricKey};
use crate::slot::{Slot, SlotKind, Unlock};
use crate::storage::records::Record;
use crate::storage::slots;
use crate::vault::reading::{Reading, unseal};
use cells::{Found, candidates, cells};
use pages::Pages;

/// What could be read of a damaged vault, and the key to read it once more.
pub struct Salvaged {
    /// The accounts that could be read, and the rows that could not.
    pub listing: Listing,
    /// How many pages of the file are damaged, or belong to rows whose beginning is lost: such rows may be
    /// missing from the listing.
    pub damaged_pages: usize,
    pub(crate) path: PathBuf,
    pub(crate) vault: VaultId,
    pub(crate) key: SymmetricKey,
    digest: [u8; 32],
}

impl std::fmt::Debug for Salvaged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Salvaged")
            .field("listing", &self.listing)
            .field("damaged_pages", &self.damaged_pages)
            .finish_non_exhaustive()
    }
}

/// Reads what can be read; see [`Vault::salvage`](crate::Vault::salvage).
pub(crate) async fn salvage(path: &Path, unlock: &Unlock<'_>) -> Result<Salvaged, VaultError> {
    let pages = read(path)?;
    let rows = Rows::search(&pages);
    let column = |table, column| Damage::Column { table, column, row: "1".into() };
    let vault = rows.vault.ok_or(VaultError::Damaged(column("header", "vault")))?;
    let slot = slots::find(&rows.others, unlock.kind()).ok_or_else(|| match rows.damaged_pages {
        0 => VaultError::NoSuchSlot,
        _ => VaultError::Damaged(column("slots", "wrapped")),
    })??;
    let key = slot.unwrap(vault, unlock).await?;
    let records_key = seal::records_key(&key, vault);

    let mut reading = Reading::default();
    let damaged_pages = rows.damaged_pages;
    for record in rows.best(&records_key) {
        reading.take(&records_key, &record);
    }
    let (listing, path, digest) = (reading.finish().listing, path.to_owned(), pages.digest());
    Ok(Salvaged { listing, damaged_pages, path, vault, key, digest })
}

/// The ways to open it that are still whole in a damaged file.
pub(crate) fn slots_left(path: &Path) -> Result<Vec<SlotKind>, VaultError> {
    let rows = Rows::search(&read(path)?);
    Ok(rows.slots().iter().map(|slot| slot.kind).collect())
}

/// What goes into a whole vault, as it is sealed.
pub(crate) struct Left {
    pub(crate) slots: Vec<Slot>,
    pub(crate) records: Vec<Record>,
}

/// Gathers what can be kept, if the files are still those that were salvaged.
///
/// # Errors
/// [`VaultError::AlreadyThere`] if they are others by now, and those of the file system.
pub(crate) fn gather(salvaged: &Salvaged) -> Result<Left, VaultError> {
    let pages = read(&salvaged.path)?;
    if pages.digest() != salvaged.digest {
        return Err(VaultError::AlreadyThere);
    }
    let rows = Rows::search(&pages);
    let slots = rows.slots();
    let records_key = seal::records_key(&salvaged.key, salvaged.vault);
    let opens = |record: &Record| {
        // What this program does not understand another one may.
        !matches!(unseal(&records_key, &record.id, &record.sealed), Err(Damage::Seal { .. }))
    };
    Ok(Left { slots, records: rows.best(&records_key).into_iter().filter(opens).collect() })
}

/// Plays the log into the file, so that nothing is lost when the log goes. Done again, it changes nothing.
pub(crate) fn fold(path: &Path) -> Result<(), VaultError> {
    let Some(folded) = Pages::read(path)?.folded() else { return Ok(()) };
    let unfinished = file::beside(path, ".folded");
    file::remove(&unfinished)?;
    file::private_file(&unfinished)?.write_all(&folded).map_err(file::io)?;
    file::put_in_place(&unfinished, path)
}

fn read(path: &Path) -> Result<Pages, VaultError> {
    if file::exists(path)? { Pages::read(path) } else { Err(VaultError::Missing) }
}

/// Everything in the file that looks like a row of ours.
#[derive(Default)]
struct Rows {
    vault: Option<VaultId>,
    /// Versions of each record, the most credible one first.
    records: BTreeMap<[u8; 16], Vec<Vec<u8>>>,
    others: Vec<Vec<Vec<u8>>>,
    damaged_pages: usize,
}

impl Rows {
    fn search(pages: &Pages) -> Self {
        let mut rows = Self::default();
        let (mut accounted, mut suspect) = (pages.free(), BTreeSet::new());
        for number in pages.numbers() {
            let Found { payloads, is_whole, overflow } = cells(pages, number);
            accounted.extend(overflow);
            for payload in &payloads {
                rows.take(payload);
            }
            if !is_whole {
                suspect.insert(number);
            }
        }
        for number in suspect.difference(&accounted) {
            rows.damaged_pages += 1;
            for payload in &candidates(pages, *number) {
                rows.take(payload);
            }
        }
        rows
    }

    /// Each record once. Where a page is damaged an older version of a row may be found beside the newer one, after
    /// it: the first that can be read counts, or else the first whose seal opens.
    fn best(self, key: &SymmetricKey) -> Vec<Record> {
        let choose = |(id, versions): ([u8; 16], Vec<Vec<u8>>)| {
            let judge = |sealed: &Vec<u8>| match unseal(key, &id, sealed) {
                Ok(_) => 0,
                Err(Damage::Content { .. }) => 1,
                Err(_) => 2,
            };
            let sealed = versions.into_iter().min_by_key(judge).expect("at least one version");
            Record { id, sealed }
        };
        self.records.into_iter().map(choose).collect()
    }

    /// The slots that are whole.
    fn slots(&self) -> Vec<Slot> {
        let kinds = [
            SlotKind::KeyStore,
            SlotKind::Passphrase,
            SlotKind::Pin,
            SlotKind::Biometric,
            SlotKind::Recovery,
        ];
        kinds.iter().filter_map(|kind| slots::find(&self.others, *kind)?.ok()).collect()
    }

    fn take(&mut self, payload: &[u8]) {
        let Some(values) = cells::values(payload) else { return };
        match values.as_slice() {
            [[], vault] => {
                self.vault = self.vault.or((*vault).try_into().ok().map(VaultId::from_bytes));
            }
            [id, sealed] => {
                if let Ok(id) = (*id).try_into() {
                    self.records.entry(id).or_default().push(sealed.to_vec());
                }
            }
            others => self.others.push(others.iter().map(|value| value.to_vec()).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::id::DocumentName;
    use crate::random::SystemRandom;
    use crate::slot::{NewSlot, WrapKey};
    use crate::vault::Vault;

    #[tokio::test]
    async fn a_log_that_was_played_in_may_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vault.db");
        let key = WrapKey::random(&SystemRandom);
        let slots = [NewSlot::KeyStore(&key)];
        let id = VaultId::random(&SystemRandom);
        let vault = Vault::create(&path, id, &slots, Arc::new(SystemRandom)).await.expect("a vault");
        let name = DocumentName::new("settings").expect("a name");
        vault.put_document(&name, b"only in the log").await.expect("written");
        // As a process leaves it that ends at once.
        let elsewhere = folder.path().join("other.db");
        for each in ["", "-wal"] {
            std::fs::copy(file::beside(&path, each), file::beside(&elsewhere, each)).expect("copied");
        }
        for _ in 0..2 {
            fold(&elsewhere).expect("played in");
        }
        file::remove(&file::beside(&elsewhere, "-wal")).expect("gone");
        fold(&elsewhere).expect("nothing to do");
        let random = Arc::new(SystemRandom);
        let opened = Vault::open(&elsewhere, &Unlock::KeyStore(&key), random).await.expect("opens");
        let found = opened.document(&name).await.expect("read").expect("there");
        assert_eq!(found.reveal(), b"only in the log");
    }
}
