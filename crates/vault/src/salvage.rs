//! Reading what is left of a damaged vault, around the database and without writing anything.
//!
//! Each row proves itself by its seal. So the file's pages are searched for rows, whether or not the tree that
//! should lead to them is whole, and nothing false can come up.

mod cells;
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::account::Listing;
use crate::error::{Damage, VaultError};
use crate::file;
use crate::id::VaultId;
use crate::seal;
use crate::slot::Unlock;
use crate::storage::records::Record;
use crate::storage::slots;
use crate::vault::reading::{Reading, unseal};
use cells::{Found, candidates, cells};
use pages::Pages;

/// What could be read of a damaged vault.
#[derive(Debug)]
pub struct Salvaged {
    /// The accounts that could be read, and the rows that could not.
    pub listing: Listing,
    /// How many pages of the file are damaged, or belong to rows whose beginning is lost: such rows may be
    /// missing from the listing.
    pub damaged_pages: usize,
}

/// Reads what can be read; see [`Vault::salvage`](crate::Vault::salvage).
pub(crate) async fn salvage(path: &Path, unlock: &Unlock<'_>) -> Result<Salvaged, VaultError> {
    if !file::exists(path)? {
        return Err(VaultError::Missing);
    }
    let pages = Pages::read(path)?;
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
    for (id, versions) in rows.records {
        // Where a page is damaged an older version of a row may be found beside the newer one, after it.
        let whole = versions.iter().position(|sealed| unseal(&records_key, &id, sealed).is_ok());
        let sealed = versions.into_iter().nth(whole.unwrap_or_default()).expect("at least one version");
        reading.take(&records_key, &Record { id, sealed });
    }
    Ok(Salvaged { listing: reading.finish().listing, damaged_pages: rows.damaged_pages })
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
